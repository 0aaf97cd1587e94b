import type { Reason } from '../../store/schema.ts';

/** What a failed attempt means for a connection. */
export type Verdict =
  /** It will work by itself once somebody has mended something: look again, for as long as it takes. */
  | 'wait'
  /** It may be weather (AWS is busy, a connection broke, an answer got lost): look again, and give up when it does not pass. */
  | 'try_again'
  /** Asking again would get the same answer. */
  | 'give_up';

const verdicts: Partial<Record<Reason['code'], Verdict>> = {
  // The installation is not whole: nothing is wrong with the connection.
  terraform_unavailable: 'wait',
  out_of_space: 'wait',
  stack_locked: 'wait',
  internal_error: 'wait',
  access_denied: 'wait',
  // AWS is busy, or Tray must ask it for more.
  throttled: 'wait',
  quota_exceeded: 'wait',
  // An operator must remove something that is not ours to touch.
  name_taken: 'wait',
  deletion_blocked: 'wait',
  address_pool_exhausted: 'wait',
  overlapping_cidr: 'wait',
  // The customer can mend it at any time.
  service_not_visible: 'wait',
  zones_not_in_common: 'give_up',
  service_region_not_supported: 'give_up',
  owner_mismatch: 'give_up',
};

/** How long a connection has done nothing but fail, and how long that may be chance. */
export interface Streak {
  /** When it began; undefined when this is its first failure. */
  readonly failingSince: Date | undefined;
  readonly now: Date;
  readonly giveUpAfterMs: number;
}

/** By time alone: how often somebody has tried says more about the pace of workers than about the weather. */
export function verdictOn(reason: Reason, { failingSince, now, giveUpAfterMs }: Streak): Verdict {
  const verdict = verdicts[reason.code] ?? 'try_again';
  if (verdict !== 'try_again' || failingSince === undefined) return verdict;
  return now.getTime() - failingSince.getTime() >= giveUpAfterMs ? 'give_up' : 'try_again';
}
