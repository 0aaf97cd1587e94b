import type { ApiPromise } from '../api-promise.ts';
import type {
  AcceptancePack,
  Connection,
  ConnectionEvent,
  CreateConnection,
  Run,
  UpdateConnection,
  WaitTarget,
} from '../contract.generated.ts';
import type { PagedList } from '../pages.ts';
import type { CreateOptions, RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import {
  type ConnectionWaitOptions,
  type ConnectionWaitTarget,
  waitForConnection,
} from '../waiting/wait-connection.ts';
import { type EnsureOptions, ensureConnection } from './ensure.ts';
import { checkParams, conditionalHeaders } from './params.ts';
import {
  type ConnectionAddress,
  type ConnectionReference,
  type ResolveCacheOptions,
  type ResolveOptions,
  Resolver,
} from './resolver.ts';
import { list, send } from './resource.ts';
import type { IfMatch, IfNoneMatch, Query } from './types.ts';

export type ListConnectionsParams = Query<'listConnections'>;
export type ListConnectionEventsParams = Query<'listConnectionEvents'>;
export type ListConnectionRunsParams = Query<'listConnectionRuns'>;

export interface UpdateConnectionParams extends UpdateConnection, IfMatch {}

export interface GetConnectionParams {
  /** Hold the answer until the connection is in one of these states; `change`, with `ifNoneMatch`, for any change. */
  readonly waitFor?: WaitTarget | readonly WaitTarget[];
  /** For how many seconds to hold it at most, 1 to 60. @default 30 */
  readonly waitSeconds?: number;
}

/** Requests for private connectivity, from the request to the working endpoint and its end. */
export class Connections {
  readonly #transport: Transport;
  readonly #resolver: Resolver;

  constructor(transport: Transport, resolveCache?: ResolveCacheOptions) {
    this.#transport = transport;
    this.#resolver = new Resolver(transport, resolveCache);
  }

  /** Requests a connection. The answer comes at once; follow it with {@link waitUntil}. Safe to retry. */
  create(params: CreateConnection, options?: CreateOptions): ApiPromise<Connection> {
    return send(this.#transport, () => ({ operation: 'createConnection', body: params, options }));
  }

  /**
   * The connection that matches, created when there is none. Matched by `id` if given, otherwise by organization, service
   * and region. Safe to call from every replica at start-up.
   *
   * @throws ConnectionMismatchError when it exists but differs from what was asked for; see `onMismatch`.
   */
  ensure(params: CreateConnection, options?: EnsureOptions): Promise<Connection> {
    return ensureConnection(this.#transport, params, options);
  }

  /** The connection as it stands. With `ifNoneMatch` the answer is undefined when nothing has changed. */
  get(connectionId: string, params?: GetConnectionParams, options?: RequestOptions): ApiPromise<Connection>;
  get(
    connectionId: string,
    params: GetConnectionParams & IfNoneMatch,
    options?: RequestOptions,
  ): ApiPromise<Connection | undefined>;
  get(
    connectionId: string,
    params?: GetConnectionParams & Partial<IfNoneMatch>,
    options?: RequestOptions,
  ): ApiPromise<Connection | undefined> {
    return send(this.#transport, () => {
      checkParams(params, ['waitFor', 'waitSeconds', 'ifNoneMatch']);
      const { waitFor, waitSeconds = 30 } = params ?? {};
      return {
        operation: 'getConnection',
        path: { connectionId },
        headers: params && conditionalHeaders(params),
        options,
        ...(waitFor === undefined
          ? {}
          : { query: { waitFor, timeout: waitSeconds }, holdMs: waitSeconds * 1000 }),
      };
    });
  }

  /** Newest first. Filters combine; deleted connections are listed only when their state is asked for. */
  list(params?: ListConnectionsParams, options?: RequestOptions): PagedList<Connection> {
    return list(this.#transport, {
      operation: 'listConnections',
      params,
      filters: ['organizationId', 'state', 'region', 'serviceName'],
      options,
    });
  }

  /** Changes the named fields and leaves the others; `null` removes an optional one. `ports` is replaced as a whole. */
  update(
    connectionId: string,
    params: UpdateConnectionParams,
    options?: RequestOptions,
  ): ApiPromise<Connection> {
    return send(this.#transport, () => {
      const { ifMatch, ...body } = params;
      return {
        operation: 'updateConnection',
        path: { connectionId },
        headers: conditionalHeaders({ ifMatch }),
        body,
        options,
      };
    });
  }

  /** Removes DNS, endpoint and, with its last connection, the network. Doing it again is not an error. */
  delete(connectionId: string, params?: IfMatch, options?: RequestOptions): ApiPromise<Connection> {
    return send(this.#transport, () => {
      checkParams(params, ['ifMatch']);
      return {
        operation: 'deleteConnection',
        path: { connectionId },
        headers: conditionalHeaders(params),
        options,
      };
    });
  }

  /** Starts again what is `failed`, `rejected` or `expired`, after the cause has been fixed. */
  retry(connectionId: string, params?: IfMatch, options?: CreateOptions): ApiPromise<Connection> {
    return send(this.#transport, () => {
      checkParams(params, ['ifMatch']);
      return {
        operation: 'retryConnection',
        path: { connectionId },
        headers: conditionalHeaders(params),
        options,
      };
    });
  }

  /** What the customer's AWS administrator needs to accept the right request and no other. */
  acceptance(connectionId: string, options?: RequestOptions): ApiPromise<AcceptancePack> {
    return send(this.#transport, () => ({
      operation: 'getConnectionAcceptance',
      path: { connectionId },
      options,
    }));
  }

  /** The whole history, newest first unless `order` is `asc`. */
  events(
    connectionId: string,
    params?: ListConnectionEventsParams,
    options?: RequestOptions,
  ): PagedList<ConnectionEvent> {
    return list(this.#transport, {
      operation: 'listConnectionEvents',
      path: { connectionId },
      params,
      filters: ['order'],
      options,
    });
  }

  /** The Terraform runs made for the connection, newest first. */
  runs(connectionId: string, params?: ListConnectionRunsParams, options?: RequestOptions): PagedList<Run> {
    return list(this.#transport, {
      operation: 'listConnectionRuns',
      path: { connectionId },
      params,
      filters: [],
      options,
    });
  }

  /**
   * Waits until the connection is in the state (or one of them, or meets the condition). The API holds its answers
   * back, so changes are seen at once. It survives outages of the API; refusals (4xx) end the wait. It depends only on
   * the id: another process can take over.
   *
   * @throws ConnectionFailedError when the connection is rejected, expired, failed or deleted instead.
   * @throws WaitTimeoutError when `timeout` is over; without one it waits as long as it takes.
   */
  waitUntil(
    connectionId: string,
    target: ConnectionWaitTarget,
    options?: ConnectionWaitOptions,
  ): Promise<Connection> {
    return waitForConnection(this.#transport, connectionId, target, options);
  }

  /**
   * Host, port and TLS name of an available connection, for connectors in its network. Answers are cached for a
   * minute, used for longer while the API is down, and fetched once however many callers there are.
   *
   * @throws ConnectionNotAvailableError with the next action, when the connection is not available.
   */
  resolve(reference: ConnectionReference, options?: ResolveOptions): Promise<ConnectionAddress> {
    return this.#resolver.resolve(reference, options);
  }
}
