import { ApiError, NetworkError, type PrivateLinkError } from '../errors/index.ts';

const firstDelayMs = 250;
const longestDelayMs = 8_000;

/** Full jitter: anything between nothing and twice the bound of the last time, so that callers do not come in waves. */
export function backoff(retry: number): number {
  return Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** retry);
}

/** How long to wait before the given retry (0 is the first). What the API asks for is the least. */
export function retryDelay(retry: number, error: PrivateLinkError): number {
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined;
  return (asked ?? 0) + backoff(asked === undefined ? retry : 0);
}

export interface Repeatability {
  /** Whether sending the request twice does the same as sending it once. */
  readonly idempotent: boolean;
}

/** Whether it makes sense, and does no harm, to send the request again. */
export function isRetryable(error: PrivateLinkError, { idempotent }: Repeatability): boolean {
  if (error instanceof ApiError) {
    if (error.status === 429) return true;
    if (!idempotent) return false;
    if (error.code === 'idempotency_in_progress') return true;
    return error.status === 408 || (error.status >= 500 && error.status !== 501 && error.status !== 505);
  }
  if (error instanceof NetworkError) return idempotent || neverSent(error.cause);
  return false;
}

const beforeSending = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Errors that come up while connecting: nobody can have acted on the request. */
function neverSent(cause: unknown): boolean {
  return beforeSending.has(errorCode(cause) ?? '');
}

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Connecting to several addresses of a name gives an AggregateError.
  if ('errors' in error && Array.isArray(error.errors)) return errorCode(error.errors[0]);
  return undefined;
}
