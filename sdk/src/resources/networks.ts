import type { ApiPromise } from '../api-promise.ts';
import type { BucketPolicy, CreateNetwork, Network, UpdateNetwork } from '../contract.generated.ts';
import type { PagedList } from '../pages.ts';
import type { CreateOptions, RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import { checkParams, conditionalHeaders } from './params.ts';
import { list, send } from './resource.ts';
import type { IfMatch, IfNoneMatch, Query } from './types.ts';

export type ListNetworksParams = Query<'listNetworks'>;

export interface UpdateNetworkParams extends UpdateNetwork, IfMatch {}

/** The dedicated VPCs: made ahead or when a connection needs one, with what connectors reach from them. */
export class Networks {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Makes a network ahead of its first connection. NetworkExistsError when there is one in the region. Safe to retry. */
  create(params: CreateNetwork, options?: CreateOptions): ApiPromise<Network> {
    return send(this.#transport, () => ({ operation: 'createNetwork', body: params, options }));
  }

  /** Changes the fields that are there, each as a whole. */
  update(networkId: string, params: UpdateNetworkParams, options?: RequestOptions): ApiPromise<Network> {
    return send(this.#transport, () => {
      const { ifMatch, ...body } = params;
      return {
        operation: 'updateNetwork',
        path: { networkId },
        headers: conditionalHeaders({ ifMatch }),
        body,
        options,
      };
    });
  }

  /** Removes it, retained or not. NetworkInUseError while something is in it; gone when reading it throws NetworkNotFoundError. */
  delete(networkId: string, params?: IfMatch, options?: RequestOptions): ApiPromise<Network> {
    return send(this.#transport, () => {
      checkParams(params, ['ifMatch']);
      return {
        operation: 'deleteNetwork',
        path: { networkId },
        headers: conditionalHeaders(params),
        options,
      };
    });
  }

  /** The statement for a bucket's policy that lets its data through this network only. NetworkNotReadyError until it exists. */
  bucketPolicy(networkId: string, bucket: string, options?: RequestOptions): ApiPromise<BucketPolicy> {
    return send(this.#transport, () => ({
      operation: 'getNetworkBucketPolicy',
      path: { networkId },
      query: { bucket },
      options,
    }));
  }

  /** With `ifNoneMatch` the answer is undefined when nothing has changed. */
  get(networkId: string, params?: undefined, options?: RequestOptions): ApiPromise<Network>;
  get(networkId: string, params: IfNoneMatch, options?: RequestOptions): ApiPromise<Network | undefined>;
  get(networkId: string, params?: IfNoneMatch, options?: RequestOptions): ApiPromise<Network | undefined> {
    return send(this.#transport, () => {
      checkParams(params, ['ifNoneMatch']);
      return { operation: 'getNetwork', path: { networkId }, headers: conditionalHeaders(params), options };
    });
  }

  /** Newest first. */
  list(params?: ListNetworksParams, options?: RequestOptions): PagedList<Network> {
    return list(this.#transport, {
      operation: 'listNetworks',
      params,
      filters: ['organizationId', 'region'],
      options,
    });
  }
}
