import type { AddressPool } from '../../domain/address-pool.ts';
import { parseInterfaceService } from '../../domain/aws-services.ts';
import { contains, parseCidr } from '../../domain/cidr.ts';
import { defined } from '../../domain/defined.ts';
import { defaultZoneIds } from '../../domain/endpoint-zones.ts';
import { DomainError } from '../../domain/errors.ts';
import type { BucketAccess, TableAccess } from '../../domain/gateway-access.ts';
import { subnetsFor } from '../../domain/subnets.ts';
import { parseZoneIdIn } from '../../domain/zone-id.ts';
import type { Network } from './fleet.ts';
import { formatPath, type Path, type Problems } from './problems.ts';
import { checkReference, checkUnique, exact, present, values } from './references.ts';
import { resolveConnectors } from './resolve-connectors.ts';
import type { Organizations } from './resolve-organizations.ts';
import type { TrayContext } from './resolve-tray.ts';
import type { NetworkInput } from './schema.ts';
import type { Draft } from './structure.ts';

type NetworkDraft = Draft<NetworkInput>;

export interface Networks {
  /** `<orgId>/<region>` of every network in the file with its place, also of those that have mistakes. */
  readonly declared: ReadonlyMap<string, Path>;
  readonly built: ReadonlyMap<string, Network>;
  /** Whether an entry that could not be read in full may be the organization's network. */
  mayHaveMore(orgId: string): boolean;
  /** A block that no network of the file uses, for an organization; undefined when the pool is full or unknown. */
  nextFree(orgId: string): string | undefined;
}

export function networkKey(orgId: string, region: string): string {
  return `${orgId}/${region}`;
}

export function resolveNetworks(
  drafts: readonly (NetworkDraft | undefined)[],
  context: { readonly tray: TrayContext; readonly organizations: Organizations },
  problems: Problems,
): Networks {
  const { tray, organizations } = context;
  const declared = new Map<string, Path>();
  const built = new Map<string, Network>();
  const taken = [...present(drafts)].flatMap(([, draft]) => draft.cidr ?? []);
  const nextFree = (orgId: string): string | undefined => {
    try {
      const block = tray.pool?.allocate(taken, organizations.built.get(orgId)?.declaredCidrs ?? []);
      if (block !== undefined) taken.push(block);
      return block;
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  };
  for (const [index, draft] of present(drafts)) {
    const path: Path = ['networks', index];
    const network = resolveNetwork(draft, path, { ...context, declared, nextFree }, problems);
    if (network) built.set(networkKey(network.organization.id, network.region), network);
  }
  checkOverlaps(drafts, nextFree, problems);
  const unclear = [...present(drafts)]
    .map(([, draft]) => draft)
    .filter(
      ({ organization, region }) =>
        region === undefined || organization === undefined || !organizations.declared.has(organization),
    );
  const mayHaveMore = (orgId: string) =>
    unclear.some(
      ({ organization }) =>
        organization === undefined || organization === orgId || !organizations.declared.has(organization),
    );
  return { declared, built, mayHaveMore, nextFree };
}

function resolveNetwork(
  draft: NetworkDraft,
  path: Path,
  context: {
    readonly tray: TrayContext;
    readonly organizations: Organizations;
    readonly declared: Map<string, Path>;
    readonly nextFree: (orgId: string) => string | undefined;
  },
  problems: Problems,
): Network | undefined {
  const { tray, organizations } = context;
  const { organization: orgId, region, cidr } = draft;
  if (orgId !== undefined)
    checkReference([...path, 'organization'], orgId, 'organization', organizations.declared, problems);
  if (region !== undefined) checkRegion(region, path, tray, problems);
  if (orgId !== undefined && region !== undefined) {
    const twin = (first: Path) =>
      [
        `${orgId} has a network in ${region} already (${formatPath(first)})`,
        'an organization has one network in a region: merge the two',
      ] as const;
    checkUnique(path, networkKey(orgId, region), context.declared, twin, problems);
  }
  const organization = orgId === undefined ? undefined : organizations.built.get(orgId);
  if (cidr !== undefined)
    checkCidr(
      cidr,
      path,
      organization?.declaredCidrs ?? [],
      tray.pool,
      () => context.nextFree(orgId ?? ''),
      problems,
    );
  else if (!problems.has([...path, 'cidr'])) reportMissingCidr(path, orgId, context.nextFree, problems);

  const zoneIds = zonesOf(draft, path, problems);
  const subnets =
    cidr !== undefined && zoneIds !== undefined
      ? problems.guard([...path, 'zoneIds'], () => subnetsFor(cidr, zoneIds))
      : undefined;
  const awsServices = resolveAwsServices(draft, path, problems);
  const connectors = resolveConnectors(draft, path, problems);
  if (!organization || region === undefined || cidr === undefined || !zoneIds || !subnets) return undefined;
  const { s3, dynamodb } = draft.gateways ?? {};
  return {
    organization,
    region,
    cidr,
    zoneIds,
    subnets,
    gateways: {
      ...defined({
        s3: s3 && { buckets: entries<BucketAccess>(s3.buckets) },
        dynamodb: dynamodb && { tables: entries<TableAccess>(dynamodb.tables) },
      }),
    },
    awsServices,
    probe: draft.probe ?? true,
    connectors,
  };
}

/** Names, and entries that say more; those that could not be read have been reported. */
function entries<T extends { readonly name: string }>(list: unknown): (string | T)[] {
  return values(list as (string | T | undefined)[] | undefined).map((entry) =>
    typeof entry === 'string' ? entry : (exact(entry) as T),
  );
}

function checkRegion(region: string, path: Path, tray: TrayContext, problems: Problems): void {
  if (!tray.regionsKnown || tray.regions.includes(region)) return;
  problems.add(
    [...path, 'region'],
    `${region} is not an enabled region`,
    `add it to tray.regions, or use one of ${tray.regions.join(', ')}`,
  );
}

function checkCidr(
  cidr: string,
  path: Path,
  declaredCidrs: readonly string[],
  pool: AddressPool | undefined,
  nextFree: () => string | undefined,
  problems: Problems,
): void {
  if (!pool) return;
  // A block that swallows the pool is reported where it is declared, once.
  const declared = declaredCidrs
    .filter((text) => !contains(parseCidr(text), pool.cidr))
    .map((text) => ({ cidr: text }));
  try {
    pool.check(cidr, { taken: [], declared });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // The pool alone does not know the file's other networks.
    const misplaced = error.code === 'outside_address_pool' || error.code === 'overlapping_cidr';
    const free = misplaced ? nextFree() : undefined;
    problems.add(
      [...path, 'cidr'],
      error.message,
      free === undefined ? error.fix : `use the next free block, ${free}`,
    );
  }
}

function reportMissingCidr(
  path: Path,
  orgId: string | undefined,
  nextFree: (orgId: string) => string | undefined,
  problems: Problems,
): void {
  const free = nextFree(orgId ?? '');
  problems.add(
    [...path, 'cidr'],
    'is missing',
    free === undefined
      ? 'the address pool has no free block: widen tray.addressPool'
      : `the next free block is ${free}: add cidr: ${free}`,
  );
}

function zonesOf(draft: NetworkDraft, path: Path, problems: Problems): readonly string[] | undefined {
  const { region } = draft;
  if (region === undefined) return undefined;
  if (draft.zoneIds === undefined) return defaultZoneIds(region);
  const zoneIds: string[] = [];
  for (const [index, zoneId] of present(draft.zoneIds)) {
    const zone = problems.guard([...path, 'zoneIds', index], () => parseZoneIdIn(region, zoneId));
    if (zone) zoneIds.push(zone.zoneId);
  }
  return zoneIds.length === 0 ? undefined : zoneIds;
}

function resolveAwsServices(draft: NetworkDraft, path: Path, problems: Problems): string[] {
  const names: string[] = [];
  for (const [index, name] of present(draft.awsServices)) {
    const service = problems.guard([...path, 'awsServices', index], () => parseInterfaceService(name));
    if (service) names.push(name);
  }
  return names;
}

/** Two networks must never share an address, whoever owns them: connectors of both may be reached from one place. */
function checkOverlaps(
  drafts: readonly (NetworkDraft | undefined)[],
  nextFree: (orgId: string) => string | undefined,
  problems: Problems,
): void {
  const blocks = [...present(drafts)]
    .flatMap(([index, draft]) =>
      draft.cidr === undefined
        ? []
        : [{ index, orgId: draft.organization ?? '', cidr: parseCidr(draft.cidr) }],
    )
    .sort((a, b) => a.cidr.start - b.cidr.start || a.cidr.prefixLength - b.cidr.prefixLength);
  let widest = blocks[0];
  for (const block of blocks.slice(1)) {
    if (widest && block.cidr.start <= widest.cidr.end) {
      // Blame the later entry of the file: the earlier one is likely to be live.
      const [first, second] = widest.index < block.index ? [widest, block] : [block, widest];
      const free = nextFree(second.orgId);
      problems.add(
        ['networks', second.index, 'cidr'],
        `${second.cidr.text} overlaps ${first.cidr.text} of networks[${first.index}]`,
        free === undefined ? 'use a block that is free' : `use the next free block, ${free}`,
      );
    }
    if (!widest || block.cidr.end > widest.cidr.end) widest = block;
  }
}
