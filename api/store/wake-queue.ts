import { fromKysely, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Wake } from './wake.ts';

type KyselyLike = Parameters<typeof fromKysely>[0];

const queue = 'stacks';
/** A wake-up that nobody took is worth nothing after this: the sweep has seen the row. */
const retentionSeconds = 60;

export interface WakeQueueOptions {
  readonly databaseUrl: string;
  readonly logger: Logger;
}

/**
 * Wakes workers, one for each wake-up, across processes: a queue of pg-boss, written in the transaction that made the work. A wake-up
 * carries no work. Rows say what is due and leases who may do it, so one may be lost, doubled or late; and one that was taken is over
 * at once, so that a worker which dies holds none back.
 */
export class WakeQueue {
  readonly #boss: PgBoss;
  readonly #logger: Logger;

  private constructor(boss: PgBoss, logger: Logger) {
    this.#boss = boss;
    this.#logger = logger;
  }

  static async open(options: WakeQueueOptions): Promise<WakeQueue> {
    const { logger } = options;
    const boss = new PgBoss({
      connectionString: options.databaseUrl,
      application_name: 'tray-privatelink wake-ups',
      max: 3,
      useListenNotify: true,
      schedule: false,
    });
    boss.on('error', (error) =>
      logger.warn({ err: error }, 'workers cannot be woken up; work is found by sweeping'),
    );
    await boss.start();
    await boss.createQueue(queue, {
      notify: true,
      retryLimit: 0,
      retentionSeconds,
      deleteAfterSeconds: retentionSeconds,
    });
    return new WakeQueue(boss, logger);
  }

  /** Sends in the transaction of `db`, if it is one. */
  readonly send: Wake = async (db, target) => {
    await this.#boss.send(queue, { ...target }, { db: fromKysely(db as unknown as KyselyLike) });
  };

  /** Calls back for each wake-up that falls to this process. */
  async listen(onWake: () => void): Promise<void> {
    await this.#boss.work(queue, { batchSize: 10, pollingIntervalSeconds: 2 }, async () => onWake());
  }

  async close(): Promise<void> {
    try {
      await this.#boss.stop({ graceful: false, close: true });
    } catch (error) {
      this.#logger.warn({ err: error }, 'the queue of wake-ups could not be closed');
    }
  }
}
