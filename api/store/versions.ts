import { StaleError } from './errors.ts';

/** The versions that a caller has read and would change: any of them will do. Absent: whatever it is by now. */
export type IfVersions = readonly number[];

/** @throws StaleError */
export function assertVersion(what: string, current: number, allowed: IfVersions | undefined): void {
  if (allowed === undefined || allowed.includes(current)) return;
  throw new StaleError(`${what} is at version ${current}`, current);
}
