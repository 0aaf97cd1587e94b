import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startWorker, type Worker } from '../../../../api/reconciler/worker.ts';
import { identify } from '../../../../api/terraform/process-identity.ts';
import { until } from '../../../support/eventually.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type EmulatedAws, region, startEmulatedAws, tray } from '../../support/emulated-aws.ts';
import { installStandIn } from '../../support/stand-in.ts';
import { workerOptions } from '../../support/worker-options.ts';

const leaseSeconds = 10;
const program = join(import.meta.dirname, '../../support/worker-process.ts');
const before = { ...process.env };

let database: TestDatabase;
/** Whoever comes after a run of unknown end looks for what it left. */
let aws: EmulatedAws;
let folder: string;
const workers: Worker[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  aws = await startEmulatedAws();
});
afterAll(async () => {
  await aws.close();
  await database.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fencing-'));
  await database.query('update organizations set next_attempt_at = null');
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGCONT');
    const ended = once(child, 'exit');
    if (child.kill('SIGKILL')) await ended;
  }
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await rm(folder, { recursive: true, force: true });
  process.env = { ...before };
});

async function install(apply: string): Promise<void> {
  Object.assign(process.env, await installStandIn(folder, apply));
}

/** A worker as a process of its own. */
async function newProcess(name: string): Promise<ChildProcess & { pid: number }> {
  const words = ['--disable-warning=ExperimentalWarning', program, database.url, join(folder, name)];
  const child = spawn(process.execPath, [...words, String(leaseSeconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Jest gives each file a copy of the environment; without this a child would get the original.
    env: { ...process.env, ...aws.emulator.environment(tray, region) },
  });
  children.push(child);
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child as ChildProcess & { pid: number };
}

async function newWorker(name: string): Promise<Worker> {
  const worker = await startWorker({
    ...workerOptions(database.store, join(folder, name)),
    aws: aws.clients,
  });
  workers.push(worker);
  return worker;
}

let number = 0;
async function register(): Promise<string> {
  const id = `fenced${++number}`;
  await database.store.transaction((store) =>
    store.organizations.put(id, {
      customerName: id,
      awsAccountIds: ['222222222222'],
      partition: 'aws',
      declaredCidrs: [],
    }),
  );
  return id;
}

const ready = async (id: string) => (await database.store.organizations.get(id))?.state === 'ready';
const runsOf = (id: string) =>
  database.query<{ id: string; state: string }>(
    'select id, state from runs where organization_id = $1 order by seq',
    [id],
  );
const serialOf = async (id: string) => (await database.store.terraformStates.read(`org-${id}`))?.serial;

/** The first one works until it is killed, whoever interrupts it. Each notes which of the others live when it begins. */
const obstinate = (shared: string) => `
  const shared = ${JSON.stringify(shared)};
  const alive = (pid) => { try { process.kill(pid, 0); return !/\\) Z /.test(fs.readFileSync('/proc/' + pid + '/stat', 'utf8')); } catch { return false; } };
  const others = fs.existsSync(shared + '/pids') ? fs.readFileSync(shared + '/pids', 'utf8').split('\\n').filter(Boolean) : [];
  fs.appendFileSync(shared + '/pids', process.pid + '\\n');
  if (others.length > 0) {
    fs.appendFileSync(shared + '/overlaps', others.filter((pid) => alive(Number(pid))).join());
    await read();
    await write(5);
    return;
  }
  process.on('SIGINT', () => {});
  await read();
  setInterval(() => {}, 1000);
  fs.writeFileSync(shared + '/program', String(process.pid));`;

const note = (name: string) => {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

describe('a worker that stands still past its lease', () => {
  test.each([
    ['alone: its supervisor ends what it started before another worker begins', false],
    ['with all that it started: another worker on the machine ends that before it begins', true],
  ])(
    '%s',
    async (_how, withAll) => {
      await install(obstinate(folder));
      const id = await register();
      const first = await newProcess('first');
      await until(() => note('program') !== undefined);
      const terraform = Number(note('program'));
      const supervisor = await database.query<{ pid: number }>(
        `select (holder -> 'child' ->> 'pid')::int as pid from stack_leases where stack = $1`,
        [`org-${id}`],
      );
      const pids = withAll ? [first.pid, supervisor[0]?.pid ?? 0, terraform] : [first.pid];
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      await newWorker('second');
      await until(() => ready(id));
      expect(note('overlaps')).toBe('');
      expect(identify(terraform)).toBeUndefined();
      expect(await serialOf(id)).toBe(5);
      for (const pid of pids) if (identify(pid)) process.kill(pid, 'SIGCONT');
      // The first one wakes up, and finds that nothing is its own any more.
      await until(async () => (await runsOf(id)).every(({ state }) => state !== 'running'));
      expect((await runsOf(id)).map(({ state }) => state)).toEqual(['unknown', 'succeeded']);
      expect(await serialOf(id)).toBe(5);
      expect(await ready(id)).toBe(true);
    },
    150_000,
  );

  test('a worker that stands still past its lease whose supervisor is killed alone ends what that one watched', async () => {
    await install(obstinate(folder));
    const id = await register();
    await newProcess('first');
    await until(() => note('program') !== undefined);
    const recorded = async () =>
      (
        await database.query<{ child: number; program: number | null }>(
          `select (holder -> 'child' ->> 'pid')::int as child, (holder -> 'program' ->> 'pid')::int as program
           from stack_leases where stack = $1`,
          [`org-${id}`],
        )
      )[0];
    await until(async () => (await recorded())?.program === Number(note('program')));
    process.kill((await recorded())?.child ?? 0, 'SIGKILL');
    await until(() => ready(id));
    expect(note('overlaps')).toBe('');
  }, 150_000);
});

describe('the state that a run could not hand over', () => {
  /** Leaves `serial` behind and ends. */
  const leave = (serial: number) => `fs.writeFileSync('errored.tfstate', state(${serial})); process.exit(1);`;
  const once_ = (first: string, then: string) =>
    `const again = fs.existsSync(${JSON.stringify(join(folder, 'begun'))});
     fs.writeFileSync(${JSON.stringify(join(folder, 'begun'))}, '');
     if (!again) { ${first} }
     ${then}`;
  const setAside = async () => {
    const aside = join(folder, 'first/terraform/set-aside');
    const names = existsSync(aside) ? await readdir(aside) : [];
    return names.map((name) => join(aside, name));
  };

  test('the state that a run could not hand over counts when nobody has written since the run began', async () => {
    await install(once_(leave(7), 'await write((await (await read()).json()).serial + 1);'));
    const id = await register();
    await newWorker('first');
    await until(() => ready(id));
    expect(await serialOf(id)).toBe(8);
    expect(await setAside()).toEqual([]);
  });

  test('the state that a run could not hand over counts when the run itself was the last to write', async () => {
    await install(
      once_(`await write(6); ${leave(7)}`, 'await write((await (await read()).json()).serial + 1);'),
    );
    const id = await register();
    await newWorker('first');
    await until(() => ready(id));
    expect(await serialOf(id)).toBe(8);
  });

  test('the state that a run could not hand over is set aside for the operator when another run has written meanwhile, whatever its serial', async () => {
    // The machine of the first worker is away when the second one works.
    await install(
      once_(
        `fs.writeFileSync('errored.tfstate', state(70));
         fs.writeFileSync(${JSON.stringify(join(folder, 'left'))}, '');
         return void setInterval(() => {}, 1000);`,
        'await write(process.cwd().includes("second") ? 5 : (await (await read()).json()).serial + 1);',
      ),
    );
    const id = await register();
    const first = await newProcess('first');
    await until(() => existsSync(join(folder, 'left')));
    const ended = once(first, 'exit');
    first.kill('SIGKILL');
    await ended;
    const second = await newWorker('second');
    await until(() => ready(id));
    await second.stop();
    expect(await serialOf(id)).toBe(5);
    await database.query(
      'update organizations set next_attempt_at = now(), desired_generation = desired_generation + 1 where id = $1',
      [id],
    );
    await newWorker('first');
    await until(async () => (await serialOf(id)) === 6);
    const [file = '', ...more] = await setAside();
    expect(more).toEqual([]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ serial: 70 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  }, 150_000);
});
