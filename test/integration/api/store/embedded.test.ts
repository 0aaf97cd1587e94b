import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { EmbeddedPostgres, FolderInUseError } from '../../../../api/store/embedded/embedded-postgres.ts';
import { isRunning } from '../../../../api/store/embedded/postmaster.ts';
import { slow } from '../../support/api.ts';

const program = `
  import { EmbeddedPostgres } from ${JSON.stringify(new URL('../../../../api/store/embedded/embedded-postgres.ts', import.meta.url).href)};
  const running = await EmbeddedPostgres.start({ folder: process.argv[1] });
  console.log(JSON.stringify({ url: running.url, pid: running.pid }));
  setInterval(() => undefined, 1_000);
`;

describe('the embedded PostgreSQL', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tray-privatelink-embedded-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    // Whatever a killed process has left running is taken over, and stopped.
    const left = await EmbeddedPostgres.start({ folder });
    await left.stop();
    await rm(folder, { recursive: true, force: true });
  }, slow);

  const query = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };

  /** Another process that uses the folder. */
  async function startElsewhere(): Promise<{ child: ChildProcess; url: string; pid: number }> {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program, folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    const line = await new Promise<Buffer>((settle, fail) => {
      child.stdout?.once('data', settle);
      child.once('exit', () => fail(new Error('the other process was refused')));
    });
    return { child, ...(JSON.parse(line.toString()) as { url: string; pid: number }) };
  }

  test(
    'the embedded PostgreSQL keeps its data from one start to the next, and listens on loopback alone',
    async () => {
      const first = await EmbeddedPostgres.start({ folder });
      await query(first.url, 'create table kept as select 42 as answer');
      expect(await query(first.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
      await first.stop();
      expect(isRunning(first.pid)).toBe(false);
      const second = await EmbeddedPostgres.start({ folder });
      expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await second.stop();
    },
    slow,
  );

  test(
    'the embedded PostgreSQL asks for its password',
    async () => {
      const running = await EmbeddedPostgres.start({ folder });
      const url = new URL(running.url);
      url.password = 'wrong';
      await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
      await running.stop();
    },
    slow,
  );

  test(
    'the embedded PostgreSQL refuses a second process on its folder, and goes on serving the first',
    async () => {
      const { url } = await startElsewhere();
      await expect(EmbeddedPostgres.start({ folder })).rejects.toThrow(FolderInUseError);
      await expect(EmbeddedPostgres.start({ folder })).rejects.toThrow(/DATABASE_URL/);
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    },
    slow,
  );

  test(
    'the embedded PostgreSQL is taken over with its data when the process before was killed',
    async () => {
      const before = await startElsewhere();
      await query(before.url, 'create table kept as select 42 as answer');
      before.child.kill('SIGKILL');
      await once(before.child, 'exit');
      const after = await EmbeddedPostgres.start({ folder });
      expect(after.pid).toBe(before.pid);
      expect(await query(after.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await after.stop();
    },
    slow,
  );

  test(
    'the embedded PostgreSQL starts when PostgreSQL itself was killed too, and recovers what was committed',
    async () => {
      const before = await startElsewhere();
      await query(before.url, 'create table kept as select 42 as answer');
      before.child.kill('SIGKILL');
      process.kill(before.pid, 'SIGKILL');
      const after = await EmbeddedPostgres.start({ folder });
      expect(after.pid).not.toBe(before.pid);
      expect(await query(after.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await after.stop();
    },
    slow,
  );

  test(
    'the embedded PostgreSQL starts although the file of a dead one names a number that somebody else has by now',
    async () => {
      const first = await EmbeddedPostgres.start({ folder });
      const file = join(folder, 'postgres', 'postmaster.pid');
      const lines = (await readFile(file, 'utf8')).split('\n');
      await first.stop();
      await writeFile(file, [String(process.pid), ...lines.slice(1)].join('\n'));
      const second = await EmbeddedPostgres.start({ folder });
      expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await second.stop();
    },
    slow,
  );

  test(
    'the embedded PostgreSQL of two processes that start at once on a new folder, one gets it',
    async () => {
      const [theirs, ours] = await Promise.allSettled([startElsewhere(), EmbeddedPostgres.start({ folder })]);
      expect([theirs.status, ours.status].sort()).toEqual(['fulfilled', 'rejected']);
      if (ours.status === 'fulfilled') await ours.value.stop();
      else expect(ours.reason).toBeInstanceOf(FolderInUseError);
    },
    slow,
  );
});
