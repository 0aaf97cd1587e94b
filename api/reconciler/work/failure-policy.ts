import type { Reason } from '../../store/schema.ts';

/** What a failed attempt means for a connection. */
export type Verdict =
  /** It will work by itself once somebody has mended something: look again, for as long as it takes. */
  | 'wait'
  /** It may have been chance: look again a few times, then give up. */
  | 'try_again'
  /** Asking again would get the same answer. */
  | 'give_up';

/** Attempts after which a failure that may have been chance counts as one that is none. */
export const attemptsAtMost = 4;

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
  address_pool_exhausted: 'wait',
  overlapping_cidr: 'wait',
  // The customer can mend it at any time.
  service_not_visible: 'wait',
  zones_not_in_common: 'give_up',
  service_region_not_supported: 'give_up',
  owner_mismatch: 'give_up',
};

export function verdictOn(reason: Reason, attempts: number): Verdict {
  const verdict = verdicts[reason.code] ?? 'try_again';
  return verdict === 'try_again' && attempts + 1 >= attemptsAtMost ? 'give_up' : verdict;
}
