import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { codeOf } from '../../faults.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { findOwner, type Owner } from './owner.ts';
import { Possession } from './possession.ts';
import { findPostmaster, isRunning, type Postmaster } from './postmaster.ts';
import { reachableBinaries, reachableFolder } from './reach.ts';

export interface EmbeddedOptions {
  /** Folder for all that the database needs; made when there is none. */
  readonly folder: string;
  /** Told what is going on, in a few words. */
  readonly onProgress?: (message: string) => void;
  /** Told when the hold on the folder is lost, because PostgreSQL ended or broke. */
  readonly onLost?: () => void;
}

const startSeconds = 30;
const stopSeconds = 20;
/** How long a dead process may still count as the one that uses the folder. */
const releaseSeconds = 2;
/** In the cluster itself, so that the two can only be there together. */
const passwordFile = 'tray.password';

/** Another process works on the folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';

  constructor(folder: string) {
    super(
      `another process uses the database in ${folder}: stop it, choose another data folder, or let both share a PostgreSQL by DATABASE_URL`,
    );
  }
}

/**
 * A real PostgreSQL, started here, on loopback alone, with its data in a folder. Nothing needs to be installed, and
 * the data outlives the process. One process at a time uses a folder.
 */
export class EmbeddedPostgres {
  /** `postgres://…` of its database. */
  readonly url: string;
  readonly #postmaster: Postmaster;
  readonly #possession: Possession;

  private constructor(url: string, postmaster: Postmaster, possession: Possession) {
    this.url = url;
    this.#postmaster = postmaster;
    this.#possession = possession;
  }

  /** The number of the server's process. */
  get pid(): number {
    return this.#postmaster.pid;
  }

  /**
   * Starts the database of the folder, or takes over the one that a killed process has left running.
   *
   * @throws FolderInUseError
   */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const owner = await findOwner();
    const asked = resolve(options.folder);
    await mkdir(asked, { recursive: true });
    await give(asked, owner);
    const folder = await reachableFolder(asked, owner);
    if (folder !== asked)
      options.onProgress?.(`PostgreSQL's user cannot enter ${asked}: the database is in ${folder}`);
    const data = join(folder, 'postgres');
    const password = await prepare(folder, data, owner, options.onProgress);
    const deadline = Date.now() + startSeconds * 1_000;
    let child: ChildProcess | undefined;
    let patience: number | undefined;
    for (;;) {
      const postmaster = await findPostmaster(data);
      if (postmaster) {
        const url = `postgres://tray:${password}@127.0.0.1:${postmaster.port}/postgres`;
        if (await answers(url)) {
          const possession = await Possession.take(url, () => options.onLost?.());
          if (possession) return new EmbeddedPostgres(url, postmaster, possession);
          // A process that has just been killed: PostgreSQL is about to notice.
          patience ??= Date.now() + releaseSeconds * 1_000;
          if (Date.now() > patience) throw new FolderInUseError(folder);
        }
      } else if (child === undefined || child.exitCode !== null) {
        if (child !== undefined && child.exitCode !== 0)
          throw await startFailure(folder, data, child.exitCode);
        child = await launch(await reachableBinaries(await findBinaries(), owner), folder, data, owner);
      }
      if (Date.now() > deadline) throw await startFailure(folder, data, null);
      await pause(50);
    }
  }

  /** Ends the sessions, writes everything down, stops the server. */
  async stop(): Promise<void> {
    await this.#possession.release();
    await end(this.#postmaster.pid);
  }
}

/** Makes the cluster when there is none. @returns its password. */
async function prepare(
  folder: string,
  data: string,
  owner: Owner,
  onProgress: EmbeddedOptions['onProgress'],
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await give(folder, owner);
  if (!(await exists(data))) {
    onProgress?.(`creating a database in ${folder}`);
    await create(folder, data, owner);
  }
  const file = join(data, passwordFile);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new Error(`${file} cannot be read: without it the database in ${folder} cannot be opened`, {
      cause,
    });
  }
}

/**
 * A cluster is built beside its place and moved there when it is complete, so that what an interrupted creation leaves
 * is never taken for a database. Of two processes that build one at the same time, the first wins.
 */
async function create(folder: string, data: string, owner: Owner): Promise<void> {
  await removeAbandoned(folder);
  const building = `${data}.new-${process.pid}-${randomUUID()}`;
  const passwordSource = `${building}.password`;
  const password = randomBytes(24).toString('base64url');
  underConstruction.add(building);
  try {
    await mkdir(building, { mode: 0o700 });
    await writeFile(passwordSource, `${password}\n`, { mode: 0o600 });
    await give(building, owner);
    await give(passwordSource, owner);
    await initialise(await reachableBinaries(await findBinaries(), owner), building, passwordSource, owner);
    await rename(passwordSource, join(building, passwordFile));
    await rename(building, data);
  } catch (error) {
    // ENOTEMPTY: the other was first.
    if (codeOf(error) !== 'ENOTEMPTY') throw error;
  } finally {
    underConstruction.delete(building);
    await rm(building, { recursive: true, force: true });
    await rm(passwordSource, { force: true });
  }
}

/** What this process is about to finish. */
const underConstruction = new Set<string>();

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^postgres\.new-(\d+)/.exec(name)?.[1];
    if (pid === undefined || [...underConstruction].some((own) => name.startsWith(basename(own)))) continue;
    // In a container the number of the process that died is often this one's.
    if (Number(pid) === process.pid || !isRunning(Number(pid))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

async function give(path: string, owner: Owner): Promise<void> {
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(path, owner.uid, owner.gid);
}

async function initialise(
  binaries: Binaries,
  folder: string,
  passwordSource: string,
  owner: Owner,
): Promise<void> {
  const child = spawn(
    binaries.initdb,
    [
      `--pgdata=${folder}`,
      '--username=tray',
      '--auth=scram-sha-256',
      `--pwfile=${passwordSource}`,
      '--encoding=UTF8',
      // Keys compare byte by byte, the same on every machine.
      '--locale=C',
      '--no-instructions',
    ],
    { ...owner, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const code = await new Promise<number | null>((settle, fail) => {
    child.once('error', fail);
    child.once('close', settle);
  });
  if (code === 0) return;
  const why = tail(output.join(''));
  const hint =
    owner.uid !== undefined && why.includes('Permission denied')
      ? ' (PostgreSQL runs as the user "postgres", who must be able to enter every folder above)'
      : '';
  throw new Error(`no database could be created in ${folder}: ${why}${hint}`);
}

async function launch(binaries: Binaries, folder: string, data: string, owner: Owner): Promise<ChildProcess> {
  const log = await open(join(folder, 'postgres.log'), 'a', 0o600);
  try {
    const child = spawn(
      binaries.postgres,
      [
        ...['-D', data],
        ...['-p', String(await freePort())],
        ...['-c', 'listen_addresses=127.0.0.1'],
        ...['-c', 'unix_socket_directories='],
        ...['-c', 'max_connections=200'],
      ],
      // A process group of its own: Ctrl-C is for us, and we stop the database when its users are done.
      { ...owner, detached: true, stdio: ['ignore', log.fd, log.fd] },
    );
    await new Promise<void>((settle, fail) => {
      child.once('spawn', settle);
      child.once('error', fail);
    });
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // `connect` reports it
  try {
    await client.connect();
    return true;
  } catch (error) {
    // A wrong password will not become right by waiting.
    if (codeOf(error) === '28P01') throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined); // never opened
  }
}

async function end(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isRunning(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + stopSeconds * 1_000;
    while (isRunning(pid) && Date.now() < deadline) await pause(20);
  }
}

async function startFailure(folder: string, data: string, code: number | null): Promise<Error> {
  const log = await readFile(join(folder, 'postgres.log'), 'utf8').catch(() => '');
  const what = code === null ? `did not answer within ${startSeconds} s` : `ended with code ${code}`;
  return new Error(`PostgreSQL on ${data} ${what}: ${tail(log)}`);
}

function tail(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((settle, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', settle);
  });
  const address = server.address();
  await new Promise((settle) => server.close(settle));
  if (address === null || typeof address === 'string') throw new Error('no free port on loopback');
  return address.port;
}
