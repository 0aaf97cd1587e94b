import type { PortFact, TcpFact, TlsFact } from './facts.ts';

export type Step = 'state' | 'dns' | 'tcp' | 'tls' | 'probe';
export type Side = 'customer' | 'tray' | 'none';
export type Verdict = 'healthy' | 'degraded' | 'unreachable' | 'undetermined';

export interface Fix {
  /** One sentence or two, in the imperative. */
  readonly text: string;
  /** To paste into a POSIX shell, run by the side that acts. What stands in `<…>` only that side can know. */
  readonly command?: string;
  /** HCL: input of the privatelink-producer module. */
  readonly moduleInput?: string;
}

export interface Cause {
  readonly code: string;
  readonly message: string;
  readonly evidence: readonly string[];
  /** What removes it. */
  readonly fix: Fix;
}

export interface Finding {
  readonly step: Step;
  /** A warning makes no port fail. */
  readonly severity: 'error' | 'warning';
  readonly zoneIds: readonly string[];
  readonly ports: readonly number[];
  readonly actor: Side;
  readonly summary: string;
  /** The likeliest first. */
  readonly causes: readonly [Cause, ...Cause[]];
  /** What removes the likeliest cause. */
  readonly fix: Fix;
}

/** One port through one name, judged. */
export interface Cell {
  readonly zoneId: string | null;
  readonly host: string;
  readonly port: number;
  readonly protocol: PortFact['protocol'];
  readonly verdict: 'passed' | 'failed' | 'not_testable' | 'skipped';
  readonly dns?: PortFact['dns'];
  readonly tcp?: TcpFact;
  readonly tls?: TlsFact;
  readonly reason?: string;
}

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly matrix: readonly Cell[];
  readonly findings: readonly Finding[];
}
