import { PrivateLinkError, type PrivateLinkErrorOptions } from './base.ts';
import { brand } from './brand.ts';

/** The client was set up or called in a way that cannot work. Nothing was sent. Never worth a retry. */
export class ConfigurationError extends PrivateLinkError {
  static {
    brand(ConfigurationError, 'ConfigurationError');
  }

  constructor(message: string, options: { readonly code?: string; readonly cause?: unknown } = {}) {
    super({ code: options.code ?? 'invalid_argument', message, cause: options.cause });
  }
}

interface RequestFailure extends PrivateLinkErrorOptions {
  readonly requestId?: string | undefined;
  readonly attempts?: number | undefined;
}

/** There was no answer: name resolution, connection or TLS failed, or the connection broke. `cause` has the details. */
export class NetworkError extends PrivateLinkError {
  static {
    brand(NetworkError, 'NetworkError');
  }

  /** The client's own id of the request; it is in the API's logs if the request got that far. */
  readonly requestId: string | undefined;
  /** How many requests were sent, this one included. */
  readonly attempts: number;

  constructor(options: RequestFailure) {
    super(options);
    this.requestId = options.requestId;
    this.attempts = options.attempts ?? 1;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), requestId: this.requestId, attempts: this.attempts };
  }
}

/** There was no answer in time. `code` is `attempt_timeout` for one request, `timeout` for the whole call. */
export class TimeoutError extends NetworkError {
  static {
    brand(TimeoutError, 'TimeoutError');
  }
}

/** The response is not what the contract promises; most often something between client and API answered. */
export class InvalidResponseError extends PrivateLinkError {
  static {
    brand(InvalidResponseError, 'InvalidResponseError');
  }

  readonly status: number;
  readonly requestId: string | undefined;

  constructor(
    options: Omit<PrivateLinkErrorOptions, 'code'> & { status: number; requestId?: string | undefined },
  ) {
    super({ ...options, code: 'invalid_response' });
    this.status = options.status;
    this.requestId = options.requestId;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), status: this.status, requestId: this.requestId };
  }
}

/** The caller's AbortSignal was aborted. `name` is `AbortError`, `cause` is the signal's reason. */
export class AbortedError extends PrivateLinkError {
  static {
    brand(AbortedError, 'AbortedError', 'AbortError');
  }

  constructor(options: { readonly message: string; readonly cause?: unknown }) {
    super({ ...options, code: 'aborted' });
  }
}

/** No token could be obtained: the token provider or the authorization server failed. */
export class TokenError extends PrivateLinkError {
  static {
    brand(TokenError, 'TokenError');
  }

  constructor(options: { readonly message: string; readonly code?: string; readonly cause?: unknown }) {
    super({ ...options, code: options.code ?? 'token_unavailable' });
  }
}

/** The webhook is not from the sender that it claims, or is too old. Answer 400 and do nothing with it. */
export class WebhookVerificationError extends PrivateLinkError {
  static {
    brand(WebhookVerificationError, 'WebhookVerificationError');
  }
}
