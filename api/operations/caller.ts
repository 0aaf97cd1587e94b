import type { Visible } from '../store/organizations.ts';

/** Who asks, as their token says. */
export interface Caller {
  /** `sub` of the token: actor in histories, owner of idempotency keys and rate limit. */
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** The organizations whose resources exist for this caller. */
  readonly organizations: Visible;
}

export function maySee(caller: Caller, organizationId: string): boolean {
  return caller.organizations === 'all' || caller.organizations.includes(organizationId);
}

/** What the caller may see of what a filter asks for. */
export function visibleTo(caller: Caller, organizationId: string | undefined): Visible {
  if (organizationId === undefined) return caller.organizations;
  return maySee(caller, organizationId) ? [organizationId] : [];
}
