import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { connectionStates } from '../../../../domain/connection-state.ts';
import { endpointStates } from '../../../../domain/endpoint-state.ts';
import { diagnose } from '../../../../domain/troubleshooting/diagnose.ts';
import type {
  ConnectionFacts,
  PortFact,
  TcpFact,
  TlsFact,
} from '../../../../domain/troubleshooting/facts.ts';

const zones = ['euw1-az1', 'euw1-az2'] as const;
const resolved = { outcome: 'resolved', addresses: ['100.64.0.5'], milliseconds: 1 } as const;
const connected: TcpFact = { outcome: 'connected', peer: 'silent', milliseconds: 1 };
const good: TlsFact = {
  outcome: 'established',
  protocol: 'TLSv1.3',
  names: ['db.example.com'],
  nameMatches: true,
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  issuer: 'Example CA',
  trusted: true,
};

function facts(more: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    connectionId: 'orders',
    state: 'available',
    endpointState: 'available',
    endpointId: 'vpce-0a1b2c3d4e5f60718',
    endpointZoneIds: zones,
    serviceZoneIds: zones,
    serviceId: 'vpce-svc-0123456789abcdef0',
    serviceRegion: 'eu-west-1',
    region: 'eu-west-1',
    networkCidr: '100.64.0.0/24',
    ports: [{ port: 443, protocol: 'TLS', tlsServerName: 'db.example.com' }],
    ownGroup: { id: 'sg-0123456789abcdef0', closedPorts: [] },
    at: new Date('2026-06-01T00:00:00Z'),
    results: [],
    ...more,
  };
}

/** The port through the connection's own name and in both zones; `differs` says what is different where. */
function results(differs: (zoneId: string | null) => Partial<PortFact> = () => ({})): PortFact[] {
  return [null, ...zones].map((zoneId) => ({
    kind: zoneId === null ? 'own_name' : 'zone',
    zoneId,
    host: zoneId === null ? 'orders.privatelink.tray.internal' : `vpce-x-${zoneId}.example`,
    port: 443,
    protocol: 'TLS',
    tlsServerName: 'db.example.com',
    dns: resolved,
    tcp: connected,
    tls: good,
    ...differs(zoneId),
  }));
}

const first = (given: ConnectionFacts) => diagnose(given).findings[0];

/** What a finding comes down to: where, whose, and the likeliest cause. */
function gist(given: ConnectionFacts) {
  const { step, severity, actor, causes } = first(given) ?? {};
  return { step, severity, actor, code: causes?.[0].code };
}

describe('a diagnosis', () => {
  test('a connection of which everything works is healthy, and nothing is found', () => {
    const { verdict, findings, matrix } = diagnose(facts({ results: results() }));
    expect({ verdict, findings }).toEqual({ verdict: 'healthy', findings: [] });
    expect(matrix.map((cell) => cell.verdict)).toEqual(['passed', 'passed', 'passed']);
  });

  test('a connection that waits for acceptance names the customer and the very command', () => {
    const found = diagnose(facts({ state: 'pending_acceptance', endpointState: 'pendingAcceptance' }));
    expect(found.verdict).toBe('unreachable');
    expect(found.findings[0]).toMatchObject({
      step: 'state',
      actor: 'customer',
      causes: [{ code: 'not_accepted' }],
      fix: {
        command:
          'aws ec2 accept-vpc-endpoint-connections --region eu-west-1 --service-id vpce-svc-0123456789abcdef0 --vpc-endpoint-ids vpce-0a1b2c3d4e5f60718',
      },
    });
  });

  test.each([
    ['rejected', facts({ endpointState: 'rejected' }), 'rejected', 'customer'],
    ['deleted by hand', facts({ endpointState: 'missing' }), 'endpoint_deleted', 'tray'],
    ['expired', facts({ state: 'expired' }), 'expired', 'customer'],
  ] as const)(
    'an endpoint that is %s is told as such, whatever the row says',
    (_name, given, code, actor) => {
      expect(gist(given)).toMatchObject({ step: 'state', actor, code });
    },
  );

  const refused = () => ({ tcp: { outcome: 'refused' } as const });
  const silent = () => ({ tcp: { outcome: 'timeout' } as const });
  const only = (zoneId: string, what: () => Partial<PortFact>) => (at: string | null) =>
    at === zoneId ? what() : {};

  test.each([
    ['refused everywhere', { results: results(refused) }, 'no_listener', 'customer'],
    [
      'refused in one zone',
      { results: results(only('euw1-az2', refused)) },
      'zone_targets_unhealthy',
      'customer',
    ],
    [
      'silent in one zone',
      { results: results(only('euw1-az2', silent)) },
      'zone_without_balancer',
      'customer',
    ],
    ['silent everywhere', { results: results(silent) }, 'inbound_rules_enforced', 'customer'],
    [
      'silent with our own group closed',
      { results: results(silent), ownGroup: { id: 'sg-0123456789abcdef0', closedPorts: [443] } },
      'endpoint_group_closed',
      'tray',
    ],
    [
      'without its own record',
      { results: results((at) => (at === null ? { dns: { outcome: 'not_found' } } : {})) },
      'own_record_missing',
      'tray',
    ],
    [
      'whose hostname leads elsewhere',
      { results: results((at) => (at === null ? { kind: 'hostname', dns: { outcome: 'outside' } } : {})) },
      'hostname_zone_missing',
      'tray',
    ],
  ] as const)(
    'a connection that is %s names the likeliest cause and its side',
    (_name, more, code, actor) => {
      expect(gist(facts(more as Partial<ConnectionFacts>))).toMatchObject({ actor, code });
    },
  );

  test('enforced inbound rules are fixed by a command and an input that name the block of the network', () => {
    const { fix } = first(facts({ results: results(silent) })) ?? {};
    expect(fix?.command).toContain('--port 443 --cidr 100.64.0.0/24');
    expect(fix?.moduleInput).toBe('ingress_cidr_blocks = {\n  tray = "100.64.0.0/24"\n}');
  });

  const tlsOf = (more: Partial<TlsFact>) => ({ results: results(() => ({ tls: { ...good, ...more } })) });

  test.each([
    ['plain text', tlsOf({ outcome: 'not_tls' }), 'plain_text'],
    ['silence', tlsOf({ outcome: 'silent' }), 'tls_silent'],
    ['a close', tlsOf({ outcome: 'closed' }), 'tls_closed'],
    ['another name', tlsOf({ nameMatches: false, names: ['www.example.org'] }), 'wrong_name'],
    ['a wildcard one label short', tlsOf({ nameMatches: false, names: ['*.example.com'] }), 'wildcard_short'],
    ['yesterday’s certificate', tlsOf({ notAfter: '2026-05-31T00:00:00.000Z' }), 'certificate_expired'],
    ['an old protocol', tlsOf({ protocol: 'TLSv1.1' }), 'protocol_too_old'],
  ] as const)('TLS that meets %s makes the port fail', (_name, more, code) => {
    expect(diagnose(facts(more)).verdict).toBe('unreachable');
    expect(gist(facts(more))).toEqual({ step: 'tls', severity: 'error', actor: 'customer', code });
  });

  test.each([
    ['a private authority', tlsOf({ trusted: false }), 'chain_untrusted'],
    [
      'a certificate that ends soon',
      tlsOf({ notAfter: '2026-06-05T00:00:00.000Z' }),
      'certificate_expires_soon',
    ],
  ] as const)('TLS with %s is a warning, and healthy', (_name, more, code) => {
    const { verdict, findings } = diagnose(facts(more));
    expect(verdict).toBe('healthy');
    expect(findings).toMatchObject([{ severity: 'warning', causes: [{ code }] }]);
  });

  test('UDP is not testable, and says why', () => {
    const { matrix, verdict } = diagnose(facts({ ports: [{ port: 53, protocol: 'UDP' }] }));
    expect(verdict).toBe('healthy');
    expect(matrix).toMatchObject([{ verdict: 'not_testable', reason: expect.stringContaining('UDP') }]);
  });

  test.each(['throttled', 'missing', 'failed'] as const)(
    'a probe that is %s leaves the verdict open, and is Tray’s business',
    (probe) => {
      const { verdict, findings } = diagnose(facts({ probe }));
      expect(verdict).toBe('undetermined');
      expect(findings).toMatchObject([
        { step: 'probe', actor: 'tray', causes: [{ code: `probe_${probe}` }] },
      ]);
    },
  );

  const milliseconds = fc.integer({ min: 0, max: 5_000 });
  const anyFact = fc.record({
    dns: fc
      .constantFrom('resolved', 'not_found', 'outside', 'timeout', 'failed')
      .map((outcome) => ({ outcome })),
    tcp: fc.record({
      outcome: fc.constantFrom('connected', 'timeout', 'refused', 'reset', 'failed'),
      peer: fc.constantFrom('silent', 'spoke', 'closed'),
      milliseconds,
    }),
    tls: fc.option(
      fc.record({
        outcome: fc.constantFrom('established', 'silent', 'not_tls', 'closed', 'reset', 'refused'),
        protocol: fc.constantFrom('TLSv1', 'TLSv1.2', 'TLSv1.3'),
        names: fc.subarray(['*.example.com', 'db.example.com', 'other.example.org']),
        nameMatches: fc.boolean(),
        trusted: fc.boolean(),
        notAfter: fc.constantFrom(
          '2026-05-31T00:00:00.000Z',
          '2026-06-05T00:00:00.000Z',
          '2027-01-01T00:00:00.000Z',
        ),
      }),
      { nil: undefined },
    ),
  });
  const anyFacts = fc
    .record({
      seen: fc.tuple(anyFact, anyFact, anyFact),
      state: fc.constantFrom(...connectionStates),
      endpointState: fc.constantFrom(...endpointStates, 'missing' as const),
      usual: fc.boolean(),
      closedPorts: fc.constantFrom([], [443]),
      serviceZoneIds: fc.subarray([...zones]),
    })
    .map(({ seen, state, endpointState, usual, closedPorts, serviceZoneIds }) => {
      const given = results((zoneId) => {
        const { tls, ...fact } =
          seen[zoneId === null ? 0 : zones.indexOf(zoneId as 'euw1-az1') + 1] ?? seen[0];
        return (tls === undefined ? { ...fact, tls: good } : { ...fact, tls }) as Partial<PortFact>;
      });
      const standing = usual ? {} : { state, endpointState };
      return facts({
        results: given,
        ...standing,
        ownGroup: { id: 'sg-0123456789abcdef0', closedPorts },
        serviceZoneIds,
      });
    });

  test('whatever the facts are: what fails is covered by a finding with a side and a fix, and what passes by no error', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const { verdict, matrix, findings } = diagnose(given);
        const errors = findings.filter(({ severity }) => severity === 'error');
        expect(errors.length > 0).toBe(verdict !== 'healthy');
        for (const cell of matrix.filter((one) => one.verdict === 'failed')) {
          expect(errors.some(({ ports }) => ports.includes(cell.port))).toBe(true);
          if (cell.zoneId !== null)
            expect(errors.some(({ zoneIds }) => zoneIds.includes(cell.zoneId ?? ''))).toBe(true);
        }
        for (const { actor, fix, causes, summary } of findings) {
          expect(['customer', 'tray']).toContain(actor);
          expect(fix.text).toMatch(/\.$/);
          expect(summary).toMatch(/\.$/);
          expect(causes.every(({ evidence }) => evidence.length > 0)).toBe(true);
          expect(JSON.stringify(fix)).not.toContain('undefined');
        }
      }),
    );
  });
});
