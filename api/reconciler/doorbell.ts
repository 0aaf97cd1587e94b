import { fromKysely, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Wake } from '../store/wake.ts';

type KyselyLike = Parameters<typeof fromKysely>[0];

const queue = 'stacks';
/** A bell that nobody heard is worth nothing after this: the sweep has seen the row. */
const retentionSeconds = 60;

export interface DoorbellOptions {
  readonly databaseUrl: string;
  readonly logger: Logger;
}

/**
 * Wakes workers, one for each ring, across processes: a queue of pg-boss, rung in the transaction that made the work. The bell
 * carries no work. Rows say what is due and leases who may do it, so a ring may be lost, doubled or late; and an answered ring is
 * over at once, so that a worker which dies holds none back.
 */
export class Doorbell {
  readonly #boss: PgBoss;
  readonly #logger: Logger;

  private constructor(boss: PgBoss, logger: Logger) {
    this.#boss = boss;
    this.#logger = logger;
  }

  static async open(options: DoorbellOptions): Promise<Doorbell> {
    const { logger } = options;
    const boss = new PgBoss({
      connectionString: options.databaseUrl,
      application_name: 'tray-privatelink doorbell',
      max: 3,
      useListenNotify: true,
      schedule: false,
    });
    boss.on('error', (error) =>
      logger.warn({ err: error }, 'the doorbell is out of order; work is found by sweeping'),
    );
    await boss.start();
    await boss.createQueue(queue, {
      notify: true,
      retryLimit: 0,
      retentionSeconds,
      deleteAfterSeconds: retentionSeconds,
    });
    return new Doorbell(boss, logger);
  }

  /** Rings in the transaction of `db`, if it is one. */
  readonly ring: Wake = async (db, target) => {
    await this.#boss.send(queue, { ...target }, { db: fromKysely(db as unknown as KyselyLike) });
  };

  /** Calls back for each ring that falls to this process. */
  async answer(onRing: () => void): Promise<void> {
    await this.#boss.work(queue, { batchSize: 10, pollingIntervalSeconds: 2 }, async () => onRing());
  }

  async close(): Promise<void> {
    try {
      await this.#boss.stop({ graceful: false, close: true });
    } catch (error) {
      this.#logger.warn({ err: error }, 'the doorbell could not be taken down');
    }
  }
}
