import { type Kysely, sql } from 'kysely';
import { translating } from './errors.ts';
import type { Database, Reason } from './schema.ts';

const code = 'waiting_for_aws';

export type WaitingReason = Reason & { readonly code: typeof code };

/** What rows say while a run for them is under way. */
export class Waiting {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Says so on the row, or takes it back (undefined). A reason of another kind stays. */
  say(
    target: {
      readonly organizationId: string;
      readonly networkId?: string;
      readonly connectionId?: string;
      readonly connectorsOf?: string;
    },
    reason: WaitingReason | undefined,
  ): Promise<void> {
    const { organizationId, networkId, connectionId, connectorsOf } = target;
    if (connectorsOf !== undefined) return this.#sayOfConnectors(connectorsOf, reason);
    const [table, id] =
      connectionId !== undefined
        ? (['connections', connectionId] as const)
        : networkId !== undefined
          ? (['networks', networkId] as const)
          : (['organizations', organizationId] as const);
    return translating(async () => {
      await sql`
        update ${sql.table(table)} set reason = ${reason === undefined ? null : JSON.stringify(reason)}::jsonb
        where id = ${id} and (reason ->> 'code' = ${code} or ${reason !== undefined} and reason is null)
      `.execute(this.#db);
    });
  }

  /** Those that the run has something to do for. */
  #sayOfConnectors(networkId: string, reason: WaitingReason | undefined): Promise<void> {
    return translating(async () => {
      await sql`
        update connectors set reason = ${reason === undefined ? null : JSON.stringify(reason)}::jsonb
        where network_id = ${networkId} and observed_generation < desired_generation
          and (reason ->> 'code' = ${code} or ${reason !== undefined} and reason is null)
      `.execute(this.#db);
    });
  }
}
