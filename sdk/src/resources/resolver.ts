import type { Connection, ConnectionPage, Protocol, ServicePort } from '../contract.generated.ts';
import {
  ApiError,
  ConfigurationError,
  ConnectionNotAvailableError,
  ConnectionNotFoundError,
  NetworkError,
  PrivateLinkError,
  TokenError,
} from '../errors/index.ts';
import type { RequestOptions } from '../request-options.ts';
import { SingleFlight } from '../single-flight.ts';
import type { Transport } from '../transport/transport.ts';

/** A connection by its id, or by its organization and service. */
export type ConnectionReference =
  | string
  | { readonly organizationId: string; readonly serviceName: string; readonly region?: string };

export interface ResolveOptions extends RequestOptions {
  /** Which of the connection's ports; needed when it has several. */
  readonly port?: number | undefined;
  /** Asks the API even when a remembered answer would do, after a failed connection for example. */
  readonly fresh?: boolean | undefined;
}

/** Where a connector connects to, from inside the connection's network. */
export interface ConnectionAddress {
  readonly connectionId: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** The name to ask for and to check in the certificate (SNI), where the service's certificate names another host. */
  readonly tlsServerName?: string;
}

export interface ResolveCacheOptions {
  /** How long an answer is used without asking again, in milliseconds. @default 60000 */
  readonly lifetime?: number;
  /** How long after that it is still used when the API does not answer, in milliseconds. @default 3600000 */
  readonly staleIfError?: number;
  /** How many connections are remembered. @default 1000 */
  readonly maxEntries?: number;
}

interface Entry {
  readonly connection: Connection;
  readonly readAt: number;
}

/** Finds out where connections lead; remembers it, and asks once however many callers want to know. */
export class Resolver {
  readonly #transport: Transport;
  readonly #lifetime: number;
  readonly #staleIfError: number;
  readonly #maxEntries: number;
  readonly #entries = new Map<string, Entry>();
  readonly #flight = new SingleFlight<string, Connection>();

  constructor(transport: Transport, options: ResolveCacheOptions = {}) {
    this.#transport = transport;
    this.#lifetime = options.lifetime ?? 60_000;
    this.#staleIfError = options.staleIfError ?? 3_600_000;
    this.#maxEntries = options.maxEntries ?? 1_000;
  }

  async resolve(reference: ConnectionReference, options: ResolveOptions = {}): Promise<ConnectionAddress> {
    const { port, fresh = false, ...requestOptions } = options;
    const connection = await this.#connection(reference, fresh, requestOptions);
    return address(connection, port);
  }

  async #connection(
    reference: ConnectionReference,
    fresh: boolean,
    options: RequestOptions,
  ): Promise<Connection> {
    const key = keyOf(reference);
    const entry = this.#entries.get(key);
    const age = entry ? performance.now() - entry.readAt : Number.POSITIVE_INFINITY;
    if (entry && !fresh && age < this.#lifetime) return entry.connection;
    const { signal, ...shared } = options;
    try {
      return await this.#flight.run(key, signal, async (flightSignal) => {
        const connection = await this.#read(reference, { ...shared, signal: flightSignal });
        this.#remember(key, connection);
        return connection;
      });
    } catch (error) {
      // Connectors must not stop working because the API is down: what is known is most likely still right.
      if (entry && age < this.#lifetime + this.#staleIfError && isOutage(error)) return entry.connection;
      throw error;
    }
  }

  async #read(reference: ConnectionReference, options: RequestOptions): Promise<Connection> {
    if (typeof reference === 'string') {
      const path = { connectionId: reference };
      return (await this.#transport.call<Connection>({ operation: 'getConnection', path, options })).data;
    }
    const { organizationId, serviceName, region } = reference;
    const { data, requestId, attempts } = await this.#transport.call<ConnectionPage>({
      operation: 'listConnections',
      query: { organizationId, serviceName, region },
      options,
    });
    const candidates = data.items.filter(({ state }) => state !== 'deleting' && state !== 'deleted');
    const match = candidates.find(({ state }) => state === 'available') ?? candidates[0];
    if (match) return match;
    throw new ConnectionNotFoundError({
      code: 'connection_not_found',
      status: 404,
      message: `${organizationId} has no connection to ${serviceName}${region ? ` in ${region}` : ''}; request one first.`,
      requestId,
      problem: undefined,
      retryAfterMs: undefined,
      attempts,
    });
  }

  #remember(key: string, connection: Connection): void {
    this.#entries.delete(key);
    // Only what works is worth remembering; what does not yet is asked for again.
    if (connection.state !== 'available') return;
    if (this.#entries.size >= this.#maxEntries) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, { connection, readAt: performance.now() });
  }
}

function keyOf(reference: ConnectionReference): string {
  if (typeof reference === 'string') return reference;
  if (typeof reference?.organizationId !== 'string' || typeof reference.serviceName !== 'string') {
    throw new ConfigurationError('Resolve a connection by its id, or by { organizationId, serviceName }.');
  }
  return JSON.stringify([reference.organizationId, reference.serviceName, reference.region ?? null]);
}

function isOutage(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500 || error.status === 429;
  return error instanceof PrivateLinkError && (error instanceof NetworkError || error instanceof TokenError);
}

function address(connection: Connection, wanted: number | undefined): ConnectionAddress {
  const { id, host, hostname, state } = connection;
  if (state !== 'available' || host === undefined) throw new ConnectionNotAvailableError(connection);
  const { port, protocol, tlsServerName = hostname } = choosePort(connection, wanted);
  const base = { connectionId: id, host, port, protocol };
  return tlsServerName === undefined ? base : { ...base, tlsServerName };
}

function choosePort({ id, ports }: Connection, wanted: number | undefined): ServicePort {
  const found = wanted === undefined ? ports[0] : ports.find(({ port }) => port === wanted);
  if (found && (wanted !== undefined || ports.length === 1)) return found;
  const list = ports.map(({ port }) => port).join(', ');
  throw new ConfigurationError(
    wanted === undefined
      ? `Connection ${id} has several ports (${list}): say which one, as { port }.`
      : `Connection ${id} has no port ${wanted}; it has ${list}.`,
    { code: 'unknown_port' },
  );
}
