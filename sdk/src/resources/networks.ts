import type { ApiPromise } from '../api-promise.ts';
import type { Network } from '../contract.generated.ts';
import type { PagedList } from '../pages.ts';
import type { RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import { checkParams, conditionalHeaders } from './params.ts';
import { list, send } from './resource.ts';
import type { IfNoneMatch, Query } from './types.ts';

export type ListNetworksParams = Query<'listNetworks'>;

/** The dedicated VPCs: made when a connection needs one, and removed with the last. */
export class Networks {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
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
