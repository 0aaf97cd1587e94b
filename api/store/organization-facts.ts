import type { Organization, OrganizationChanges } from './schema.ts';

/** What a caller says about an organization. */
export interface OrganizationFacts {
  readonly customerName: string;
  readonly awsAccountIds: readonly string[];
  readonly partition: Organization['partition'];
  readonly declaredCidrs: readonly string[];
  /** Where it wants a network, connections or not. @default nowhere */
  readonly regions?: readonly string[];
}

/** What an event tells of a change: lists by what came and what went, the rest as it is now. */
export function changesTo(before: Organization | undefined, after: OrganizationFacts): OrganizationChanges {
  const accounts = difference(before?.aws_account_ids ?? [], after.awsAccountIds);
  const cidrs = difference(before?.declared_cidrs ?? [], after.declaredCidrs);
  const regions = difference(before?.regions ?? [], after.regions ?? []);
  return {
    ...(before?.customer_name === after.customerName ? {} : { customerName: after.customerName }),
    ...(before?.partition === after.partition ? {} : { partition: after.partition }),
    ...(accounts ? { awsAccountIds: accounts } : {}),
    ...(cidrs ? { declaredCidrs: cidrs } : {}),
    ...(regions ? { regions } : {}),
  };
}

function difference(
  before: readonly string[],
  after: readonly string[],
): { added: string[]; removed: string[] } | undefined {
  const added = after.filter((value) => !before.includes(value));
  const removed = before.filter((value) => !after.includes(value));
  return added.length + removed.length === 0 ? undefined : { added, removed };
}

export function sameFacts(row: Organization, facts: OrganizationFacts): boolean {
  return sameOfPrincipal(row, facts) && sameList(row.regions, facts.regions ?? []);
}

/** Whether nothing differs but where its networks are, which the principal's stack does not know. */
export function sameOfPrincipal(row: Organization, facts: OrganizationFacts): boolean {
  return (
    row.customer_name === facts.customerName &&
    row.partition === facts.partition &&
    sameList(row.aws_account_ids, facts.awsAccountIds) &&
    sameList(row.declared_cidrs, facts.declaredCidrs)
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
