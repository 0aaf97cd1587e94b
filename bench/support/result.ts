/** One number that a promise was made about. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The least (or the most) it may be; absent when it is only told. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

export interface SuiteResult {
  readonly suite: string;
  readonly measurements: readonly Measurement[];
  /** How it was measured: counts, rounds, versions. */
  readonly conditions: Readonly<Record<string, string | number>>;
}

export function isMet({ value, target }: Measurement): boolean {
  if (target === undefined) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
