import type { Protocol } from '../ports.ts';
import type { CauseCode } from './catalogue.ts';
import type { PortFact } from './facts.ts';

/** What a look at one step arrives at; the catalogue says the rest. */
export interface Suspicion {
  /** The likeliest first. */
  readonly causes: readonly [CauseCode, ...CauseCode[]];
  readonly ports: readonly number[];
  readonly zoneIds: readonly string[];
  /** What speaks for all of them. */
  readonly evidence: readonly string[];
  /** What speaks for one of them. */
  readonly evidenceFor?: { readonly [code in CauseCode]?: readonly string[] };
  /** @default 'error' */
  readonly severity?: 'error' | 'warning';
  /** @default the message of the first cause */
  readonly summary?: string;
}

/** What a test can dial; undefined for UDP alone. */
export function transportOf(protocol: Protocol): 'TCP' | undefined {
  return protocol === 'UDP' ? undefined : 'TCP';
}

/** Groups facts by what they have in common, in the order in which they come. */
export function groupBy(
  facts: readonly PortFact[],
  key: (fact: PortFact) => string | undefined,
): PortFact[][] {
  const groups = new Map<string, PortFact[]>();
  for (const fact of facts) {
    const of = key(fact);
    if (of !== undefined) groups.set(of, [...(groups.get(of) ?? []), fact]);
  }
  return [...groups.values()];
}

export function placesOf(facts: readonly PortFact[]): { ports: number[]; zoneIds: string[] } {
  return {
    ports: [...new Set(facts.map(({ port }) => port))],
    zoneIds: [...new Set(facts.flatMap(({ zoneId }) => zoneId ?? []))],
  };
}

/** `in euw1-az1`, or `through db.example.com` */
export function where({ zoneId, host }: PortFact): string {
  return zoneId === null ? `through ${host}` : `in ${zoneId}`;
}
