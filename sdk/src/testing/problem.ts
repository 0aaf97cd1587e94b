import type { FieldError, KnownProblemCode, Problem } from '../contract.generated.ts';

const statuses: Readonly<Record<KnownProblemCode, number>> = {
  malformed_request: 400,
  malformed_json: 400,
  validation_failed: 400,
  invalid_cursor: 400,
  unauthenticated: 401,
  invalid_token: 401,
  token_expired: 401,
  insufficient_scope: 403,
  route_not_found: 404,
  organization_not_found: 404,
  connection_not_found: 404,
  network_not_found: 404,
  connector_not_found: 404,
  run_not_found: 404,
  test_not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  organization_in_use: 409,
  organization_deleting: 409,
  connection_in_use: 409,
  connection_exists: 409,
  service_name_taken: 409,
  hostname_taken: 409,
  aws_account_taken: 409,
  network_exists: 409,
  network_in_use: 409,
  network_not_ready: 409,
  illegal_state: 409,
  acceptance_not_ready: 409,
  probe_disabled: 409,
  idempotency_in_progress: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  expectation_failed: 417,
  invalid_value: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  headers_too_large: 431,
  internal_error: 500,
  not_implemented: 501,
  issuer_unavailable: 503,
  database_unavailable: 503,
  overloaded: 503,
  shutting_down: 503,
};

/** A refusal on its way out of the fake. */
export class Refusal extends Error {
  readonly code: KnownProblemCode;
  readonly status: number;
  readonly fields: readonly FieldError[];

  constructor(code: KnownProblemCode, detail: string, fields: readonly FieldError[] = []) {
    super(detail);
    this.code = code;
    this.status = statuses[code];
    this.fields = fields;
  }

  problem(instance: string, requestId: string): Problem {
    return {
      type: `urn:tray-privatelink:problem:${this.code}`,
      title: this.code.replaceAll('_', ' '),
      status: this.status,
      code: this.code,
      detail: this.message,
      instance,
      requestId,
      ...(this.fields.length > 0 ? { errors: this.fields } : {}),
    };
  }
}
