export { ApiError, type ApiErrorOptions } from './api-error.ts';
export { PrivateLinkError, type PrivateLinkErrorOptions } from './base.ts';
export * from './code-errors.ts';
export {
  AbortedError,
  ConfigurationError,
  InvalidResponseError,
  NetworkError,
  TimeoutError,
  TokenError,
  WebhookVerificationError,
} from './local-errors.ts';
export * from './status-errors.ts';
export * from './wait-errors.ts';
