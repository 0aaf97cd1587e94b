import { onAbort } from '../abort-listeners.ts';
import { authorizationServerUnavailable } from '../auth/client-credentials.ts';
import { AbortedError, ApiError, NetworkError, PrivateLinkError, TokenError } from '../errors/index.ts';
import { checkDuration, checkRequestOptions, type RequestOptions } from '../request-options.ts';
import type { ApiResponse } from '../transport/response.ts';
import { backoff, retryDelay } from '../transport/retry-policy.ts';
import { abortedError, sleep } from '../transport/step.ts';

export interface WaitOptions<T> extends Omit<RequestOptions, 'timeout'> {
  /** How long to wait at most, in milliseconds. Without it the wait has no end of its own: an acceptance may take days. */
  readonly timeout?: number | undefined;
  /**
   * Told of every new version, the first included. A promise that it returns is awaited; what it throws ends the wait.
   */
  readonly onChange?: ((now: T, before: T | undefined) => unknown) | undefined;
}

export interface Wait<T> {
  readonly options: WaitOptions<T>;
  /** Reads; with an etag it may take up to the hold for a change, and gives undefined data when there was none. */
  readonly read: (etag: string | undefined, options: RequestOptions) => Promise<ApiResponse<T | undefined>>;
  readonly isDone: (now: T) => boolean;
  /** The error, when it will never be done. */
  readonly failure: (now: T) => Error | undefined;
  readonly timeoutError: (timeoutMs: number, last: T | undefined, cause: unknown) => Error;
  /** The longest pause between two reads, in milliseconds. */
  readonly longestPauseMs: number;
}

// An answer that comes sooner than this without a change was not held back by the server.
const heldMs = 250;

/** Reads until it is done, has failed, or the time is over. Faults that pass do not end it: waits outlast restarts. */
export async function wait<T>(spec: Wait<T>): Promise<T> {
  const { onChange, timeout, ...rest } = spec.options;
  checkDuration('timeout', timeout);
  checkRequestOptions(rest, { keyed: false });
  const state: { last: T | undefined; lastError: unknown } = { last: undefined, lastError: undefined };
  return withDeadline(
    rest.signal,
    timeout,
    (signal) => poll(spec, { ...rest, signal }, state),
    (ms) => spec.timeoutError(ms, state.last, state.lastError),
  );
}

async function poll<T>(
  spec: Wait<T>,
  options: RequestOptions & { readonly signal: AbortSignal },
  state: { last: T | undefined; lastError: unknown },
): Promise<T> {
  let etag: string | undefined;
  let failures = 0;
  let idle = 0;
  while (true) {
    const startedAt = performance.now();
    let response: ApiResponse<T | undefined>;
    try {
      response = await spec.read(etag, options);
    } catch (error) {
      if (!(error instanceof PrivateLinkError) || !passes(error)) throw error;
      state.lastError = error;
      await sleep(Math.max(heldMs, retryDelay(failures, error)), options.signal);
      failures += 1;
      continue;
    }
    failures = 0;
    const now = response.data;
    if (now !== undefined && isNew(now, response.etag, state.last, etag)) {
      const before = state.last;
      state.last = now;
      etag = response.etag;
      idle = 0;
      await spec.options.onChange?.(now, before);
      if (spec.isDone(now)) return now;
      const failure = spec.failure(now);
      if (failure) throw failure;
    }
    if (performance.now() - startedAt < heldMs && (idle > 0 || now === undefined || etag === undefined)) {
      await sleep(Math.min(spec.longestPauseMs, heldMs + backoff(idle)), options.signal);
    }
    idle += 1;
  }
}

function isNew<T>(
  now: T,
  etag: string | undefined,
  last: T | undefined,
  lastEtag: string | undefined,
): boolean {
  if (last === undefined) return true;
  // Something on the way may have taken the etag off.
  return etag === undefined ? JSON.stringify(now) !== JSON.stringify(last) : etag !== lastEtag;
}

/** Whether waiting goes on after the error. Refusals (4xx) end it at once: they would be the same next time. */
function passes(error: PrivateLinkError): boolean {
  if (error instanceof ApiError) return error.status >= 500 || error.status === 429 || error.status === 408;
  if (error instanceof TokenError) return error.code === authorizationServerUnavailable;
  return error instanceof NetworkError;
}

async function withDeadline<T>(
  signal: AbortSignal | undefined,
  timeoutMs: number | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  timeoutError: (timeoutMs: number) => Error,
): Promise<T> {
  if (signal?.aborted) throw abortedError(signal);
  const controller = new AbortController();
  const stopListening = onAbort(signal, () => controller.abort(signal?.reason));
  let timedOut = false;
  const expire = (): void => {
    timedOut = true;
    controller.abort();
  };
  const timer = timeoutMs === undefined || timeoutMs >= 2 ** 31 ? undefined : setTimeout(expire, timeoutMs);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (timedOut && timeoutMs !== undefined && error instanceof AbortedError) throw timeoutError(timeoutMs);
    throw error;
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}
