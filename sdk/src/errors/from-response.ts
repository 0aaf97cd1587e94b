import type { KnownProblemCode, Problem } from '../contract.generated.ts';
import { ApiError, type ApiErrorOptions } from './api-error.ts';
import * as byCode from './code-errors.ts';
import * as byStatus from './status-errors.ts';

type ApiErrorClass = new (options: ApiErrorOptions) => ApiError;

/** Codes that have a class of their own; the others get the class of their status. */
const classes: { readonly [code in KnownProblemCode]?: ApiErrorClass } = {
  invalid_cursor: byCode.InvalidCursorError,
  token_expired: byCode.TokenExpiredError,
  organization_not_found: byCode.OrganizationNotFoundError,
  connection_not_found: byCode.ConnectionNotFoundError,
  network_not_found: byCode.NetworkNotFoundError,
  connector_not_found: byCode.ConnectorNotFoundError,
  connection_in_use: byCode.ConnectionInUseError,
  run_not_found: byCode.RunNotFoundError,
  network_exists: byCode.NetworkExistsError,
  network_in_use: byCode.NetworkInUseError,
  network_not_ready: byCode.NetworkNotReadyError,
  test_not_found: byCode.TestNotFoundError,
  organization_in_use: byCode.OrganizationInUseError,
  organization_deleting: byCode.OrganizationDeletingError,
  connection_exists: byCode.ConnectionExistsError,
  service_name_taken: byCode.ServiceNameTakenError,
  hostname_taken: byCode.HostnameTakenError,
  aws_account_taken: byCode.AwsAccountTakenError,
  illegal_state: byCode.IllegalStateError,
  acceptance_not_ready: byCode.AcceptanceNotReadyError,
  idempotency_in_progress: byCode.IdempotencyInProgressError,
  invalid_value: byCode.InvalidValueError,
  idempotency_key_reused: byCode.IdempotencyKeyReusedError,
  database_unavailable: byCode.ServiceUnavailableError,
  issuer_unavailable: byCode.ServiceUnavailableError,
  overloaded: byCode.ServiceUnavailableError,
  shutting_down: byCode.ServiceUnavailableError,
};

const classesByStatus: Readonly<Record<number, ApiErrorClass>> = {
  400: byStatus.BadRequestError,
  401: byStatus.AuthenticationError,
  403: byStatus.PermissionDeniedError,
  404: byStatus.NotFoundError,
  409: byStatus.ConflictError,
  412: byStatus.PreconditionFailedError,
  422: byStatus.UnprocessableError,
  429: byStatus.RateLimitError,
  503: byCode.ServiceUnavailableError,
};

/** What to do about it, where the problem document cannot know. */
const hints: { readonly [code in KnownProblemCode]?: string } = {
  unauthenticated: 'Pass `token` to the client, or set TRAY_PRIVATELINK_TOKEN.',
  token_expired: 'Give the client a token provider, so that tokens are renewed automatically.',
  route_not_found: 'Check `baseUrl`, with its path, and that the API is not older than this SDK.',
};

export interface FailedResponse {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly text: string;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly attempts: number;
}

export function errorFromResponse(response: FailedResponse): ApiError {
  const problem = parseProblem(response.text);
  const code = problem?.code ?? `http_${response.status}`;
  const ErrorClass =
    lookUp(classes, code) ??
    classesByStatus[response.status] ??
    (response.status >= 500 ? byStatus.ServerError : ApiError);
  return new ErrorClass({
    code,
    status: response.status,
    problem,
    requestId: problem?.requestId ?? response.requestId,
    retryAfterMs: response.retryAfterMs,
    attempts: response.attempts,
    message: describe(response, problem, code),
  });
}

function describe(response: FailedResponse, problem: Problem | undefined, code: string): string {
  const what = problem
    ? sentence(problem.detail || problem.title)
    : 'The response is not a problem document: something between client and API answered.';
  const parts = [`${response.method} ${response.route} failed with ${response.status} ${code}: ${what}`];
  for (const { pointer, fix } of Array.isArray(problem?.errors) ? problem.errors : []) {
    if (fix && !what.includes(fix)) parts.push(`${pointer}: ${sentence(fix)}`);
  }
  const hint = lookUp(hints, code);
  if (hint) parts.push(hint);
  if (response.status === 412 && response.attempts > 1) {
    parts.push('An earlier attempt of this same call may have made the change.');
  }
  return parts.join(' ');
}

function parseProblem(text: string): Problem | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A proxy's page instead of a problem document: the status must do.
    return undefined;
  }
  return isProblem(value) ? value : undefined;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

function lookUp<T>(table: { readonly [code in KnownProblemCode]?: T }, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code as KnownProblemCode] : undefined;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
