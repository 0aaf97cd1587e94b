import { createHash } from 'node:crypto';
import type {
  Connection,
  ConnectionPage,
  CreateConnection,
  UpdateConnection,
} from '../contract.generated.ts';
import {
  ConfigurationError,
  ConnectionExistsError,
  ConnectionMismatchError,
  ConnectionNotFoundError,
  IdempotencyKeyReusedError,
  InvalidResponseError,
} from '../errors/index.ts';
import type { RequestOptions } from '../request-options.ts';
import { header } from '../transport/response.ts';
import type { Transport } from '../transport/transport.ts';

export interface EnsureOptions extends RequestOptions {
  /**
   * What to do when the connection exists with other ports, hostname or description than asked for.
   *
   * - `error`: ConnectionMismatchError, which names the fields
   * - `update`: change it. Replicas that ask for different things would keep overwriting each other: use it from one place only
   * - `ignore`: take it as it is
   *
   * @default 'error'
   */
  readonly onMismatch?: 'error' | 'update' | 'ignore';
}

const gone: ReadonlySet<string> = new Set(['deleting', 'deleted']);
// Enough for a connection that was deleted and asked for again every few hours.
const mostPredecessors = 20;

/** Finds the connection that matches, or creates it, so that any number of callers at once end up with the same one. */
export async function ensureConnection(
  transport: Transport,
  wanted: CreateConnection,
  { onMismatch = 'error', ...options }: EnsureOptions = {},
): Promise<Connection> {
  if (!['error', 'update', 'ignore'].includes(onMismatch)) {
    throw new ConfigurationError(
      `onMismatch must be error, update or ignore, not ${JSON.stringify(onMismatch)}.`,
    );
  }
  const connection =
    wanted.id === undefined
      ? await findOrCreate(transport, wanted, options)
      : await getOrCreate(transport, wanted, wanted.id, options);
  return settle(transport, connection, wanted, onMismatch, options);
}

/** With an id: the API lets one caller create it, and the others find it. */
async function getOrCreate(
  transport: Transport,
  wanted: CreateConnection,
  id: string,
  options: RequestOptions,
): Promise<Connection> {
  const read = async () =>
    (await transport.call<Connection>({ operation: 'getConnection', path: { connectionId: id }, options }))
      .data;
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ConnectionNotFoundError)) throw error;
  }
  try {
    return await create(transport, wanted, idempotencyKey(wanted, []), options);
  } catch (error) {
    if (!(error instanceof ConnectionExistsError)) throw error;
    return read();
  }
}

/**
 * Without an id: a key made from what identifies the connection lets the API recognise callers who ask at the same time.
 * When the API remembers an answer whose connection has been deleted since, the key is extended by that connection's
 * id: every caller comes to the same new key.
 */
async function findOrCreate(
  transport: Transport,
  wanted: CreateConnection,
  options: RequestOptions,
): Promise<Connection> {
  const found = await find(transport, wanted, options);
  if (found) return found;
  const { organizationId, service, region } = wanted;
  const identity = { organizationId, service: service.name, region };
  const predecessors: string[] = [];
  while (predecessors.length < mostPredecessors) {
    const connection = await createOrFind(transport, wanted, idempotencyKey(identity, predecessors), options);
    if (!gone.has(connection.state)) return connection;
    predecessors.push(connection.id);
  }
  throw new InvalidResponseError({
    status: 201,
    message: `The API answered ${mostPredecessors} times with a connection that is already deleted.`,
  });
}

/** Another caller may have used the key, a moment ago and for other ports say: then there is something to find. */
async function createOrFind(
  transport: Transport,
  wanted: CreateConnection,
  key: string,
  options: RequestOptions,
): Promise<Connection> {
  try {
    return await create(transport, wanted, key, options);
  } catch (error) {
    if (!(error instanceof IdempotencyKeyReusedError)) throw error;
    const found = await find(transport, wanted, options);
    // Nothing there: the key stems from a connection that has been deleted since, and was asked for differently.
    return found ?? create(transport, wanted, idempotencyKey(wanted, [key]), options);
  }
}

async function find(
  transport: Transport,
  { organizationId, service, region }: CreateConnection,
  options: RequestOptions,
): Promise<Connection | undefined> {
  let cursor: string | undefined;
  do {
    const { data } = await transport.call<ConnectionPage>({
      operation: 'listConnections',
      query: { organizationId, serviceName: service.name, region, cursor },
      options,
    });
    const match = data.items.find(({ state }) => !gone.has(state));
    if (match) return match;
    cursor = data.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return undefined;
}

async function create(
  transport: Transport,
  wanted: CreateConnection,
  key: string,
  options: RequestOptions,
): Promise<Connection> {
  const response = await transport.call<Connection>({
    operation: 'createConnection',
    body: wanted,
    options: { ...options, idempotencyKey: key },
  });
  if (header(response.headers, 'idempotency-replayed') !== 'true') return response.data;
  // A remembered answer shows the connection as it was then.
  const { data } = await transport.call<Connection>({
    operation: 'getConnection',
    path: { connectionId: response.data.id },
    options,
  });
  return data;
}

async function settle(
  transport: Transport,
  connection: Connection,
  wanted: CreateConnection,
  onMismatch: 'error' | 'update' | 'ignore',
  options: RequestOptions,
): Promise<Connection> {
  if (gone.has(connection.state)) {
    const fix = 'An id is never reused: ask for another id, or for none.';
    throw new ConnectionMismatchError(connection, ['state'], `It is ${connection.state}. ${fix}`);
  }
  const fixed = fixedDifferences(connection, wanted);
  if (fixed.length > 0) {
    throw new ConnectionMismatchError(connection, fixed, 'These cannot be changed: ask for another id.');
  }
  const changes = differences(connection, wanted);
  const fields = Object.keys(changes);
  if (fields.length === 0 || onMismatch === 'ignore') return connection;
  if (onMismatch === 'error') {
    const fix = "Ask for what exists, or pass onMismatch: 'update' or 'ignore'.";
    throw new ConnectionMismatchError(connection, fields, fix);
  }
  const { data } = await transport.call<Connection>({
    operation: 'updateConnection',
    path: { connectionId: connection.id },
    body: changes,
    options,
  });
  return data;
}

function fixedDifferences(connection: Connection, wanted: CreateConnection): string[] {
  const fields: string[] = [];
  if (connection.organizationId !== wanted.organizationId) fields.push('organizationId');
  if (connection.service.name !== wanted.service.name) fields.push('service.name');
  if (wanted.region !== undefined && connection.region !== wanted.region) fields.push('region');
  return fields;
}

/** What to change. A hostname or description that is not asked for is nobody's business here. */
function differences(connection: Connection, wanted: CreateConnection): UpdateConnection {
  const { hostname, description } = wanted;
  return {
    ...(portsKey(connection.ports) === portsKey(wanted.ports) ? {} : { ports: wanted.ports }),
    ...(hostname === undefined || hostname === connection.hostname ? {} : { hostname }),
    ...(description === undefined || description === connection.description ? {} : { description }),
  };
}

function portsKey(ports: CreateConnection['ports']): string {
  return ports
    .map(({ port, protocol, tlsServerName }) => `${port}/${protocol}/${tlsServerName ?? ''}`)
    .sort()
    .join();
}

function idempotencyKey(wanted: object, after: readonly string[]): string {
  const hash = createHash('sha256').update(canonical({ wanted, after }));
  return `ensure-${hash.digest('base64url')}`;
}

/** JSON in which the order of an object's fields makes no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
