import { conjunction, portList } from './entry.ts';
import type { ConnectionFacts, PortFact } from './facts.ts';
import { groupBy, placesOf, type Suspicion, where } from './suspicion.ts';

/** Milliseconds: within a region a connection takes one or two, across regions a few hundred at most. */
const slowAfter = 1_000;

type Symptom = 'refused' | 'dropped' | 'closes';

/** Ports that cannot be connected to, by what they have in common: everywhere or in some zones only, refused or dropped. */
export function judgeTcp(facts: ConnectionFacts): Suspicion[] {
  const suspicions: Suspicion[] = [];
  for (const symptom of ['refused', 'dropped', 'closes'] as const) {
    const showing = facts.results.filter((fact) => symptomOf(fact) === symptom);
    for (const alike of groupBy(showing, (fact) =>
      isEverywhere(fact, facts, symptom) ? 'everywhere' : 'somewhere',
    )) {
      const [first] = alike;
      if (first !== undefined)
        suspicions.push(suspect(facts, alike, symptom, isEverywhere(first, facts, symptom)));
    }
  }
  const slow = facts.results.filter(
    ({ tcp }) => tcp?.outcome === 'connected' && tcp.peer !== 'closed' && (tcp.milliseconds ?? 0) > slowAfter,
  );
  if (slow.length > 0) {
    const evidence = slow.map((fact) => `${fact.tcp?.milliseconds} ms ${where(fact)} on port ${fact.port}`);
    suspicions.push({ causes: ['slow'], ...placesOf(slow), evidence, severity: 'warning' });
  }
  return suspicions;
}

function symptomOf({ dns, tcp, tls }: PortFact): Symptom | undefined {
  if (dns.outcome !== 'resolved') return undefined;
  switch (tcp?.outcome) {
    case 'refused':
    case 'reset':
      return 'refused';
    case 'timeout':
    case 'failed':
    case undefined:
      return 'dropped';
    case 'connected':
      return tcp.peer === 'closed' && tls === undefined ? 'closes' : undefined;
  }
}

/** Whether every name of the port shows it. One zone alone says that all is well with the port itself. */
function isEverywhere(fact: PortFact, { results }: ConnectionFacts, symptom: Symptom): boolean {
  const others = results.filter(({ port, dns }) => port === fact.port && dns.outcome === 'resolved');
  return others.every((other) => symptomOf(other) === symptom);
}

function suspect(
  facts: ConnectionFacts,
  alike: readonly PortFact[],
  symptom: Symptom,
  everywhere: boolean,
): Suspicion {
  const places = placesOf(alike);
  const evidence = alike.map((fact) => `${said[symptom]} ${where(fact)} on port ${fact.port}`);
  const at = everywhere
    ? 'in every zone'
    : places.zoneIds.length === 0
      ? 'through some of the names'
      : `in ${conjunction(places.zoneIds)} only`;
  const common = {
    ...places,
    evidence,
    summary: `Connections to ${portList(places.ports)} ${became[symptom]} ${at}.`,
  };
  if (symptom === 'closes') return { ...common, causes: ['service_closes', 'targets_unhealthy'] };
  if (symptom === 'refused') {
    return everywhere
      ? { ...common, causes: ['no_listener', 'no_targets', 'targets_unhealthy'] }
      : { ...common, causes: ['zone_targets_unhealthy', 'targets_unhealthy'] };
  }
  const { ownGroup, serviceZoneIds } = facts;
  const closed = ownGroup?.closedPorts.filter((port) => places.ports.includes(port)) ?? [];
  if (ownGroup !== undefined && closed.length > 0) {
    const proof = `${ownGroup.id} has no rule for ${portList(closed)} from ${facts.networkCidr}`;
    return {
      ...common,
      causes: ['endpoint_group_closed', 'inbound_rules_enforced'],
      evidenceFor: { endpoint_group_closed: [proof] },
    };
  }
  const absent = places.zoneIds.filter((zoneId) => !serviceZoneIds.includes(zoneId));
  if (
    serviceZoneIds.length > 0 &&
    absent.length > 0 &&
    (!everywhere || absent.length === places.zoneIds.length)
  ) {
    const proof = `AWS lists the service in ${conjunction(serviceZoneIds)}`;
    return {
      ...common,
      causes: ['zone_without_balancer', 'target_group_closed'],
      evidenceFor: { zone_without_balancer: [proof] },
    };
  }
  return everywhere
    ? { ...common, causes: ['inbound_rules_enforced', 'target_group_closed', 'endpoint_group_closed'] }
    : { ...common, causes: ['zone_without_balancer', 'target_group_closed', 'zone_targets_unhealthy'] };
}

const said = { refused: 'refused at once', dropped: 'no answer', closes: 'closed at once' } as const;
const became = { refused: 'are refused', dropped: 'time out', closes: 'are closed at once' } as const;
