import { defined } from '../../domain/defined.ts';
import { parseClaimableHostname } from '../../domain/hostname-claim.ts';
import { assertRulesFit, portRanges, type Quotas } from '../../domain/limits.ts';
import { findPortProblems, parsePorts, type ServicePort } from '../../domain/ports.ts';
import { chooseRegion, type RegionChoice } from '../../domain/region-choice.ts';
import {
  assertSamePartition,
  parseServiceName,
  type ServiceName,
  serviceOwners,
} from '../../domain/service-name.ts';
import { parseZoneIdIn } from '../../domain/zone-id.ts';
import { endpointZones } from './endpoint-zones.ts';
import type { Connection, Network } from './fleet.ts';
import { formatPath, type Path, type Problems } from './problems.ts';
import { checkReference, checkUnique, present } from './references.ts';
import { type Networks, networkKey } from './resolve-networks.ts';
import type { Organizations } from './resolve-organizations.ts';
import type { TrayContext } from './resolve-tray.ts';
import type { ConnectionInput } from './schema.ts';
import type { Draft } from './structure.ts';

type ConnectionDraft = Draft<ConnectionInput>;

export interface Connections {
  /** Every id in the file, with what is known of its connection. */
  readonly declared: ReadonlyMap<string, { readonly orgId?: string; readonly region?: string }>;
  readonly built: readonly Connection[];
}

interface Context {
  readonly tray: TrayContext;
  readonly organizations: Organizations;
  readonly networks: Networks;
}

/** What two connections must not share. */
interface Claims {
  readonly ids: Map<string, Path>;
  readonly services: Map<string, { readonly orgId: string; readonly path: Path }>;
  readonly hostnames: Map<string, Path>;
}

export function resolveConnections(
  drafts: readonly (ConnectionDraft | undefined)[],
  context: Context,
  problems: Problems,
): Connections {
  const claims: Claims = { ids: new Map(), services: new Map(), hostnames: new Map() };
  const declared = new Map<string, { orgId?: string; region?: string }>();
  const built: Connection[] = [];
  for (const [index, draft] of present(drafts)) {
    const path: Path = ['connections', index];
    const parts = resolveConnection(draft, path, context, claims, problems);
    if (draft.id !== undefined && !declared.has(draft.id)) {
      declared.set(draft.id, {
        ...defined({ orgId: draft.organization, region: parts.choice?.region }),
      });
    }
    if (parts.connection) built.push(parts.connection);
  }
  return { declared, built };
}

function resolveConnection(
  draft: ConnectionDraft,
  path: Path,
  context: Context,
  claims: Claims,
  problems: Problems,
): { choice?: RegionChoice; connection?: Connection } {
  const { id, organization: orgId } = draft;
  const { organizations, networks, tray } = context;
  if (id !== undefined) {
    const twin = (first: Path) =>
      [
        `"${id}" is the id of ${formatPath(first.slice(0, -1))} already`,
        'give each connection its own id: its stack and its DNS name are made from it',
      ] as const;
    checkUnique([...path, 'id'], id, claims.ids, twin, problems);
  }
  if (orgId !== undefined)
    checkReference([...path, 'organization'], orgId, 'organization', organizations.declared, problems);
  const ports = resolvePorts(draft, path, tray.quotas, problems);
  const service = resolveService(draft, path, context, claims, problems);
  const serviceZoneIds = service && serviceZones(draft, service, path, problems);
  const choice =
    service &&
    tray.regionsKnown &&
    problems.guard(draft.region === undefined ? servicePath(draft, path) : [...path, 'region'], () =>
      chooseRegion({
        serviceRegion: service.region,
        enabledRegions: tray.regions,
        roundTrips: tray.roundTrips,
        service,
        ...defined({ serviceZoneIds, requestedRegion: draft.region }),
      }),
    );
  if (!choice || !service) return {};
  if (draft.hostname !== undefined)
    checkHostname(draft.hostname, orgId, choice.region, path, context, claims, problems);
  const network = findNetwork(orgId, choice, path, networks, problems);
  const zoneIds = network && endpointZones(draft, choice, network, serviceZoneIds, path, problems);
  const organization = orgId === undefined ? undefined : organizations.built.get(orgId);
  if (id === undefined || !organization || !service || !ports || !network || !zoneIds) return { choice };
  return {
    choice,
    connection: {
      id,
      organization,
      service,
      serviceOwners: serviceOwners(service, organization.awsAccounts),
      ...defined({ serviceZoneIds }),
      ports,
      region: choice.region,
      crossRegion: choice.crossRegion,
      choice,
      network,
      zoneIds,
      ...defined({ hostname: draft.hostname }),
      stage: draft.stage ?? 'requested',
    },
  };
}

/** The name stands either at `service` itself or below it. */
function servicePath(draft: ConnectionDraft, path: Path): Path {
  return typeof draft.service === 'string' ? [...path, 'service'] : [...path, 'service', 'name'];
}

function resolveService(
  draft: ConnectionDraft,
  path: Path,
  context: Context,
  claims: Claims,
  problems: Problems,
): ServiceName | undefined {
  const written = typeof draft.service === 'string' ? { name: draft.service } : draft.service;
  const name = written?.name;
  if (name === undefined) return undefined;
  const place = servicePath(draft, path);
  const service = problems.guard(place, () =>
    parseServiceName(name, {
      ...defined({ region: written?.region }),
      marketplace: written?.owner === 'aws-marketplace',
    }),
  );
  if (!service) return undefined;
  const partition =
    context.organizations.built.get(draft.organization ?? '')?.partition ?? context.tray.partition;
  const reachable = problems.guard(place, () => {
    assertSamePartition(service, partition);
    return true;
  });
  checkServiceOwner(service, draft.organization, place, claims, problems);
  return reachable ? service : undefined;
}

/**
 * One customer's service may serve one organization only. The endpoint's principal can connect to whatever its
 * organization's accounts own, so a service that another organization names is a mistake, or an attempt to reach
 * somebody else's data through Tray (a confused deputy).
 */
function checkServiceOwner(
  service: ServiceName,
  orgId: string | undefined,
  place: Path,
  claims: Claims,
  problems: Problems,
): void {
  if (service.kind !== 'customer' || orgId === undefined) return;
  const first = claims.services.get(service.name);
  if (!first) claims.services.set(service.name, { orgId, path: place });
  else if (first.orgId !== orgId) {
    problems.add(
      place,
      `${service.name} is the service of ${first.orgId} already (${formatPath(first.path)})`,
      'a service belongs to one organization: correct the name, or the organization',
    );
  }
}

function serviceZones(
  draft: ConnectionDraft,
  service: ServiceName,
  path: Path,
  problems: Problems,
): readonly string[] | undefined {
  const list = typeof draft.service === 'object' ? draft.service.zoneIds : undefined;
  if (list === undefined) return undefined;
  const zoneIds: string[] = [];
  for (const [index, zoneId] of present(list)) {
    const zone = problems.guard([...path, 'service', 'zoneIds', index], () =>
      parseZoneIdIn(service.region, zoneId),
    );
    if (zone) zoneIds.push(zone.zoneId);
  }
  return zoneIds.length === 0 ? undefined : zoneIds;
}

function resolvePorts(
  draft: ConnectionDraft,
  path: Path,
  quotas: Quotas,
  problems: Problems,
): ServicePort[] | undefined {
  const places: number[] = [];
  const inputs = [...present(draft.ports)].flatMap(([index, { port, protocol, tlsServerName }]) => {
    if (port === undefined) return [];
    places.push(index);
    return {
      port,
      ...defined({ protocol, tlsServerName }),
    };
  });
  if (inputs.length === 0) return undefined;
  const broken = findPortProblems(inputs, (index) => formatPath(['ports', places[index] ?? index]));
  for (const { index, field, error } of broken) {
    const place = [...path, 'ports', places[index] ?? index, ...(field === undefined ? [] : [field])];
    problems.add(place, error.message, error.fix);
  }
  if (broken.length > 0) return undefined;
  const ports = parsePorts(inputs);
  problems.guard([...path, 'ports'], () => assertRulesFit(portRanges(ports).length, quotas));
  return ports;
}

function findNetwork(
  orgId: string | undefined,
  choice: RegionChoice,
  path: Path,
  networks: Networks,
  problems: Problems,
): Network | undefined {
  if (orgId === undefined) return undefined;
  const key = networkKey(orgId, choice.region);
  if (!networks.declared.has(key) && !networks.mayHaveMore(orgId)) {
    const free = networks.nextFree(orgId);
    problems.add(
      [...path, 'region'],
      `${orgId} has no network in ${choice.region} (${choice.reason})`,
      `add { organization: ${orgId}, region: ${choice.region}, cidr: ${free ?? '…'} } to networks, or set region to one where it has`,
    );
  }
  return networks.built.get(key);
}

function checkHostname(
  hostname: string,
  orgId: string | undefined,
  region: string,
  path: Path,
  context: Context,
  claims: Claims,
  problems: Problems,
): void {
  const place = [...path, 'hostname'];
  const claimable = problems.guard(place, () => parseClaimableHostname(hostname, context.tray));
  if (claimable === undefined) return;
  if (orgId === undefined) return;
  const twin = (first: Path) =>
    [
      `"${hostname}" is the name of ${formatPath(first.slice(0, -1))} in the same network already`,
      'a name resolves to one endpoint: use another, or another region',
    ] as const;
  checkUnique(place, `${networkKey(orgId, region)} ${hostname}`, claims.hostnames, twin, problems);
}
