import { defined } from '../../domain/defined.ts';
import { DomainError } from '../../domain/errors.ts';
import type { components } from '../contract.generated.ts';

type Schemas = components['schemas'];
export type ProblemCode = Schemas['ProblemCode'];
export type FieldError = Schemas['FieldError'];
export type Problem = Schemas['Problem'];

/** Every problem: its status and what it is in a few words. The codes are the contract's. */
export const problemCatalogue: Readonly<
  Record<ProblemCode, { readonly status: number; readonly title: string }>
> = {
  malformed_request: { status: 400, title: 'The request is not well-formed HTTP' },
  malformed_json: { status: 400, title: 'The body is not well-formed JSON' },
  validation_failed: { status: 400, title: 'The request does not have the documented shape' },
  invalid_cursor: { status: 400, title: 'The cursor is not one of this list' },
  unauthenticated: { status: 401, title: 'A token is needed' },
  invalid_token: { status: 401, title: 'The token is not valid' },
  token_expired: { status: 401, title: 'The token has expired' },
  insufficient_scope: { status: 403, title: 'The token lacks a scope' },
  route_not_found: { status: 404, title: 'There is nothing at this path' },
  organization_not_found: { status: 404, title: 'There is no such organization' },
  connection_not_found: { status: 404, title: 'There is no such connection' },
  network_not_found: { status: 404, title: 'There is no such network' },
  connector_not_found: { status: 404, title: 'There is no such connector' },
  run_not_found: { status: 404, title: 'There is no such run' },
  test_not_found: { status: 404, title: 'There is no such test' },
  method_not_allowed: { status: 405, title: 'The resource does not know this method' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  organization_in_use: { status: 409, title: 'The organization is in use' },
  organization_deleting: { status: 409, title: 'The organization is being deleted' },
  connection_in_use: { status: 409, title: 'Connectors use the connection' },
  connection_exists: { status: 409, title: 'The connection id is taken' },
  service_name_taken: { status: 409, title: 'The service belongs to another organization' },
  hostname_taken: { status: 409, title: 'The host name is taken in the network' },
  aws_account_taken: { status: 409, title: 'The AWS account belongs to another organization' },
  network_exists: { status: 409, title: 'The organization has a network in the region' },
  network_in_use: { status: 409, title: 'The network is in use' },
  network_not_ready: { status: 409, title: 'The network has no gateway endpoints yet' },
  illegal_state: { status: 409, title: 'The state of the resource does not allow this' },
  acceptance_not_ready: { status: 409, title: 'There is nothing to accept yet' },
  probe_disabled: { status: 409, title: 'Networks have no probe' },
  idempotency_in_progress: { status: 409, title: 'A request with this key is being answered' },
  precondition_failed: { status: 412, title: 'The resource has changed' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'The path is too long' },
  unsupported_media_type: { status: 415, title: 'The body is not JSON' },
  expectation_failed: { status: 417, title: 'The expectation cannot be met' },
  invalid_value: { status: 422, title: 'A value breaks a rule' },
  idempotency_key_reused: { status: 422, title: 'The key was used for another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'A fault of ours' },
  not_implemented: { status: 501, title: 'The method is not known' },
  database_unavailable: { status: 503, title: 'The service cannot answer now' },
  issuer_unavailable: { status: 503, title: 'Tokens cannot be checked now' },
  overloaded: { status: 503, title: 'Too many callers wait' },
  shutting_down: { status: 503, title: 'The service is stopping' },
};

export interface ProblemOptions extends ErrorOptions {
  readonly errors?: readonly FieldError[];
  /** Headers of the answer, such as Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is a problem. `message` is its detail: what went wrong this time and what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options);
    this.code = code;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return problemCatalogue[this.code].status;
  }
}

/** The document that is sent. */
export function problemDocument(
  error: ProblemError,
  request: { readonly requestId: string; readonly path?: string },
): Problem {
  const { status, title } = problemCatalogue[error.code];
  return {
    type: `urn:tray-privatelink:problem:${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    ...defined({ instance: request.path }),
    requestId: request.requestId,
    ...(error.errors.length > 0 ? { errors: [...error.errors] } : {}),
  };
}

/**
 * Collects the broken rules of one request, so that its answer names all of them at once.
 *
 * ```ts
 * const rules = new Rules();
 * const service = rules.check('/service/name', () => parseServiceName(body.service.name));
 * rules.assert(); // throws one ProblemError with every field at fault
 * ```
 */
export class Rules {
  readonly #errors: FieldError[] = [];

  /** @returns undefined when the rule is broken, else what `parse` gives. */
  check<T>(pointer: string, parse: () => T): T | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.add(pointer, error);
      return undefined;
    }
  }

  add(pointer: string, error: Pick<DomainError, 'message' | 'fix'> & { readonly code: string }): void {
    this.#errors.push({ in: 'body', pointer, code: error.code, message: error.message, fix: error.fix });
  }

  /** @throws ProblemError `invalid_value` when a rule was broken. */
  assert(): void {
    const [first] = this.#errors;
    if (!first) return;
    const more = this.#errors.length > 1 ? ` (and ${this.#errors.length - 1} more)` : '';
    throw new ProblemError('invalid_value', `body ${first.pointer}: ${first.message}; ${first.fix}${more}`, {
      errors: this.#errors,
    });
  }
}
