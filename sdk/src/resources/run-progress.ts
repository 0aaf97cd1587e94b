import type { Run, RunProgressLine, RunProgressPage } from '../contract.generated.ts';
import { type Page, PagedList } from '../pages.ts';
import type { RequestOptions } from '../request-options.ts';
import { sleep } from '../transport/step.ts';
import type { Transport } from '../transport/transport.ts';
import { checkParams } from './params.ts';

export interface FollowOptions extends RequestOptions {
  /** How long to wait before asking again when there was nothing new, in milliseconds. @default 1000 */
  readonly interval?: number;
}

/** Unlike other lists, this one names a cursor on its last page too: for the lines that are still to come. */
export function progressPages(
  transport: Transport,
  runId: string,
  params: { readonly limit?: number; readonly cursor?: string } = {},
  options?: RequestOptions,
): PagedList<RunProgressLine> {
  return new PagedList<RunProgressLine>(async (page) => {
    checkParams(params, ['limit', 'cursor']);
    const response = await transport.call<Page<RunProgressLine>>({
      operation: 'listRunProgress',
      path: { runId },
      query: page,
      options,
    });
    // An empty page is where the lines end for now; a cursor beyond it would make the list endless.
    return response.data.items.length > 0
      ? response
      : { ...response, data: { ...response.data, nextCursor: null } };
  }, params);
}

export async function* followRun(
  transport: Transport,
  runId: string,
  { interval = 1_000, ...options }: FollowOptions = {},
): AsyncIterableIterator<RunProgressLine, Run> {
  let cursor: string | undefined;
  let sequence = 0;
  while (true) {
    // The run is read before its lines, so that none is missed which came in between.
    const { data: run } = await transport.call<Run>({ operation: 'getRun', path: { runId }, options });
    let more: boolean;
    do {
      const { data: page } = await transport.call<RunProgressPage>({
        operation: 'listRunProgress',
        path: { runId },
        query: { cursor },
        options,
      });
      for (const line of page.items) {
        if (line.sequence <= sequence) continue;
        sequence = line.sequence;
        yield line;
      }
      more = page.items.length > 0 && page.nextCursor !== null;
      cursor = page.nextCursor ?? cursor;
    } while (more);
    if (run.state !== 'queued' && run.state !== 'running') return run;
    await sleep(interval, options.signal);
  }
}
