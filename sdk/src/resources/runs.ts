import type { ApiPromise } from '../api-promise.ts';
import type { Run, RunProgressLine } from '../contract.generated.ts';
import type { PagedList } from '../pages.ts';
import type { RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import { send } from './resource.ts';
import { type FollowOptions, followRun, progressPages } from './run-progress.ts';
import type { Query } from './types.ts';

export type ListRunProgressParams = Query<'listRunProgress'>;

/** Terraform runs, for those who want to know why something takes long. */
export class Runs {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get(runId: string, options?: RequestOptions): ApiPromise<Run> {
    return send(this.#transport, () => ({ operation: 'getRun', path: { runId }, options }));
  }

  /** The lines reported so far, oldest first. */
  progress(
    runId: string,
    params?: ListRunProgressParams,
    options?: RequestOptions,
  ): PagedList<RunProgressLine> {
    return progressPages(this.#transport, runId, params, options);
  }

  /** The lines as they come, until the run is over. */
  follow(runId: string, options?: FollowOptions): AsyncIterableIterator<RunProgressLine, Run> {
    return followRun(this.#transport, runId, options);
  }
}
