import { randomBytes } from 'node:crypto';
import { defined } from '../../domain/defined.ts';
import { parseClaimableHostname } from '../../domain/hostname-claim.ts';
import { parsePorts } from '../../domain/ports.ts';
import type { components } from '../contract.generated.ts';
import type { Cause } from '../store/connection-events.ts';
import type { ConnectionPatch, ConnectionRequest } from '../store/connections.ts';
import { ConflictError } from '../store/errors.ts';
import type { Connection, ConnectionEvent } from '../store/schema.ts';
import type { IfVersions } from '../store/versions.ts';
import { type Caller, maySee, visibleTo } from './caller.ts';
import { explainConflict } from './connection-conflicts.ts';
import { type CheckedRequest, checkPorts, checkRequest } from './connection-rules.ts';
import { type Context, within } from './context.ts';
import { refuseUnknown as refuseUnknownOrganization } from './organizations.ts';
import { ProblemError, Rules } from './problem.ts';

type Schemas = components['schemas'];

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

export async function listConnectionEvents(
  context: Context,
  caller: Caller,
  id: string,
  query: { readonly order: 'asc' | 'desc'; readonly limit: number; readonly after?: number },
): Promise<ConnectionEvent[]> {
  await getConnection(context, caller, id);
  return context.store.events.list({ ...query, connectionId: id });
}

/** Before the request is carried out, or an answer to it is remembered. @throws ProblemError `organization_not_found` */
export function prepareConnection(
  _context: Context,
  caller: Caller,
  body: Pick<Schemas['CreateConnection'], 'organizationId' | 'service' | 'hostname'>,
): { organizationId: string; names: string[] } {
  const { organizationId, hostname } = body;
  if (!maySee(caller, organizationId)) refuseUnknownOrganization(organizationId, '/organizationId');
  return {
    organizationId,
    names: [`service ${body.service.name}`, ...hostnameNames(organizationId, hostname)],
  };
}

/** Inside a transaction: records the request. */
export async function createConnection(
  context: Context,
  caller: Caller,
  body: Schemas['CreateConnection'],
): Promise<Connection> {
  const checked = checkRequest(context.platform, body);
  await lockOrganization(context, caller, body.organizationId);
  return recordRequest(context, caller, body, checked);
}

/** Inside a transaction that has locked the organization. */
export async function recordRequest(
  context: Context,
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
    return await context.store.connections.create(request, causedBy(caller));
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
  return changeVisible(context, caller, id, hostname ?? undefined, async ({ store }, known) => {
    try {
      const changed = await store.connections.update(id, patch, causedBy(caller), ifVersions);
      // Connectors are told ports and names by their environment.
      if (changed !== undefined && changed.desired_generation > known.desired_generation)
        await store.connectors.renewUsersOf(id);
      return changed;
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
  return changeVisible(context, caller, id, undefined, async ({ store }, known) => {
    try {
      return await store.connections.requestDeletion(id, causedBy(caller), ifVersions);
    } catch (error) {
      throw explainConflict(error, {
        service: { name: known.service_name },
        region: known.region,
        hostname: known.hostname,
      });
    }
  });
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
  context: Context,
  caller: Caller,
  id: string,
  ifVersions?: IfVersions,
): Promise<Connection> {
  return changeVisible(context, caller, id, undefined, async ({ store }, known) => {
    try {
      return await store.connections.retry(id, causedBy(caller), ifVersions);
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

function refuseUnknown(id: string): never {
  throw new ProblemError('connection_not_found', `There is no connection ${id} that this token may see.`);
}

/** Inside a transaction: the organization may be connected, and stays so until the end. */
async function lockOrganization(context: Context, caller: Caller, id: string): Promise<void> {
  const organization = maySee(caller, id) ? await context.store.organizations.lock(id, 'share') : undefined;
  if (!organization) refuseUnknownOrganization(id, '/organizationId');
  if (organization.state === 'deleting') {
    throw new ProblemError('organization_deleting', `Organization ${id} is being deleted.`);
  }
}

function causedBy(caller: Caller): Cause {
  return { actor: { kind: 'caller', subject: caller.subject } };
}

async function changeVisible(
  context: Context,
  caller: Caller,
  id: string,
  hostname: string | undefined,
  change: (context: Context, known: Connection) => Promise<Connection | undefined>,
): Promise<Connection> {
  // Looked at before anything is locked: nobody holds up what they may not see. A connection never changes hands.
  const known = await getConnection(context, caller, id);
  return context.store.transaction(
    async (transaction) => (await change(within(context, transaction), known)) ?? refuseUnknown(id),
    [`connection ${id}`, ...hostnameNames(known.organization_id, hostname)],
  );
}

/** What others may want at the same moment: see Store.transaction. */
function hostnameNames(organizationId: string, hostname: string | undefined): string[] {
  return hostname === undefined ? [] : [`hostname ${organizationId} ${hostname}`];
}

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A DNS label that says nothing: 80 random bits, without letters that look like digits. */
function newId(): string {
  let id = 'pl-';
  for (const byte of randomBytes(16)) id += alphabet[byte % alphabet.length];
  return id;
}
