import { randomBytes } from 'node:crypto';
import { defined } from '../../domain/defined.ts';
import { DomainError } from '../../domain/errors.ts';
import { parseClaimableHostname } from '../../domain/hostname-claim.ts';
import { assertRulesFit, portRanges, quotasWith } from '../../domain/limits.ts';
import { findPortProblems, parsePorts, type ServicePort } from '../../domain/ports.ts';
import { chooseRegion, type RegionChoice } from '../../domain/region-choice.ts';
import { assertSamePartition, parseServiceName, type ServiceName } from '../../domain/service-name.ts';
import { parseZoneIdIn } from '../../domain/zone-id.ts';
import type { components } from '../contract.generated.ts';
import type { Platform } from '../platform.ts';
import type { Cause } from '../store/connection-events.ts';
import type { ConnectionPatch, ConnectionRequest } from '../store/connections.ts';
import { ConflictError } from '../store/errors.ts';
import type { Connection } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { IfVersions } from '../store/versions.ts';
import { type Caller, maySee, visibleTo } from './caller.ts';
import { explainConflict } from './connection-conflicts.ts';
import type { Context } from './context.ts';
import { refuseUnknown as refuseUnknownOrganization } from './organizations.ts';
import { ProblemError, Rules } from './problem.ts';

type Schemas = components['schemas'];

/** A connection's facts after every rule has been looked at. */
export interface CheckedRequest {
  readonly service: ServiceName & { readonly kind: 'customer' | 'marketplace' };
  readonly serviceZoneIds: readonly string[];
  readonly ports: readonly ServicePort[];
  readonly choice: RegionChoice;
  /** The caller named the region. */
  readonly regionFixed: boolean;
  readonly hostname: string | null;
}

/** @throws ProblemError `connection_not_found`, for what the caller may not see, too. */
export async function getConnection(context: Context, caller: Caller, id: string): Promise<Connection> {
  const connection = await context.store.connections.get(id);
  if (connection && maySee(caller, connection.organization_id)) return connection;
  return refuseUnknown(id);
}

export function listConnections(
  context: Context,
  caller: Caller,
  query: {
    readonly organizationId?: string;
    readonly states?: readonly Connection['state'][];
    readonly region?: string;
    readonly serviceName?: string;
    readonly limit: number;
    readonly before?: number;
  },
): Promise<Connection[]> {
  const { organizationId, ...rest } = query;
  return context.store.connections.list({ ...rest, visible: visibleTo(caller, organizationId) });
}

/** Before the request is carried out, or an answer to it is remembered. @throws ProblemError `organization_not_found` */
export function prepareConnection(
  caller: Caller,
  body: Pick<Schemas['CreateConnection'], 'organizationId' | 'service' | 'hostname'>,
): { organizationId: string; names: string[] } {
  const { organizationId, hostname } = body;
  if (!maySee(caller, organizationId)) refuseUnknownOrganization(organizationId, '/organizationId');
  return {
    organizationId,
    names: [`service ${body.service.name}`, ...hostnameTurn(organizationId, hostname)],
  };
}

/** Inside a transaction: records the request. */
export async function createConnection(
  context: Context,
  store: Store,
  caller: Caller,
  body: Schemas['CreateConnection'],
): Promise<Connection> {
  const checked = checkRequest(context.platform, body);
  await holdOrganization(store, caller, body.organizationId);
  return recordRequest(store, caller, body, checked);
}

/** Inside a transaction that holds the organization. */
export async function recordRequest(
  store: Store,
  caller: Caller,
  body: Pick<Schemas['CreateConnection'], 'id' | 'organizationId' | 'description'>,
  checked: CheckedRequest,
  origin: Pick<ConnectionRequest, 'fromIntake'> = {},
): Promise<Connection> {
  const request: ConnectionRequest = {
    id: body.id ?? newId(),
    organizationId: body.organizationId,
    service: {
      name: checked.service.name,
      kind: checked.service.kind,
      region: checked.service.region,
      zoneIds: checked.serviceZoneIds,
    },
    ports: checked.ports,
    region: checked.choice.region,
    regionChoice: {
      crossRegion: checked.choice.crossRegion,
      reason: checked.choice.reason,
      roundTripMs: checked.choice.roundTripMs,
    },
    regionFixed: checked.regionFixed,
    hostname: checked.hostname,
    description: body.description ?? null,
    ...origin,
  };
  try {
    return await store.connections.create(request, causedBy(caller));
  } catch (error) {
    throw explainConflict(error, request);
  }
}

/** Changes what may be changed. */
export async function updateConnection(
  context: Context,
  caller: Caller,
  id: string,
  body: Schemas['UpdateConnection'],
  ifVersions?: IfVersions,
): Promise<Connection> {
  const rules = new Rules();
  if (body.ports) checkPorts(rules, body.ports, context.platform);
  const { hostname } = body;
  if (typeof hostname === 'string')
    rules.check('/hostname', () => parseClaimableHostname(hostname, context.platform));
  rules.assert();
  const patch: ConnectionPatch = {
    ...defined({ ports: body.ports && parsePorts(body.ports) }),
    ...defined({ hostname, description: body.description }),
  };
  return changeVisible(context.store, caller, id, hostname ?? undefined, async (store, known) => {
    try {
      return await store.connections.update(id, patch, causedBy(caller), ifVersions);
    } catch (error) {
      throw explainConflict(error, {
        service: { name: known.service_name },
        region: known.region,
        hostname: hostname ?? null,
      });
    }
  });
}

export function deleteConnection(
  context: Context,
  caller: Caller,
  id: string,
  ifVersions?: IfVersions,
): Promise<Connection> {
  return changeVisible(context.store, caller, id, undefined, (store) =>
    store.connections.requestDeletion(id, causedBy(caller), ifVersions),
  );
}

/** Before a connection is tried again, or an answer to it is remembered. @throws ProblemError `connection_not_found` */
export async function prepareRetry(
  context: Context,
  caller: Caller,
  id: string,
): Promise<{ organizationId: string; names: string[] }> {
  const known = await getConnection(context, caller, id);
  return {
    organizationId: known.organization_id,
    names: [`connection ${id}`, `service ${known.service_name}`],
  };
}

/** Inside a transaction. */
export function retryConnection(
  store: Store,
  caller: Caller,
  id: string,
  ifVersions?: IfVersions,
): Promise<Connection> {
  return changeVisible(store, caller, id, undefined, async (held, known) => {
    try {
      return await held.connections.retry(id, causedBy(caller), ifVersions);
    } catch (error) {
      if (!(error instanceof ConflictError) || error.code !== 'illegal_state') {
        throw explainConflict(error, {
          service: { name: known.service_name },
          region: known.region,
          hostname: known.hostname,
        });
      }
      throw new ProblemError(
        'illegal_state',
        'Only a connection that is rejected, expired or failed can be retried.',
        { cause: error },
      );
    }
  });
}

/** Looks at every rule that needs nothing but the request. @throws ProblemError `invalid_value` */
export function checkRequest(
  platform: Platform,
  body: Pick<Schemas['CreateConnection'], 'service' | 'ports' | 'region' | 'hostname'>,
): CheckedRequest {
  const rules = new Rules();
  const service = rules.check('/service/name', () => parseOwnService(body.service, platform));
  checkPorts(rules, body.ports, platform);
  const { hostname } = body;
  if (hostname !== undefined) rules.check('/hostname', () => parseClaimableHostname(hostname, platform));
  const serviceZoneIds = body.service.zoneIds ?? [];
  if (service) {
    for (const [index, zoneId] of serviceZoneIds.entries()) {
      rules.check(`/service/zoneIds/${index}`, () => parseZoneIdIn(service.region, zoneId));
    }
  }
  rules.assert();
  if (!service) throw new Error('a service without a broken rule is missing');
  const choice = rules.check(body.region === undefined ? '/service/name' : '/region', () =>
    chooseRegion({
      serviceRegion: service.region,
      enabledRegions: platform.regions,
      service,
      ...(serviceZoneIds.length > 0 ? { serviceZoneIds } : {}),
      ...(platform.roundTrips ? { roundTrips: platform.roundTrips } : {}),
      ...defined({ requestedRegion: body.region }),
    }),
  );
  rules.assert();
  if (!choice) throw new Error('a region without a broken rule is missing');
  return {
    service,
    serviceZoneIds,
    ports: parsePorts(body.ports),
    choice,
    regionFixed: body.region !== undefined,
    hostname: hostname ?? null,
  };
}

export function refuseUnknown(id: string): never {
  throw new ProblemError('connection_not_found', `There is no connection ${id} that this token may see.`);
}

/** Inside a transaction: the organization may be connected, and stays so until the end. */
export async function holdOrganization(store: Store, caller: Caller, id: string): Promise<void> {
  const organization = maySee(caller, id) ? await store.organizations.lock(id, 'share') : undefined;
  if (!organization) refuseUnknownOrganization(id, '/organizationId');
  if (organization.state === 'deleting') {
    throw new ProblemError('organization_deleting', `Organization ${id} is being deleted.`);
  }
}

export function causedBy(caller: Caller): Cause {
  return { actor: { kind: 'caller', subject: caller.subject } };
}

/** A service that connections are for. @throws DomainError */
export function parseOwnService(
  reference: Schemas['ServiceReference'],
  platform: Platform,
): CheckedRequest['service'] {
  const service = parseServiceName(reference.name, defined({ region: reference.region }));
  assertSamePartition(service, platform.partition);
  if (service.kind !== 'aws') return service;
  throw new DomainError(
    'invalid_service_name',
    `"${service.name}" is a service of AWS itself, which every network reaches without a connection`,
    "use the name of the customer's endpoint service, com.amazonaws.vpce.<region>.vpce-svc-…",
  );
}

function checkPorts(rules: Rules, ports: Schemas['ServicePorts'], { quotas }: Platform): void {
  for (const { index, field, error } of findPortProblems(ports)) {
    rules.add(field === undefined ? `/ports/${index}` : `/ports/${index}/${field}`, error);
  }
  // What is broken in itself has been said; a range is not counted from it.
  if (findPortProblems(ports).length > 0) return;
  rules.check('/ports', () => assertRulesFit(portRanges(parsePorts(ports)).length, quotasWith(quotas)));
}

async function changeVisible(
  store: Store,
  caller: Caller,
  id: string,
  hostname: string | undefined,
  change: (store: Store, known: Connection) => Promise<Connection | undefined>,
): Promise<Connection> {
  // Looked at before anything is locked: nobody holds up what they may not see. A connection never changes hands.
  const known = await store.connections.get(id);
  if (!known || !maySee(caller, known.organization_id)) return refuseUnknown(id);
  return store.transaction(
    async (held) => (await change(held, known)) ?? refuseUnknown(id),
    [`connection ${id}`, ...hostnameTurn(known.organization_id, hostname)],
  );
}

function hostnameTurn(organizationId: string, hostname: string | undefined): string[] {
  return hostname === undefined ? [] : [`hostname ${organizationId} ${hostname}`];
}

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A DNS label that says nothing: 80 random bits, without letters that look like digits. */
function newId(): string {
  let id = 'pl-';
  for (const byte of randomBytes(16)) id += alphabet[byte % alphabet.length];
  return id;
}
