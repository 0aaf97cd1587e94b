import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { ConnectionEvents } from './connection-events.ts';
import { ConnectionTests } from './connection-tests.ts';
import { Connections } from './connections.ts';
import { ConnectorEvents } from './connector-events.ts';
import { Connectors } from './connectors.ts';
import { DueWorkQueue } from './due-work.ts';
import { ContentionError, translating } from './errors.ts';
import { IdempotencyKeys } from './idempotency-keys.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import { type Lease, Leases, lockLease } from './leases.ts';
import { Networks } from './networks.ts';
import { OrganizationEvents } from './organization-events.ts';
import { Organizations } from './organizations.ts';
import { RegionObservations } from './region-observations.ts';
import { Runs } from './runs.ts';
import type { Database } from './schema.ts';
import { Secrets } from './secrets.ts';
import { TerraformStates } from './terraform-states.ts';
import { Waiting } from './waiting.ts';
import { type Wake, type WorkTarget, wakeNobody } from './wake.ts';
import { WebhookDeliveries } from './webhook-deliveries.ts';

export interface StoreOptions {
  readonly wake?: Wake;
  /** Remember every change of state for the webhook. Off, nothing is queued that nobody would send. */
  readonly webhooks?: boolean;
  /** Several organizations may list one AWS account. Off, an account belongs to one. */
  readonly sharedAwsAccounts?: boolean;
}

/** How often a transaction is done again that had to give way to another. */
const attemptsAtMost = 6;
const lockTimeout = '5s';

/**
 * The database by concept. A store is bound either to the pool or to one transaction; `transaction` gives its callback
 * a store of the latter kind, so that every method works in both.
 */
export class Store {
  readonly db: Kysely<Database>;
  readonly organizations: Organizations;
  readonly organizationEvents: OrganizationEvents;
  readonly networks: Networks;
  readonly connections: Connections;
  readonly events: ConnectionEvents;
  readonly connectionTests: ConnectionTests;
  readonly connectors: Connectors;
  readonly connectorEvents: ConnectorEvents;
  readonly runs: Runs;
  readonly terraformStates: TerraformStates;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly secrets: Secrets;
  readonly waiting: Waiting;
  readonly dueWork: DueWorkQueue;
  readonly regionObservations: RegionObservations;
  readonly #options: StoreOptions;
  readonly #mutex = new KeyedMutex();

  constructor(db: Kysely<Database>, options: StoreOptions = {}) {
    this.db = db;
    this.#options = options;
    const wake = (target: WorkTarget) => this.wake(target);
    this.webhookDeliveries = new WebhookDeliveries(db, { enabled: options.webhooks ?? false });
    this.events = new ConnectionEvents(db, this.webhookDeliveries);
    this.organizationEvents = new OrganizationEvents(db);
    this.organizations = new Organizations(db, this.organizationEvents, wake, {
      sharedAwsAccounts: options.sharedAwsAccounts ?? false,
    });
    this.networks = new Networks(db, wake);
    this.connections = new Connections(db, this.events, wake, (work) =>
      this.transaction((store) => work(store.connections)),
    );
    this.connectionTests = new ConnectionTests(db);
    this.connectorEvents = new ConnectorEvents(db);
    this.connectors = new Connectors(db, this.connectorEvents, wake);
    this.runs = new Runs(db);
    this.terraformStates = new TerraformStates(db);
    this.idempotencyKeys = new IdempotencyKeys(db);
    this.secrets = new Secrets(db);
    this.waiting = new Waiting(db);
    this.dueWork = new DueWorkQueue(db);
    this.regionObservations = new RegionObservations(db);
  }

  /** Tells the workers that a row has work: inside a transaction, when that is done. */
  wake(target: WorkTarget): Promise<void> {
    return (this.#options.wake ?? wakeNobody)(this.db, target);
  }

  /** Leases on stacks, each for so long unless it is prolonged. */
  leases(ttlMs: number): Leases {
    return new Leases(this.db, ttlMs);
  }

  /**
   * A transaction that happens only while the lease is held: nobody takes it over before the end.
   *
   * @throws LeaseLostError when somebody has taken it already.
   */
  underLease<T>(lease: Lease, work: (store: Store) => Promise<T>): Promise<T> {
    return this.transaction(async (store) => {
      await lockLease(store.db, lease);
      return work(store);
    });
  }

  /**
   * All or nothing. What the callback throws undoes everything; faults of the database come out translated
   * (see errors.ts). A transaction in a transaction is the same transaction.
   *
   * The callback runs again, from its beginning, when the database undid it in favour of another transaction: it must
   * change nothing but the database, and rely on nothing that it read before.
   *
   * @param names what others may want at the same moment, such as `service <name>`: in this process one transaction at a time
   * has each, and those who wait take no connection.
   */
  async transaction<T>(work: (store: Store) => Promise<T>, names: readonly string[] = []): Promise<T> {
    if (this.db.isTransaction) return work(this);
    return this.#mutex.run(names, () => this.#persist(work));
  }

  async #persist<T>(work: (store: Store) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(work);
      } catch (error) {
        if (!(error instanceof ContentionError) || attempt >= attemptsAtMost) throw error;
      }
      // Apart from each other, so that the same two do not meet again: full jitter, 10 to 320 ms at most.
      await setTimeout(Math.random() * 10 * 2 ** (attempt - 1));
    }
  }

  #attempt<T>(work: (store: Store) => Promise<T>): Promise<T> {
    return translating(() =>
      this.db.transaction().execute(async (transaction) => {
        // Whoever waits for a row holds a connection that others need.
        await sql`select set_config('lock_timeout', ${lockTimeout}, true)`.execute(transaction);
        return work(new Store(transaction, this.#options));
      }),
    );
  }

  /** @throws DatabaseUnavailableError when the database does not answer. */
  ping(): Promise<void> {
    return translating(async () => {
      await sql`select 1`.execute(this.db);
    });
  }
}
