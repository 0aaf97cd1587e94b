import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { HeldLease } from '../../../../../api/reconciler/lease/held-lease.ts';
import type { LeaseHolder, Leases } from '../../../../../api/store/leases.ts';
import { steadyNow } from '../../../../../api/terraform/steady-clock.ts';

const ttlMs = 600;
const holders: LeaseHolder[] = [];
let held: HeldLease | undefined;

afterEach(async () => {
  await held?.release();
  holders.splice(0);
});

/** A lease whose signs of life are answered by `prolong`. */
function hold(prolong: () => Promise<boolean>, more: { ttlMs?: number; since?: number } = {}): HeldLease {
  const leases = {
    prolong: (_lease: unknown, holder: LeaseHolder) => {
      holders.push(holder);
      return prolong();
    },
    release: async () => undefined,
  };
  held = new HeldLease({
    leases: leases as unknown as Leases,
    lease: { stack: 'conn-x', token: 1 },
    holder: { worker: 'test', process: { host: 'here', pid: 1, startedAt: 'then' } },
    ttlMs,
    logger: pino({ level: 'silent' }),
    ...more,
  });
  return held;
}

async function lostAfter(lease: HeldLease): Promise<number> {
  const began = performance.now();
  for (const deadline = began + 5_000; !lease.lost.aborted; await pause(5))
    if (performance.now() > deadline) throw new Error('it was never lost');
  return performance.now() - began;
}

describe('a lease that is held', () => {
  test('lasts as long as its signs of life are heard', async () => {
    const lease = hold(async () => true);
    while (holders.length < 12) await pause(10);
    expect(lease.lost.aborted).toBe(false);
  });

  test('a lease that is held is lost at once when somebody else has it', async () => {
    expect(await lostAfter(hold(async () => false))).toBeLessThan(ttlMs / 2);
  });

  test.each([
    ['refuses', () => Promise.reject(new Error('no database'))],
    ['is silent', () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 1_000))],
  ])('a lease that is held is lost well before it ends when the database %s', async (_how, prolong) => {
    expect(await lostAfter(hold(prolong))).toBeLessThan(ttlMs * 0.9);
  });

  test('a lease that is held tells which process does the work', async () => {
    const lease = hold(async () => true);
    await lease.setChild(process.pid);
    expect(holders.at(-1)?.child?.pid).toBe(process.pid);
    await lease.setChild(undefined);
    expect(holders.at(-1)?.child).toBeUndefined();
  });
});

describe('what works under a lease', () => {
  const longMs = 6_000;

  test('what works under a lease may go on until some time before the lease ends, counted from before it was asked for', () => {
    const since = steadyNow() - 2_000;
    const { lifeline } = hold(async () => true, { ttlMs: longMs, since });
    expect(lifeline.deadline).toBe(since + longMs - 1_000);
  });

  test('what works under a lease may go on for longer with every sign of life that was heard, counted from when that set out', async () => {
    let asked = Number.NaN;
    const lease = hold(
      async () => {
        asked = steadyNow();
        await pause(300);
        return true;
      },
      { ttlMs: longMs },
    );
    const { lifeline } = lease;
    const first = lifeline.deadline;
    const told: number[] = [];
    lifeline.onExtended((deadline) => told.push(deadline));
    await lease.setChild(undefined);
    expect(told).toEqual([lifeline.deadline]);
    expect(lifeline.deadline).toBeGreaterThanOrEqual(first);
    expect(lifeline.deadline).toBeLessThanOrEqual(asked + longMs - 1_000);
  });

  test('what works under a lease is told nothing when the lease is lost, or the database does not answer', async () => {
    for (const prolong of [async () => false, () => Promise.reject(new Error('no database'))]) {
      const lease = hold(prolong, { ttlMs: longMs });
      const { deadline } = lease.lifeline;
      lease.lifeline.onExtended(() => {
        throw new Error('it was told');
      });
      await lease.setChild(undefined);
      expect(lease.lifeline.deadline).toBe(deadline);
      await lease.release();
    }
  });

  test('had no time at all when this process stood still before it could begin', async () => {
    const lease = hold(async () => true, { since: steadyNow() - 60_000 });
    expect(lease.lifeline.deadline).toBeLessThan(steadyNow());
    await lostAfter(lease);
  });
});
