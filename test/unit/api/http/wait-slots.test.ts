import { describe, expect, test } from '@jest/globals';
import { type Waiter, WaitSlots } from '../../../../api/http/wait-slots.ts';

const waiter = (subject: string, ...organizations: string[]): Waiter => ({
  caller: { subject, organizations },
  organizationId: organizations[0] ?? '',
});
const ignore = () => undefined;
const refusal = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string; headers?: Record<string, string> }) ?? {};
  }
  return {};
};

describe('slots for those who wait', () => {
  const limits = { limit: 100, perTenant: 25, perCaller: 10 };
  const fill = (slots: WaitSlots, who: Waiter, wanted: number, giveUp = ignore) => {
    let taken = 0;
    for (let i = 0; i < wanted; i += 1)
      if (refusal(() => slots.take(who, giveUp)).code === undefined) taken += 1;
    return taken;
  };

  test('two callers of one tenant cannot take them all, and are told to come back', () => {
    const slots = new WaitSlots(limits);
    expect(fill(slots, waiter('a1', 'acme'), 200)).toBe(10);
    expect(fill(slots, waiter('a2', 'acme'), 200)).toBe(10);
    expect(fill(slots, waiter('a3', 'acme'), 200)).toBe(5);
    const refused = refusal(() => slots.take(waiter('a4', 'acme'), ignore));
    expect(refused.code).toBe('rate_limited');
    expect(Number(refused.headers?.['retry-after'])).toBeGreaterThan(0);
    expect(fill(slots, waiter('g', 'globex'), 1)).toBe(1);
  });

  test('tokens of one tenant that list different organizations share what they wait for', () => {
    const slots = new WaitSlots(limits);
    let taken = 0;
    for (let i = 0; i < 50; i += 1) taken += fill(slots, waiter(`a${i}`, 'acme', `other-${i}`), 1);
    expect(taken).toBe(25);
  });

  test("Tray's own callers get half of them", () => {
    const slots = new WaitSlots(limits);
    const operator: Waiter = { caller: { subject: 'tray', organizations: 'all' }, organizationId: 'acme' };
    expect(fill(slots, operator, 200)).toBe(50);
    expect(fill(slots, { ...operator, caller: { ...operator.caller, subject: 'tray-2' } }, 200)).toBe(0);
  });

  test('when all are taken, whoever holds most gives up the oldest for a newcomer', () => {
    const slots = new WaitSlots({ limit: 10 });
    let gaveUp = 0;
    expect(
      fill(slots, waiter('greedy', 'acme'), 10, () => {
        gaveUp += 1;
      }),
    ).toBe(10);
    expect(refusal(() => slots.take(waiter('greedy', 'acme'), ignore)).code).toBe('overloaded');
    expect(fill(slots, waiter('modest', 'globex'), 1)).toBe(1);
    expect([slots.size, gaveUp]).toEqual([10, 1]);
    // In the end both have the same, and neither takes more from the other.
    expect(fill(slots, waiter('modest', 'globex'), 50)).toBe(4);
  });

  test('a released slot is free, and releasing twice frees nothing else', () => {
    const slots = new WaitSlots({ limit: 2 });
    const release = slots.take(waiter('a', 'acme'), ignore);
    slots.take(waiter('a', 'acme'), ignore);
    release();
    release();
    expect(slots.size).toBe(1);
    expect(fill(slots, waiter('a', 'acme'), 5)).toBe(1);
  });
});
