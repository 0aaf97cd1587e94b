import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type ConnectionState,
  canMove,
  connectionStates,
  isTerminal,
  legalMoves,
  retryableStates,
  terminalStates,
} from '../../../domain/connection-state.ts';
import { connectionStateFor, endpointStates, parseEndpointState } from '../../../domain/endpoint-state.ts';

const happyPath: ConnectionState[] = [
  'requested',
  'checking',
  'provisioning',
  'pending_acceptance',
  'connecting',
  'configuring',
  'available',
];

describe('a connection', () => {
  test('a connection goes from requested to available', () => {
    for (const [index, state] of happyPath.slice(1).entries())
      expect(canMove(happyPath[index] ?? state, state)).toBe(true);
  });

  test('a connection can be rejected after it was available, and fall back to pending', () => {
    expect(canMove('available', 'rejected')).toBe(true);
    expect(canMove('available', 'connecting')).toBe(true);
    expect(canMove('connecting', 'pending_acceptance')).toBe(true);
  });

  test('a connection can be deleted from every state but the last two', () => {
    for (const state of connectionStates) {
      expect(canMove(state, 'deleting')).toBe(state !== 'deleting' && state !== 'deleted');
    }
  });

  test('a connection can be retried from failed, rejected and expired, and from nowhere else', () => {
    expect([...retryableStates].sort()).toEqual(['expired', 'failed', 'rejected']);
  });

  test('a connection never moves to the state that it is in', () => {
    for (const state of connectionStates) expect(canMove(state, state)).toBe(false);
  });

  test('a connection that is deleted stays so', () => {
    expect(legalMoves.deleted).toEqual([]);
  });

  test('a connection has four states at which a waiter stops', () => {
    expect(terminalStates).toEqual(['rejected', 'expired', 'failed', 'deleted']);
    expect(isTerminal('pending_acceptance')).toBe(false);
  });

  test('a connection can reach every state, and from every state its end', () => {
    const reachable = (from: ConnectionState) => {
      const found = new Set<ConnectionState>([from]);
      for (const state of found) for (const next of legalMoves[state]) found.add(next);
      return found;
    };
    expect(reachable('requested')).toEqual(new Set(connectionStates));
    for (const state of connectionStates) expect(reachable(state).has('deleted')).toBe(true);
  });

  test('a connection is explained by whatever AWS shows next', () => {
    const seen = fc.constantFrom(...endpointStates);
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 10 }), fc.boolean(), (states, dnsConfigured) => {
        let state: ConnectionState = 'provisioning';
        for (const endpointState of states) {
          const next = connectionStateFor(endpointState, { dnsConfigured }).state;
          // What failed or expired needs a retry; available is reached by way of configuring.
          if (state === 'failed' || state === 'expired' || next === state) continue;
          const via = next === 'available' && state !== 'configuring' ? 'configuring' : next;
          expect(canMove(state, via)).toBe(true);
          state = next;
        }
      }),
    );
  });
});

describe('the state of an endpoint', () => {
  test.each([
    ['pendingAcceptance', 'pendingAcceptance'],
    ['PendingAcceptance', 'pendingAcceptance'],
    ['pending-acceptance', 'pendingAcceptance'],
    ['Pending', 'pending'],
    ['Available', 'available'],
    ['Partial', 'partial'],
    ['deleted', 'deleted'],
  ])('the state of an endpoint is read as %s', (raw, state) => {
    expect(parseEndpointState(raw)).toBe(state);
  });

  test('the state of an endpoint that is unknown is left to the caller', () => {
    expect(parseEndpointState('hibernating')).toBeUndefined();
  });

  test.each([
    ['pendingAcceptance', 'pending_acceptance', undefined],
    ['pending', 'connecting', undefined],
    ['available', 'configuring', undefined],
    ['partial', 'connecting', 'endpoint_partial'],
    ['rejected', 'rejected', 'endpoint_rejected'],
    ['expired', 'expired', 'endpoint_expired'],
    ['failed', 'failed', 'endpoint_failed'],
    ['deleting', 'failed', 'endpoint_deleted_elsewhere'],
    ['deleted', 'failed', 'endpoint_deleted_elsewhere'],
  ] as const)('%s makes the connection %s', (endpoint, state, code) => {
    const seen = connectionStateFor(endpoint, { dnsConfigured: false });
    expect(seen.state).toBe(state);
    expect(seen.reason?.code).toBe(code);
  });

  test('available makes the connection available once its DNS is there', () => {
    expect(connectionStateFor('available', { dnsConfigured: true })).toEqual({ state: 'available' });
  });

  test('the state of an endpoint that is going away is no failure when we asked for it', () => {
    const context = { dnsConfigured: true, deletionRequested: true };
    expect(connectionStateFor('deleting', context)).toEqual({ state: 'deleting' });
    expect(connectionStateFor('available', context)).toEqual({ state: 'deleting' });
    expect(connectionStateFor('deleted', context)).toEqual({ state: 'deleted' });
  });
});
