import type { ApiPromise } from '../api-promise.ts';
import type { Connector, ConnectorEvent, PutConnector } from '../contract.generated.ts';
import type { PagedList } from '../pages.ts';
import type { RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import {
  type ConnectorWaitOptions,
  type ConnectorWaitTarget,
  waitForConnector,
} from '../waiting/wait-connector.ts';
import { checkParams, conditionalHeaders } from './params.ts';
import { list, send } from './resource.ts';
import type { IfMatch, IfNoneMatch, Query } from './types.ts';

export type ListConnectorsParams = Query<'listConnectors'>;
export type ListConnectorEventsParams = Query<'listConnectorEvents'>;

export interface PutConnectorParams extends PutConnector, IfMatch {
  /** `'*'` lets the call create only: PreconditionFailedError when the connector exists. */
  readonly ifNoneMatch?: '*';
}

/** Workloads that run in a network and use its connections. */
export class Connectors {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Deploys the connector, or replaces what is wanted of it. Doing it again changes nothing. Follow it with {@link waitUntil}. */
  put(
    networkId: string,
    connectorId: string,
    params: PutConnectorParams,
    options?: RequestOptions,
  ): ApiPromise<Connector> {
    return send(this.#transport, () => {
      const { ifMatch, ifNoneMatch, ...body } = params;
      return {
        operation: 'putConnector',
        path: { networkId, connectorId },
        headers: conditionalHeaders({ ifMatch, ifNoneMatch }),
        body,
        options,
      };
    });
  }

  /** With `ifNoneMatch` the answer is undefined when nothing has changed. */
  get(
    networkId: string,
    connectorId: string,
    params?: undefined,
    options?: RequestOptions,
  ): ApiPromise<Connector>;
  get(
    networkId: string,
    connectorId: string,
    params: IfNoneMatch,
    options?: RequestOptions,
  ): ApiPromise<Connector | undefined>;
  get(
    networkId: string,
    connectorId: string,
    params?: IfNoneMatch,
    options?: RequestOptions,
  ): ApiPromise<Connector | undefined> {
    return send(this.#transport, () => {
      checkParams(params, ['ifNoneMatch']);
      return {
        operation: 'getConnector',
        path: { networkId, connectorId },
        headers: conditionalHeaders(params),
        options,
      };
    });
  }

  /** Those of one network, newest first. */
  list(networkId: string, params?: ListConnectorsParams, options?: RequestOptions): PagedList<Connector> {
    return list(this.#transport, {
      operation: 'listConnectors',
      path: { networkId },
      params,
      filters: [],
      options,
    });
  }

  /** Stops its tasks and removes what was deployed. When it is gone, reading it throws ConnectorNotFoundError. */
  delete(
    networkId: string,
    connectorId: string,
    params?: IfMatch,
    options?: RequestOptions,
  ): ApiPromise<Connector> {
    return send(this.#transport, () => {
      checkParams(params, ['ifMatch']);
      return {
        operation: 'deleteConnector',
        path: { networkId, connectorId },
        headers: conditionalHeaders(params),
        options,
      };
    });
  }

  /** The whole history, newest first unless `order` is `asc`. */
  events(
    networkId: string,
    connectorId: string,
    params?: ListConnectorEventsParams,
    options?: RequestOptions,
  ): PagedList<ConnectorEvent> {
    return list(this.#transport, {
      operation: 'listConnectorEvents',
      path: { networkId, connectorId },
      params,
      filters: ['order'],
      options,
    });
  }

  /**
   * Waits until the connector is in the state, `running` when what was asked for last runs.
   *
   * @throws WaitTimeoutError when `timeout` is over; without one it waits as long as it takes. ConnectorNotFoundError when it is gone.
   */
  waitUntil(
    networkId: string,
    connectorId: string,
    target: ConnectorWaitTarget,
    options?: ConnectorWaitOptions,
  ): Promise<Connector> {
    return waitForConnector(this.#transport, { networkId, connectorId }, target, options);
  }
}
