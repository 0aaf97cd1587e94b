import { InvalidResponseError, NetworkError, PrivateLinkError, TimeoutError } from '../errors/index.ts';
import { ConfigurationError } from '../errors/local-errors.ts';
import { errorCode } from './retry-policy.ts';

export interface AttemptInfo {
  readonly method: string;
  readonly route: string;
  readonly origin: string;
  readonly requestId: string;
  readonly attempts: number;
}

export function attemptTimeout(info: AttemptInfo, timeoutMs: number): TimeoutError {
  return new TimeoutError({
    code: 'attempt_timeout',
    message: `${info.method} ${info.route} got no complete response from ${info.origin} within ${timeoutMs} ms.`,
    requestId: info.requestId,
    attempts: info.attempts,
  });
}

export function callTimeout(info: AttemptInfo, timeoutMs: number, cause: unknown): TimeoutError {
  const before = cause instanceof Error ? ` Before that: ${cause.message}` : '';
  return new TimeoutError({
    code: 'timeout',
    message: `${info.method} ${info.route} did not succeed within ${timeoutMs} ms.${before}`,
    requestId: info.requestId,
    attempts: info.attempts,
    cause,
  });
}

const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const misuseCodes = new Set([
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
]);

/** What a dispatcher rejected with, as one of our errors. */
export function fromDispatcher(error: unknown, info: AttemptInfo): PrivateLinkError {
  if (error instanceof PrivateLinkError) return error;
  const code = errorCode(error);
  const words = error instanceof Error && error.message !== '' ? error.message : (code ?? String(error));
  if (code === 'UND_ERR_CLOSED' || code === 'UND_ERR_DESTROYED') {
    return new ConfigurationError('The client is closed: make a new one.', {
      code: 'client_closed',
      cause: error,
    });
  }
  if (code !== undefined && (misuseCodes.has(code) || code.startsWith('UND_MOCK_ERR_'))) {
    return new ConfigurationError(`The dispatcher refused the request: ${words}`, {
      code: 'dispatcher_refused',
      cause: error,
    });
  }
  if (code !== undefined && timeoutCodes.has(code)) {
    return new TimeoutError({
      code: 'attempt_timeout',
      message: `${info.method} ${info.route} got no complete response from ${info.origin}: ${words}.`,
      requestId: info.requestId,
      attempts: info.attempts,
      cause: error,
    });
  }
  return new NetworkError({
    code: 'network_error',
    message: `${info.method} ${info.route} got no answer from ${info.origin}: ${words}. ${advice(code)}`,
    requestId: info.requestId,
    attempts: info.attempts,
    cause: error,
  });
}

function advice(code: string | undefined): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Check the host name in baseUrl.';
  if (code === 'ECONNREFUSED') return 'Check that the API is running, and the port in baseUrl.';
  if (code?.includes('CERT') || code?.includes('SIGNATURE')) {
    return 'Check that this machine trusts the certificate (NODE_EXTRA_CA_CERTS).';
  }
  return 'The network between here and the API cut the request off.';
}

export function unexpectedRedirect(
  info: AttemptInfo,
  status: number,
  requestId: string | undefined,
): InvalidResponseError {
  return new InvalidResponseError({
    status,
    requestId,
    message:
      `${info.method} ${info.route} was redirected (${status}), which the API never does. ` +
      `Check baseUrl: a redirect from http to https, or to a login page, gives this.`,
  });
}

export function notJson(
  info: AttemptInfo,
  status: number,
  contentType: string | undefined,
  requestId: string | undefined,
): InvalidResponseError {
  return new InvalidResponseError({
    status,
    requestId,
    message:
      `${info.method} ${info.route} was answered with ${status} and a body that is not JSON ` +
      `(content-type ${contentType ?? 'absent'}). Check baseUrl: something other than the API answered.`,
  });
}
