import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Scheduler } from '../../../../api/reconciler/scheduler.ts';
import type { Pass } from '../../../../api/reconciler/work/context.ts';
import type { DueWork } from '../../../../api/store/due-work.ts';
import { type LeaseHolder, Leases } from '../../../../api/store/leases.ts';
import { identify, type ProcessIdentity } from '../../../../api/terraform/process-identity.ts';
import { until } from '../../../support/eventually.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const holder: LeaseHolder = { worker: 'test', process: identify() as ProcessIdentity };
const leaseMs = 10_000;

let database: TestDatabase;
let leases: Leases;
const schedulers: Scheduler[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  leases = new Leases(database.db, leaseMs);
});
afterAll(() => database.close());
beforeEach(() => database.query('update organizations set next_attempt_at = null'));
afterEach(async () => {
  await Promise.all(schedulers.splice(0).map((scheduler) => scheduler.stop(0)));
});

function scheduler(reconcile: (work: DueWork, pass: Pass) => Promise<void>, concurrency = 4): Scheduler {
  const made = new Scheduler({
    store: database.store,
    leases,
    holder,
    leaseMs,
    concurrency,
    backoff: { baseMs: 60_000, capMs: 60_000 },
    logger: pino({ level: 'silent' }),
    reconcile,
  });
  schedulers.push(made);
  return made;
}

let number = 0;
async function newWork(): Promise<string> {
  const id = `org${++number}`;
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

const done = (id: string) =>
  database.store.organizations.settle(id, { state: 'ready', nextAttemptAt: null, attempts: 0 });

describe('due work', () => {
  test('due work is done once, however many workers are woken for it', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, newWork));
    const looked: string[] = [];
    let atOnce = 0;
    let most = 0;
    const look = async ({ id }: DueWork) => {
      looked.push(id);
      most = Math.max(most, ++atOnce);
      await pause(30);
      atOnce -= 1;
      await done(id);
    };
    const workers = [scheduler(look, 2), scheduler(look, 2), scheduler(look, 2)];
    for (const worker of workers) for (let ring = 0; ring < 5; ring++) worker.wake();
    await until(() => looked.length >= ids.length);
    await Promise.all(workers.map((worker) => worker.stop(5_000)));
    expect(looked.sort()).toEqual(ids.sort());
    expect(most).toBeLessThanOrEqual(6);
  });

  test('due work is done by no more hands than there are', async () => {
    for (let count = 0; count < 6; count++) await newWork();
    let atOnce = 0;
    let most = 0;
    let looks = 0;
    const worker = scheduler(async ({ id }) => {
      most = Math.max(most, ++atOnce);
      await pause(20);
      atOnce -= 1;
      looks += 1;
      await done(id);
    }, 2);
    worker.wake();
    await until(() => looks === 6);
    expect(most).toBe(2);
  });

  test('due work of a stack that somebody else holds is left alone until it is free', async () => {
    const id = await newWork();
    const lease = await leases.acquire(`org-${id}`, holder);
    if (!lease) throw new Error('no lease');
    const other = await newWork();
    const looked: string[] = [];
    const worker = scheduler(async (work) => {
      looked.push(work.id);
      await done(work.id);
    });
    worker.wake();
    await until(() => looked.includes(other));
    expect(looked).toEqual([other]);
    await leases.release(lease);
    worker.wake();
    await until(() => looked.includes(id));
  });

  test('due work that failed for a reason of ours waits, and does not keep others', async () => {
    const [bad, good] = [await newWork(), await newWork()];
    const looked: string[] = [];
    const worker = scheduler(async ({ id }) => {
      looked.push(id);
      if (id === bad) throw new Error('a mistake of ours');
      await done(id);
    }, 1);
    worker.wake();
    await until(async () => (await database.store.organizations.get(bad))?.attempts === 1);
    await until(() => looked.includes(good));
    const { next_attempt_at: next, reason } = (await database.store.organizations.get(bad)) ?? {};
    expect(reason?.code).toBe('internal_error');
    expect(next?.getTime()).toBeGreaterThan(Date.now() + 20_000);
    expect(looked.filter((id) => id === bad)).toHaveLength(1);
  });

  test('due work that is due again at once does not become a storm', async () => {
    await newWork();
    const looks: number[] = [];
    const worker = scheduler(async () => {
      looks.push(performance.now());
    });
    worker.wake();
    await until(() => looks.length >= 3);
    const [first = 0, , third = 0] = looks;
    expect(third - first).toBeGreaterThan(800);
  });
});

describe('a run whose worker was lost', () => {
  test('a run whose worker was lost is unknown from then on, and its lock does not stand in the way', async () => {
    const id = await newWork();
    const stack = `org-${id}`;
    const { runs, terraformStates } = database.store;
    const run = await runs.create({ stack, organizationId: id, action: 'apply' });
    await runs.start(run.id, 'lost', 3_600);
    await terraformStates.lock(stack, {
      lockId: 'left',
      runId: run.id,
      info: { ID: 'left' },
      leaseSeconds: 3_600,
    });
    const worker = scheduler(async () => {
      await done(id);
    });
    worker.wake();
    await until(async () => (await runs.get(run.id))?.state === 'unknown');
    expect((await runs.get(run.id))?.reason?.code).toBe('run_unknown');
    expect(await terraformStates.lockOf(stack)).toBeUndefined();
  });
});

describe('a worker that stops', () => {
  test('a worker that stops lets what is under way finish', async () => {
    const id = await newWork();
    let finished = false;
    let begun = false;
    const worker = scheduler(async () => {
      begun = true;
      await pause(200);
      await done(id);
      finished = true;
    });
    worker.wake();
    await until(() => begun);
    await worker.stop(5_000);
    expect(finished).toBe(true);
  });

  test('interrupts what takes longer than the grace, and leaves the stack to the next one', async () => {
    const id = await newWork();
    let begun = false;
    const stuck = scheduler(async (_work, { stop }) => {
      begun = true;
      await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve()));
    });
    stuck.wake();
    await until(() => begun);
    await stuck.stop(50);
    let looks = 0;
    const next = scheduler(async () => {
      looks += 1;
      await done(id);
    });
    next.wake();
    await until(() => looks === 1);
  });
});
