import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freeLeasesOfTheDead } from '../../../../api/reconciler/lease/left-behind.ts';
import { type LeaseHolder, LeaseLostError, Leases } from '../../../../api/store/leases.ts';
import { identify, type ProcessIdentity } from '../../../../api/terraform/process-identity.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let leases: Leases;

beforeAll(async () => {
  database = await createTestDatabase();
  leases = new Leases(database.db, 30_000);
});
afterAll(() => database.close());

const own = identify() as ProcessIdentity;
const holder = (process = own): LeaseHolder => ({ worker: 'test', process });
let number = 0;
const newStack = () => `conn-${++number}`;

/** Time passes for the database alone: nothing here looks at this process's clock. */
async function expire(stack: string): Promise<void> {
  await database.query("update stack_leases set expires_at = now() - interval '1 second' where stack = $1", [
    stack,
  ]);
}

/** A process that lives until it is killed. */
async function process_(): Promise<{ identity: ProcessIdentity; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const identity = identify(child.pid ?? 0);
  if (identity === undefined) throw new Error('the process cannot be identified');
  return {
    identity,
    kill: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describe('the lease of a stack', () => {
  test('the lease of a stack is one worker’s, however many ask at once', async () => {
    const stack = newStack();
    const answers = await Promise.all(Array.from({ length: 20 }, () => leases.acquire(stack, holder())));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  test('the lease of a stack can be had again once it is given back, with a greater token', async () => {
    const stack = newStack();
    const first = await leases.acquire(stack, holder());
    if (first) await leases.release(first);
    const second = await leases.acquire(stack, holder());
    expect(second?.token).toBeGreaterThan(first?.token ?? Number.NaN);
  });

  test('the lease of a stack of a silent worker passes on when it expires, and the silent one notices', async () => {
    const stack = newStack();
    const silent = await leases.acquire(stack, holder());
    if (!silent) throw new Error('no lease');
    await expire(stack);
    expect(await leases.acquire(stack, holder())).toMatchObject({ stack });
    expect(await leases.prolong(silent, holder())).toBe(false);
    await expect(database.store.underLease(silent, async () => undefined)).rejects.toThrow(LeaseLostError);
  });

  test('the lease of a stack that has run out and that nobody took is still its holder’s', async () => {
    const stack = newStack();
    const lease = await leases.acquire(stack, holder());
    if (!lease) throw new Error('no lease');
    await expire(stack);
    await database.store.underLease(lease, async () => undefined);
    expect(await leases.prolong(lease, holder())).toBe(true);
    expect(await leases.acquire(stack, holder())).toBeUndefined();
  });

  test('the lease of a stack cannot be given back by somebody who lost it', async () => {
    const stack = newStack();
    const lost = await leases.acquire(stack, holder());
    await expire(stack);
    await leases.acquire(stack, holder());
    if (lost) await leases.release(lost);
    expect(await leases.acquire(stack, holder())).toBeUndefined();
  });

  test('the lease of a stack cannot be taken over in the middle of its holder’s transaction', async () => {
    const stack = newStack();
    const lease = await leases.acquire(stack, holder());
    if (!lease) throw new Error('no lease');
    const order: string[] = [];
    let takeOver: Promise<unknown> = Promise.resolve();
    await database.store.underLease(lease, async (store) => {
      await database.query("set lock_timeout = '10s'");
      takeOver = (async () => {
        await expire(stack);
        order.push('taken over');
      })();
      await store.ping();
      order.push('committed');
    });
    await takeOver;
    expect(order).toEqual(['committed', 'taken over']);
  });
});

describe('the lease of a process of this host that has died', () => {
  test('the lease of a process of this host that has died is free at once', async () => {
    const stack = newStack();
    const worker = await process_();
    await leases.acquire(stack, holder(worker.identity));
    expect(await freeLeasesOfTheDead(leases, own.host)).toEqual([]);
    await worker.kill();
    expect(await freeLeasesOfTheDead(leases, own.host)).toEqual([stack]);
    expect(await leases.acquire(stack, holder())).toBeDefined();
  });

  test('the lease of a process of this host that has died is kept as long as the Terraform that it left behind is at work', async () => {
    const stack = newStack();
    const worker = await process_();
    const supervisor = await process_();
    const lease = await leases.acquire(stack, holder(worker.identity));
    if (!lease) throw new Error('no lease');
    await leases.prolong(lease, { ...holder(worker.identity), child: supervisor.identity });
    await worker.kill();
    expect(await freeLeasesOfTheDead(leases, own.host)).toEqual([]);
    await supervisor.kill();
    expect(await freeLeasesOfTheDead(leases, own.host)).toEqual([stack]);
  });

  test('the lease of a process of this host that has died is not mistaken for a later process with the same number', async () => {
    const stack = newStack();
    await leases.acquire(stack, holder({ ...own, startedAt: 'before' }));
    expect(await freeLeasesOfTheDead(leases, own.host)).toEqual([stack]);
  });

  test('the lease of a process of this host that has died says nothing about processes of other hosts', async () => {
    await leases.acquire(newStack(), holder({ host: 'elsewhere', pid: 1, startedAt: 'before' }));
    expect(await freeLeasesOfTheDead(leases, own.host)).toEqual([]);
    expect(await freeLeasesOfTheDead(leases, 'elsewhere')).toEqual([]);
  });
});
