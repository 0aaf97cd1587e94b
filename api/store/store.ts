import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { ConnectionEvents } from './connection-events.ts';
import { Connections } from './connections.ts';
import { translating } from './errors.ts';
import { IdempotencyKeys } from './idempotency-keys.ts';
import { Networks } from './networks.ts';
import { Organizations } from './organizations.ts';
import { Runs } from './runs.ts';
import type { Database } from './schema.ts';
import { Secrets } from './secrets.ts';
import { TerraformStates } from './terraform-states.ts';
import { type Wake, type WorkTarget, wakeByNotify } from './wake.ts';
import { WebhookDeliveries } from './webhook-deliveries.ts';

export interface StoreOptions {
  readonly wake?: Wake;
  /** Remember every change of state for the webhook. Off, nothing is queued that nobody would send. */
  readonly webhooks?: boolean;
}

/**
 * The database by concept. A store is bound either to the pool or to one transaction; `transaction` gives its callback
 * a store of the latter kind, so that every method works in both.
 */
export class Store {
  readonly db: Kysely<Database>;
  readonly organizations: Organizations;
  readonly networks: Networks;
  readonly connections: Connections;
  readonly events: ConnectionEvents;
  readonly runs: Runs;
  readonly terraformStates: TerraformStates;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly secrets: Secrets;
  readonly #options: StoreOptions;

  constructor(db: Kysely<Database>, options: StoreOptions = {}) {
    this.db = db;
    this.#options = options;
    const wake = (target: WorkTarget) => (options.wake ?? wakeByNotify)(db, target);
    this.webhookDeliveries = new WebhookDeliveries(db, { enabled: options.webhooks ?? false });
    this.events = new ConnectionEvents(db, this.webhookDeliveries);
    this.organizations = new Organizations(db, wake);
    this.networks = new Networks(db, wake);
    this.connections = new Connections(db, this.events, wake, (work) =>
      this.transaction((store) => work(store.connections)),
    );
    this.runs = new Runs(db);
    this.terraformStates = new TerraformStates(db);
    this.idempotencyKeys = new IdempotencyKeys(db);
    this.secrets = new Secrets(db);
  }

  /**
   * All or nothing. What the callback throws undoes everything; faults of the database come out translated
   * (see errors.ts). A transaction in a transaction is the same transaction.
   */
  transaction<T>(work: (store: Store) => Promise<T>): Promise<T> {
    if (this.db.isTransaction) return work(this);
    return translating(() =>
      this.db.transaction().execute((transaction) => work(new Store(transaction, this.#options))),
    );
  }

  /** @throws DatabaseUnavailableError when the database does not answer. */
  ping(): Promise<void> {
    return translating(async () => {
      await sql`select 1`.execute(this.db);
    });
  }
}
