import type { ApiPromise } from '../api-promise.ts';
import type { RegionList } from '../contract.generated.ts';
import type { RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import { send } from './resource.ts';

/** Where Tray can place networks. */
export class Regions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** All regions, in alphabetical order; there are no pages. */
  list(options?: RequestOptions): ApiPromise<RegionList> {
    return send(this.#transport, () => ({ operation: 'listRegions', options }));
  }
}
