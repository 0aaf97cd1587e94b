import type { ApiPromise } from '../api-promise.ts';
import type { CreateServiceCheck, ServiceCheck } from '../contract.generated.ts';
import type { RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import { send } from './resource.ts';

/** Finds out what would happen, before asking for it. */
export class ServiceChecks {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every check with its verdict, the side that must act, and the fix. Creates nothing. */
  create(params: CreateServiceCheck, options?: RequestOptions): ApiPromise<ServiceCheck> {
    return send(this.#transport, () => ({ operation: 'createServiceCheck', body: params, options }));
  }
}
