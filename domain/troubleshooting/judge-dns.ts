import type { ConnectionFacts, PortFact } from './facts.ts';
import { groupBy, placesOf, type Suspicion } from './suspicion.ts';

/** Names that do not lead where they should: one suspicion for each host. */
export function judgeNames({ results }: ConnectionFacts): Suspicion[] {
  const wrong = groupBy(results, ({ dns, host }) => (dns.outcome === 'resolved' ? undefined : host));
  return wrong.flatMap((facts) => {
    const [fact] = facts;
    if (fact === undefined) return [];
    const { outcome, addresses = [] } = fact.dns;
    const answer = addresses.length === 0 ? '' : ` (${addresses.join(', ')})`;
    return [
      {
        causes: causesOf(fact),
        ...placesOf(facts),
        evidence: [`${fact.host}: ${said[outcome]}${answer}`],
      },
    ];
  });
}

const said = {
  resolved: 'resolves',
  not_found: 'there is no such name',
  outside: 'leads out of the network',
  timeout: 'no answer in time',
  failed: 'the resolver failed',
} as const;

function causesOf({ kind, dns }: PortFact): Suspicion['causes'] {
  if (kind === 'hostname') return ['hostname_zone_missing', 'name_leads_elsewhere'];
  if (dns.outcome === 'outside') return ['name_leads_elsewhere'];
  return kind === 'own_name' ? ['own_record_missing', 'name_leads_elsewhere'] : ['endpoint_name_missing'];
}
