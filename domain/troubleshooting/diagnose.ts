import { defined } from '../defined.ts';
import { type CauseCode, catalogue } from './catalogue.ts';
import type { ConnectionFacts, PortFact } from './facts.ts';
import type { Cause, Cell, Diagnosis, Finding, Verdict } from './finding.ts';
import { judgeNames } from './judge-dns.ts';
import { judgeTcp } from './judge-tcp.ts';
import { judgeTls } from './judge-tls.ts';
import { type Suspicion, transportOf } from './suspicion.ts';

const notTestable =
  'UDP has no handshake: silence may mean that the datagram arrived, was dropped or was ignored.';

/**
 * What is wrong with a connection, on which side, and what removes it. Pure: the same facts give the same diagnosis. Each failed cell is
 * covered by a finding, and where every testable cell passes there is no finding of severity `error`.
 */
export function diagnose(facts: ConnectionFacts): Diagnosis {
  const state = stateOf(facts);
  if (state !== undefined) {
    const down = finish(facts, {
      causes: [state],
      ports: portsOf(facts),
      zoneIds: [...facts.endpointZoneIds],
      evidence: stateEvidence(facts),
    });
    return { verdict: 'unreachable', matrix: skipped(facts, down.summary), findings: [down] };
  }
  if (facts.probe !== undefined) {
    const blind = finish(facts, {
      causes: [`probe_${facts.probe}`],
      ports: portsOf(facts),
      zoneIds: [...facts.endpointZoneIds],
      evidence: ['the probe gave no answer'],
    });
    return { verdict: 'undetermined', matrix: skipped(facts, blind.summary), findings: [blind] };
  }
  const suspicions = [...judgeNames(facts), ...judgeTcp(facts), ...judgeTls(facts)];
  const findings = suspicions.map((suspicion) => finish(facts, suspicion));
  const matrix = [...facts.results.map((fact) => cell(fact, facts)), ...untestable(facts)];
  return { verdict: verdictOf(matrix), matrix, findings };
}

function verdictOf(matrix: readonly Cell[]): Verdict {
  const tried = matrix.filter(({ verdict }) => verdict === 'passed' || verdict === 'failed');
  const failed = tried.filter(({ verdict }) => verdict === 'failed').length;
  // Nothing but UDP: the endpoint is up, and that is all that can be known.
  if (tried.length === 0)
    return matrix.some(({ verdict }) => verdict === 'not_testable') ? 'healthy' : 'undetermined';
  if (failed === 0) return 'healthy';
  return failed === tried.length ? 'unreachable' : 'degraded';
}

function stateOf(facts: ConnectionFacts): CauseCode | undefined {
  const { state, endpointState } = facts;
  if (endpointState === 'missing' && facts.endpointId !== undefined) return 'endpoint_deleted';
  if (state === 'expired') return 'expired';
  if (endpointState === 'rejected') return 'rejected';
  if (endpointState === 'expired') return 'expired';
  if (endpointState === 'failed' || endpointState === 'deleting' || endpointState === 'deleted')
    return endpointState === 'failed' ? 'endpoint_failed' : 'endpoint_deleted';
  if (endpointState === 'pendingAcceptance') return 'not_accepted';
  if (endpointState === 'available') return state === 'available' ? undefined : 'endpoint_pending';
  switch (state) {
    case 'available':
      // AWS did not say: what the row says counts.
      return endpointState === undefined ? undefined : 'endpoint_pending';
    case 'pending_acceptance':
      return 'not_accepted';
    case 'rejected':
      return 'rejected';
    case 'failed':
      return 'endpoint_failed';
    default:
      return 'endpoint_pending';
  }
}

function stateEvidence({ state, endpointState, endpointId }: ConnectionFacts): string[] {
  return [
    `the connection is ${state}`,
    ...(endpointState === undefined || endpointId === undefined
      ? []
      : [
          endpointState === 'missing'
            ? `AWS knows no endpoint ${endpointId}`
            : `AWS says ${endpointState} of ${endpointId}`,
        ]),
  ];
}

function finish(facts: ConnectionFacts, suspicion: Suspicion): Finding {
  const { causes: codes, ports, zoneIds, evidence } = suspicion;
  const [first] = codes;
  const entry = catalogue[first];
  const concerned = facts.ports.filter(({ port }) => ports.includes(port));
  const serverName = concerned.find(({ tlsServerName }) => tlsServerName !== undefined)?.tlsServerName;
  const context = {
    connectionId: facts.connectionId,
    serviceRegion: facts.serviceRegion,
    region: facts.region,
    networkCidr: facts.networkCidr,
    ports: concerned,
    zoneIds,
    ...defined({
      endpointId: facts.endpointId,
      serviceId: facts.serviceId,
      serverName,
      groupId: facts.ownGroup?.id,
    }),
  };
  const causes = codes.map(
    (code): Cause => ({
      code,
      message: catalogue[code].message,
      evidence: [...evidence, ...(suspicion.evidenceFor?.[code] ?? [])],
      fix: catalogue[code].fix(context),
    }),
  ) as [Cause, ...Cause[]];
  return {
    step: entry.step,
    severity: suspicion.severity ?? 'error',
    zoneIds: [...zoneIds],
    ports: [...ports],
    actor: entry.actor,
    summary: suspicion.summary ?? entry.message,
    causes,
    fix: causes[0].fix,
  };
}

function cell(fact: PortFact, facts: ConnectionFacts): Cell {
  const { zoneId, host, port, protocol, dns, tcp, tls } = fact;
  const seen = defined({ dns, tcp, tls });
  const failed = [judgeNames, judgeTcp, judgeTls].some((judge) =>
    judge({ ...facts, results: [fact] }).some(({ severity }) => severity !== 'warning'),
  );
  return { zoneId, host, port, protocol, verdict: failed ? 'failed' : 'passed', ...seen };
}

function untestable(facts: ConnectionFacts): Cell[] {
  return facts.ports
    .filter(({ protocol }) => transportOf(protocol) === undefined)
    .flatMap(({ port, protocol }) =>
      hostsOf(facts).map(({ zoneId, host }) => ({
        zoneId,
        host,
        port,
        protocol,
        verdict: 'not_testable' as const,
        reason: notTestable,
      })),
    );
}

function skipped(facts: ConnectionFacts, reason: string): Cell[] {
  return facts.ports.map(({ port, protocol }) => ({
    zoneId: null,
    host: facts.hostname ?? facts.connectionId,
    port,
    protocol,
    verdict: transportOf(protocol) === undefined ? 'not_testable' : 'skipped',
    reason: transportOf(protocol) === undefined ? notTestable : reason,
  }));
}

function hostsOf({ results, connectionId }: ConnectionFacts): { zoneId: string | null; host: string }[] {
  const hosts = new Map(results.map(({ zoneId, host }) => [host, { zoneId, host }]));
  return hosts.size > 0 ? [...hosts.values()] : [{ zoneId: null, host: connectionId }];
}

function portsOf({ ports }: ConnectionFacts): number[] {
  return ports.map(({ port }) => port);
}
