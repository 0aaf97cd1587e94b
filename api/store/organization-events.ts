import type { Kysely } from 'kysely';
import { translating } from './errors.ts';
import type {
  Actor,
  Database,
  Organization,
  OrganizationChanges,
  OrganizationEvent,
  OrganizationEventsTable,
} from './schema.ts';

/** An organization's history. It grows and never changes: the database refuses anything else. */
export class OrganizationEvents {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Inside the transaction that changed the row. `organization` is the row afterwards. */
  async append(
    organization: Pick<Organization, 'id' | 'version'>,
    event: {
      readonly type: OrganizationEventsTable['type'];
      readonly actor: Actor;
      readonly changes?: OrganizationChanges;
    },
  ): Promise<void> {
    await this.#db
      .insertInto('organization_events')
      .values({
        organization_id: organization.id,
        organization_version: organization.version,
        type: event.type,
        changes: JSON.stringify(event.changes ?? {}),
        actor: JSON.stringify(event.actor),
      })
      .execute();
  }

  /** One page of an organization's history. `after` is the id of the last event of the page before. */
  list(query: {
    readonly organizationId: string;
    readonly order: 'asc' | 'desc';
    readonly limit: number;
    readonly after?: number;
  }): Promise<OrganizationEvent[]> {
    let rows = this.#db
      .selectFrom('organization_events')
      .selectAll()
      .where('organization_id', '=', query.organizationId)
      .orderBy('id', query.order)
      .limit(query.limit);
    if (query.after !== undefined) rows = rows.where('id', query.order === 'asc' ? '>' : '<', query.after);
    return translating(() => rows.execute());
  }
}
