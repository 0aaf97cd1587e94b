import type { ApiPromise } from '../api-promise.ts';
import type { Health as HealthReport, Readiness } from '../contract.generated.ts';
import type { RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import { send } from './resource.ts';

/** Whether the API is up. */
export class Health {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Whether the process is alive. */
  live(options?: RequestOptions): ApiPromise<HealthReport> {
    return send(this.#transport, () => ({ operation: 'getHealth', options }));
  }

  /** Whether it can serve requests. `not_ready` is an answer here, not an error. */
  ready(options?: RequestOptions): ApiPromise<Readiness> {
    return send(this.#transport, () => ({ operation: 'getReadiness', answerStatus: 503, options }));
  }
}
