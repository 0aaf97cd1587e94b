import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { connect } from '../../../api/store/connect.ts';
import { EmbeddedPostgres } from '../../../api/store/embedded/embedded-postgres.ts';
import { Store } from '../../../api/store/store.ts';
import { type ApiProcess, startApiProcess } from '../../../demo/api-process.ts';
import { ApiClient } from './api-client.ts';
import { cut, family, isAlive, runningIn, signal } from './processes.ts';
import type { Random } from './random.ts';

export interface InstallationOptions {
  readonly folder: string;
  readonly workers: number;
  /** Without the database's address. */
  readonly environment: Readonly<Record<string, string>>;
  readonly leaseSeconds: number;
}

export type Blow = 'worker' | 'everything' | 'pause' | 'freeze';

/** One API, some workers and a PostgreSQL, each a process of its own, that can be hit. AWS is elsewhere, and lives. */
export class Installation {
  readonly #options: InstallationOptions;
  #database!: EmbeddedPostgres;
  #closeStore: () => Promise<void> = async () => undefined;
  #api!: ApiProcess;
  #workers: ApiProcess[] = [];
  #client!: ApiClient;
  #store!: Store;
  /** Of all processes that have ended by now. */
  #logs: string[] = [];

  private constructor(options: InstallationOptions) {
    this.#options = options;
  }

  static async start(options: InstallationOptions): Promise<Installation> {
    const installation = new Installation(options);
    await installation.#start();
    return installation;
  }

  get client(): ApiClient {
    return this.#client;
  }

  get store(): Store {
    return this.#store;
  }

  get workerFolders(): string[] {
    return Array.from({ length: this.#options.workers }, (_, index) => this.#folder(index));
  }

  log(): string {
    return [...this.#logs, ...[this.#api, ...this.#workers].map((one) => one.log())].join('');
  }

  /** The Terraforms that are at work at the moment, with the folders of their runs. */
  terraforms(): { pid: number; folder: string }[] {
    return this.workerFolders.flatMap((folder) =>
      runningIn(join(folder, 'terraform/stacks'), /\/(terraform|tofu)$/),
    );
  }

  /** @returns what it hit, for the log. */
  async strike(blow: Blow, random: Random): Promise<string> {
    const index = random.between(0, this.#workers.length - 1);
    const worker = this.#workers[index];
    if (worker === undefined) throw new Error('there is no worker');
    switch (blow) {
      case 'worker':
        this.#logs.push(worker.log());
        await worker.kill();
        this.#workers[index] = await this.#startWorker(index);
        return `worker ${index}`;
      case 'everything':
        await this.#cutPower();
        await this.#start();
        return 'everything';
      case 'pause':
        await this.#stopPastLease(worker.pid, false);
        return `worker ${index}, past its lease`;
      case 'freeze':
        await this.#stopPastLease(worker.pid, true);
        return `worker ${index} with all that it started, past its lease`;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers, this.#api].map((one) => one.kill()));
    await this.#closeStore();
    await this.#database.stop();
  }

  async #start(): Promise<void> {
    const { folder, workers } = this.#options;
    this.#database = await EmbeddedPostgres.start({ folder: join(folder, 'database') });
    const connected = connect({ url: this.#database.url, onIdleError: () => undefined });
    this.#store = new Store(connected.db);
    this.#closeStore = () => connected.db.destroy();
    this.#api = await startApiProcess(
      ['--role', 'api', '--port', '0', '--data-folder', join(folder, 'api')],
      this.#environment(),
    );
    this.#client = new ApiClient(this.#api.announcement);
    this.#workers = [];
    for (let index = 0; index < workers; index++) this.#workers.push(await this.#startWorker(index));
  }

  #startWorker(index: number): Promise<ApiProcess> {
    return startApiProcess(['--role', 'worker', '--data-folder', this.#folder(index)], this.#environment());
  }

  #folder(index: number): string {
    return join(this.#options.folder, `worker-${index}`);
  }

  #environment(): Record<string, string> {
    return { ...this.#options.environment, DATABASE_URL: this.#database.url };
  }

  /** Supervisors, Terraforms and their plugins, and the database with its sessions are among them. */
  async #cutPower(): Promise<void> {
    const all = [this.#api, ...this.#workers];
    const pids = [...all.map(({ pid }) => pid), this.#database.pid].flatMap(family);
    this.#logs.push(...all.map((one) => one.log()));
    await cut(pids);
    await this.#closeStore().catch(() => undefined);
  }

  /** Stops them until their leases have passed on, or could have; then lets them go on. */
  async #stopPastLease(worker: number, withAll: boolean): Promise<void> {
    const { leaseSeconds } = this.#options;
    // One that has nothing to do shows nothing.
    await within(10_000, async () => (await this.#leasesOf(worker)).length > 0);
    const stacks = await this.#leasesOf(worker);
    const started = family(worker).filter((pid) => pid !== worker);
    const pids = withAll ? [worker, ...started] : [worker];
    signal(pids, 'SIGSTOP');
    try {
      if (!(await within(leaseSeconds * 3_000, async () => (await this.#leasesOf(worker)).length === 0)))
        throw new Error('the leases of a worker that stands still do not end');
      const survivors = withAll ? [] : started.filter(isAlive);
      if (survivors.length > 0) throw new Error(`outlived their leases: ${survivors.join(', ')}`);
      await within(leaseSeconds * 1_000, async () => {
        const now = await this.#holders();
        return stacks.some((stack) => now.get(stack) !== undefined && now.get(stack) !== worker);
      });
    } finally {
      signal(pids, 'SIGCONT');
    }
  }

  async #leasesOf(worker: number): Promise<string[]> {
    return [...(await this.#holders())].flatMap(([stack, pid]) => (pid === worker ? [stack] : []));
  }

  /** By stack, the number of the process that holds it. */
  async #holders(): Promise<Map<string, number>> {
    const { rows } = await sql<{ stack: string; pid: number }>`
      select stack, (holder -> 'process' ->> 'pid')::int as pid from stack_leases
      where expires_at > clock_timestamp()`.execute(this.#store.db);
    return new Map(rows.map(({ stack, pid }) => [stack, pid]));
  }
}

async function within(ms: number, condition: () => Promise<boolean>): Promise<boolean> {
  for (const deadline = Date.now() + ms; ; await pause(100)) {
    if (await condition()) return true;
    if (Date.now() > deadline) return false;
  }
}
