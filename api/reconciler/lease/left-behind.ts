import { setTimeout as pause } from 'node:timers/promises';
import { killGroup } from '../../terraform/process-group.ts';
import type { LeaseHolder } from './leases.ts';
import { fateOf } from './process-identity.ts';

/** How long a killed process may take to disappear. */
const patienceMs = 5_000;

/**
 * Ends what the last holder of a lease has left running on this machine. Its supervisor has done so in time, unless it was killed
 * alone, or was stopped together with its worker and its Terraform: then both would go on where they were as soon as they may.
 * Processes of other machines are not looked at; their time is over by the clock.
 *
 * @returns whether nothing of it runs any more.
 */
export async function endLeftBehind(before: LeaseHolder | undefined): Promise<boolean> {
  const left = [before?.program, before?.child].flatMap((one) =>
    one !== undefined && fateOf(one) === 'alive' ? [one] : [],
  );
  // Each leads a group of its own.
  for (const { pid } of left) killGroup(pid);
  const deadline = performance.now() + patienceMs;
  while (left.some((one) => fateOf(one) === 'alive')) {
    if (performance.now() > deadline) return false;
    await pause(20);
  }
  return true;
}
