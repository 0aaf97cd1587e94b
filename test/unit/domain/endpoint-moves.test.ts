import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ConnectionState, canMove, connectionStates } from '../../../domain/connection-state.ts';
import { defined } from '../../../domain/defined.ts';
import {
  followEndpoint,
  type SeenEndpoint,
  stateOfNewEndpoint,
  watchedStates,
  waysOn,
} from '../../../domain/endpoint-moves.ts';
import { endpointStates } from '../../../domain/endpoint-state.ts';

const seenStates: readonly SeenEndpoint[] = [...endpointStates, 'unknown'];
const reasonCodes = [
  undefined,
  'endpoint_rejected',
  'endpoint_failed',
  'endpoint_partial',
  'terraform_failed',
] as const;
const contexts = [false, true].flatMap((dnsConfigured) =>
  reasonCodes.map((reasonCode) => ({ dnsConfigured, ...defined({ reasonCode }) })),
);
const pairs = connectionStates.flatMap((state) => seenStates.map((seen) => ({ state, seen })));

/** Where AWS says the connection is, in words of its own, so that the rule is held against something else than itself. */
const meaning: Readonly<Record<SeenEndpoint, ConnectionState | undefined>> = {
  pendingAcceptance: 'pending_acceptance',
  pending: 'connecting',
  partial: 'connecting',
  available: 'available',
  rejected: 'rejected',
  expired: 'expired',
  failed: 'failed',
  deleting: 'failed',
  deleted: 'failed',
  unknown: undefined,
};

describe('every pair of connection state and endpoint state', () => {
  test.each(pairs)('$state, $seen: has a way on, and every way is legal', ({ state, seen }) => {
    for (const context of contexts) {
      const ways = waysOn(state, seen, context);
      expect(ways.length > 0).toBe(state !== 'deleted');
      for (const { to } of ways) expect([state, to, canMove(state, to)]).toEqual([state, to, true]);
    }
  });

  test.each(pairs.filter(({ state }) => watchedStates.includes(state)))(
    '$state, $seen: leads to where AWS is, without anybody asking',
    ({ state, seen }) => {
      for (const context of contexts) {
        // A run that failed waits for a person, whatever the endpoint does.
        if (state === 'failed' && !context.reasonCode?.startsWith('endpoint_')) continue;
        const step = followEndpoint(state, seen, context);
        const now = step.kind === 'move' ? step.to : state;
        const wanted = meaning[seen] ?? state;
        // The worker that sets up names takes it from configuring to available.
        expect(now === 'configuring' ? 'available' : now).toBe(
          wanted === 'configuring' ? 'available' : wanted,
        );
      }
    },
  );

  test('every pair of connection state and endpoint state is left to the worker, or to nobody, where none is watched', () => {
    for (const { state, seen } of pairs.filter(({ state }) => !watchedStates.includes(state)))
      for (const context of contexts) expect(followEndpoint(state, seen, context)).toEqual({ kind: 'stay' });
  });

  test('every pair of connection state and endpoint state moves as its run ends, whatever AWS shows then', () => {
    for (const seen of seenStates) expect(canMove('provisioning', stateOfNewEndpoint(seen).state)).toBe(true);
  });

  test.each(['pending_acceptance', 'connecting', 'rejected'] as const)(
    '%s with DNS set up becomes available by way of configuring',
    (state) => {
      expect(followEndpoint(state, 'available', { dnsConfigured: true })).toEqual({
        kind: 'move',
        to: 'configuring',
      });
    },
  );

  test('every pair of connection state and endpoint state says that the endpoint is up in part, and stops saying so', () => {
    expect(followEndpoint('connecting', 'partial', { dnsConfigured: false })).toMatchObject({
      kind: 'restate',
      reason: { code: 'endpoint_partial' },
    });
    expect(
      followEndpoint('connecting', 'pending', { dnsConfigured: false, reasonCode: 'endpoint_partial' }),
    ).toEqual({ kind: 'restate' });
    expect(
      followEndpoint('connecting', 'partial', { dnsConfigured: false, reasonCode: 'throttled' }),
    ).toEqual({ kind: 'stay' });
  });
});

test('whatever sequence AWS shows, what it shows last decides', () => {
  const steps = fc.array(fc.constantFrom(...endpointStates), { minLength: 1, maxLength: 1_000 });
  fc.assert(
    fc.property(steps, fc.boolean(), (sequence, dnsAtFirst) => {
      let state: ConnectionState = 'pending_acceptance';
      let dnsConfigured = dnsAtFirst;
      let reasonCode: string | undefined;
      for (const seen of sequence) {
        const step = followEndpoint(state, seen, {
          dnsConfigured,
          ...defined({ reasonCode }),
        });
        if (step.kind === 'stay') continue;
        if (step.kind === 'move') {
          expect(canMove(state, step.to)).toBe(true);
          state = step.to;
        }
        reasonCode = step.reason?.code;
        // What expired is withdrawn, and its endpoint gone: nothing that AWS shows later is of it.
        if (state === 'expired') return;
        if (state === 'configuring' && seen === 'available') {
          state = 'available';
          dnsConfigured = true;
        }
      }
      expect(state).toBe(meaning[sequence.at(-1) ?? 'unknown']);
    }),
    { numRuns: 200 },
  );
});
