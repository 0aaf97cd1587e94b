import { overlaps, parseCidr } from '../../domain/cidr.ts';
import { DomainError } from '../../domain/errors.ts';
import { partitionTitle } from '../../domain/partition.ts';
import type { components } from '../contract.generated.ts';
import type { Platform } from '../platform.ts';
import { ConflictError } from '../store/errors.ts';
import type { OrganizationFacts } from '../store/organizations.ts';
import type { Actor, Organization, OrganizationEvent } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { IfVersions } from '../store/versions.ts';
import { type Caller, maySee } from './caller.ts';
import { type Context, within } from './context.ts';
import { assertEnabled } from './network-rules.ts';
import { followRegions } from './organization-regions.ts';
import { ProblemError, Rules } from './problem.ts';

type PutOrganization = components['schemas']['PutOrganization'];

/** The organization of the id. @throws ProblemError `organization_not_found` for what the caller may not see, too. */
export async function getOrganization(context: Context, caller: Caller, id: string): Promise<Organization> {
  const organization = maySee(caller, id) ? await context.store.organizations.get(id) : undefined;
  return organization ?? refuseUnknown(id);
}

export function listOrganizations(
  context: Context,
  caller: Caller,
  query: { readonly limit: number; readonly before?: number },
): Promise<Organization[]> {
  return context.store.organizations.list({ ...query, visible: caller.organizations });
}

export async function listOrganizationEvents(
  context: Context,
  caller: Caller,
  id: string,
  query: { readonly order: 'asc' | 'desc'; readonly limit: number; readonly after?: number },
): Promise<OrganizationEvent[]> {
  await getOrganization(context, caller, id);
  return context.store.organizationEvents.list({ ...query, organizationId: id });
}

/** Registers or replaces. @returns the row, and whether it is new. */
export async function putOrganization(
  context: Context,
  caller: Caller,
  id: string,
  body: PutOrganization,
  condition?: IfVersions | 'none',
): Promise<{ organization: Organization; created: boolean }> {
  if (!maySee(caller, id)) refuseUnknown(id);
  const facts = checkFacts(context.platform, body);
  return context.store.transaction(
    (transaction) => register(within(context, transaction), caller, id, facts, condition),
    organizationLockNames(id, facts.awsAccountIds),
  );
}

/** What others may want at the same moment: see Store.transaction. */
export function organizationLockNames(id: string, awsAccountIds: readonly string[]): string[] {
  return [`organization ${id}`, ...awsAccountIds.map((account) => `account ${account}`)];
}

/** Inside a transaction. */
export async function register(
  context: Context,
  caller: Caller,
  id: string,
  facts: OrganizationFacts,
  condition?: IfVersions | 'none',
): Promise<{ organization: Organization; created: boolean }> {
  const before = await context.store.organizations.lock(id, 'update');
  const outcome = await putFacts(context, caller, id, facts, condition);
  await assertClearOfNetworks(context.store, id, facts.declaredCidrs);
  await followRegions(context, outcome.organization, before?.regions ?? []);
  return outcome;
}

async function putFacts(
  context: Context,
  caller: Caller,
  id: string,
  facts: OrganizationFacts,
  condition?: IfVersions | 'none',
): Promise<{ organization: Organization; created: boolean }> {
  try {
    return await context.store.organizations.put(id, facts, condition, actorOf(caller));
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'aws_account_taken') throw error;
    const account = error.subject ?? '';
    const index = facts.awsAccountIds.indexOf(account);
    const message = `${account} is an AWS account of another organization`;
    // Nothing about whose it is: the number is all that the caller has shown to know.
    throw new ProblemError(
      'aws_account_taken',
      `body /awsAccountIds/${index}: ${message}; ${accountTakenFix}`,
      {
        cause: error,
        errors: [
          {
            in: 'body',
            pointer: `/awsAccountIds/${index}`,
            code: 'aws_account_taken',
            message,
            fix: accountTakenFix,
          },
        ],
      },
    );
  }
}

const accountTakenFix =
  'check the number; where organizations do share an account, the operator can allow it (SHARED_AWS_ACCOUNTS)';

function actorOf(caller: Caller): Actor {
  return { kind: 'caller', subject: caller.subject };
}

export async function deleteOrganization(
  context: Context,
  caller: Caller,
  id: string,
  ifVersions?: IfVersions,
): Promise<Organization> {
  if (!maySee(caller, id)) refuseUnknown(id);
  try {
    const organization = await context.store.transaction(
      (store) => store.organizations.requestDeletion(id, ifVersions, actorOf(caller)),
      organizationLockNames(id, []),
    );
    return organization ?? refuseUnknown(id);
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'organization_in_use') {
      throw new ProblemError(
        error.code,
        `${error.message}. Delete its connections first; networks go with their last connection, unless they are retained or listed under regions.`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** @throws ProblemError `invalid_value` naming every field that breaks a rule. */
export function checkFacts(platform: Platform, body: PutOrganization): OrganizationFacts {
  const rules = new Rules();
  const partition = body.partition ?? platform.partition;
  rules.check('/partition', () => assertPartition(partition, platform));
  const declaredCidrs = body.declaredCidrs ?? [];
  for (const [index, cidr] of declaredCidrs.entries()) {
    rules.check(`/declaredCidrs/${index}`, () => {
      parseCidr(cidr);
      platform.addressPool.assertNotSwallowed([cidr]);
    });
  }
  const regions = [...(body.regions ?? [])].sort();
  for (const [index, region] of (body.regions ?? []).entries())
    rules.check(`/regions/${index}`, () => assertEnabled(region, platform));
  rules.assert();
  return {
    customerName: body.customerName,
    awsAccountIds: body.awsAccountIds,
    partition,
    declaredCidrs,
    regions,
  };
}

export function refuseUnknown(id: string, pointer?: string): never {
  throw new ProblemError(
    'organization_not_found',
    `There is no organization ${id} that this token may see.`,
    {
      ...(pointer === undefined
        ? {}
        : { errors: [{ in: 'body', pointer, code: 'organization_not_found', message: 'does not exist' }] }),
    },
  );
}

function assertPartition(partition: OrganizationFacts['partition'], platform: Platform): void {
  if (partition === platform.partition) return;
  throw new DomainError(
    'partition_mismatch',
    `Tray has no account in ${partitionTitle(partition)}`,
    `use an account in ${partitionTitle(platform.partition)} ("${platform.partition}")`,
  );
}

async function assertClearOfNetworks(store: Store, id: string, declared: readonly string[]): Promise<void> {
  if (declared.length === 0) return;
  const networks = await store.networks.list({ visible: [id], limit: 1_000 });
  const rules = new Rules();
  for (const [index, cidr] of declared.entries()) {
    const hit = networks.find((network) => overlaps(parseCidr(network.cidr), parseCidr(cidr)));
    if (!hit) continue;
    rules.add(`/declaredCidrs/${index}`, {
      code: 'overlapping_cidr',
      message: `${cidr} overlaps the network ${hit.id} (${hit.cidr}), which is in use`,
      fix: 'declare only ranges that are not in use, or delete the connections of that network first',
    });
  }
  rules.assert();
}
