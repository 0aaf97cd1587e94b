import { setTimeout as pause } from 'node:timers/promises';
import type { LeaseHolder, Leases } from '../../store/leases.ts';
import { killGroup } from '../../terraform/process-group.ts';
import { fateOf } from '../../terraform/process-identity.ts';

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

/**
 * Frees the leases of this host's dead processes at once: nobody needs to wait until they expire. One whose Terraform is
 * still being interrupted stays, since what it does until then must be seen by the next run.
 *
 * @returns the stacks that became free.
 */
export async function freeLeasesOfTheDead(leases: Leases, host: string): Promise<string[]> {
  const freed: string[] = [];
  for (const { stack, token, holder } of await leases.heldOn(host)) {
    const { process, child, program } = holder;
    if (![process, child, program].every((one) => one === undefined || fateOf(one) === 'dead')) continue;
    await leases.release({ stack, token });
    freed.push(stack);
  }
  return freed;
}
