import { describe, expect, test } from '@jest/globals';
import type { ListedEndpoint } from '../../../../../api/aws/endpoints.ts';
import { interpret, isWatched } from '../../../../../api/reconciler/observation/interpretation.ts';
import type { Connection } from '../../../../../api/store/schema.ts';
import type { ConnectionState } from '../../../../../domain/connection-state.ts';

const connection = (state: ConnectionState, changes: Partial<Connection> = {}) =>
  ({
    id: 'acme-db',
    state,
    endpoint_id: 'vpce-0123456789abcdef0',
    aws_state: null,
    endpoint_dns_name: null,
    endpoint_zonal_dns_names: [],
    dns_configured: false,
    ...changes,
  }) as Connection;

const endpoint = (state: string, changes: Partial<ListedEndpoint> = {}): ListedEndpoint => ({
  id: 'vpce-0123456789abcdef0',
  accountId: '111111111111',
  serviceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
  state,
  createdAt: undefined,
  tags: {},
  dnsName: undefined,
  zonalDnsNames: [],
  lastError: undefined,
  ...changes,
});

const nowhere = () => undefined;

describe('what is seen of an endpoint', () => {
  test.each([
    ['pending_acceptance', false, 'pending', 'connecting'],
    ['pending_acceptance', false, 'available', 'configuring'],
    ['pending_acceptance', false, 'rejected', 'rejected'],
    ['pending_acceptance', false, 'expired', 'expired'],
    ['connecting', false, 'available', 'configuring'],
    ['available', true, 'rejected', 'rejected'],
    ['available', true, 'pending', 'connecting'],
    ['rejected', false, 'pendingAcceptance', 'pending_acceptance'],
    ['rejected', true, 'available', 'configuring'],
    ['available', true, 'failed', 'failed'],
  ] as const)(
    'what is seen of an endpoint moves a connection that is %s (DNS: %s) and seen as %s to %s',
    (from, dns, seen, to) => {
      const finding = interpret(connection(from, { dns_configured: dns }), endpoint(seen), nowhere);
      expect(finding?.move?.to).toBe(to);
      expect(finding?.facts.awsState).toBe(seen);
    },
  );

  test.each([
    ['pending_acceptance', false, 'pendingAcceptance'],
    ['configuring', false, 'available'],
    ['available', true, 'available'],
    ['failed', false, 'available'],
  ] as const)(
    'what is seen of an endpoint leaves a connection that is %s (DNS: %s) and seen as %s where it is',
    (state, dns, seen) => {
      const row = connection(state, { dns_configured: dns, aws_state: seen });
      expect(interpret(row, endpoint(seen), nowhere)).toBeUndefined();
    },
  );

  test('what is seen of an endpoint is kept even where AWS says something that nobody knows', () => {
    const finding = interpret(
      connection('available', { dns_configured: true }),
      endpoint('thinking'),
      nowhere,
    );
    expect(finding).toEqual({ facts: expect.objectContaining({ awsState: 'thinking' }) });
  });

  test('what is seen of an endpoint is that somebody deleted it, when it is gone', () => {
    expect(interpret(connection('available', { dns_configured: true }), undefined, nowhere)).toMatchObject({
      facts: { awsState: 'deleted' },
      move: { to: 'failed', reason: { code: 'endpoint_deleted_elsewhere' } },
    });
  });

  test('what is seen of an endpoint carries AWS’s own words for a failure', () => {
    const lastError = { code: 'Client.Something', message: 'no addresses left' };
    const finding = interpret(connection('connecting'), endpoint('failed', { lastError }), nowhere);
    expect(finding?.move?.reason?.message).toContain('no addresses left');
  });

  test('what is seen of an endpoint names zones by their ids', () => {
    const seen = endpoint('available', {
      dnsName: 'vpce-0123456789abcdef0-abc.svc.example',
      zonalDnsNames: ['vpce-0123456789abcdef0-abc-eu-west-1b.svc.example'],
    });
    const finding = interpret(connection('connecting'), seen, () => 'euw1-az1');
    expect(finding?.facts.endpointZonalDnsNames).toEqual([
      { dnsName: 'vpce-0123456789abcdef0-abc-eu-west-1b.svc.example', zoneId: 'euw1-az1' },
    ]);
  });
});

test.each(['requested', 'checking', 'provisioning', 'deleting', 'deleted'] as const)(
  'a connection that is %s is left to the worker that is at it',
  (state) => {
    expect(isWatched(connection(state))).toBe(false);
  },
);
