import type { FieldError, Problem, ProblemCode } from '../contract.generated.ts';
import { PrivateLinkError } from './base.ts';
import { brand } from './brand.ts';

export interface ApiErrorOptions {
  readonly message: string;
  readonly code: ProblemCode;
  readonly status: number;
  readonly requestId: string | undefined;
  /** The problem document; absent when something other than the API answered. */
  readonly problem: Problem | undefined;
  readonly retryAfterMs: number | undefined;
  readonly attempts: number;
}

/** The API refused the request, or could not carry it out. */
export class ApiError extends PrivateLinkError {
  static {
    brand(ApiError, 'ApiError');
  }

  declare readonly code: ProblemCode;
  /** The HTTP status. */
  readonly status: number;
  /** Finds the request in the API's logs. */
  readonly requestId: string | undefined;
  /** The problem document (RFC 9457); absent when something between client and API answered. */
  readonly problem: Problem | undefined;
  /** The fields at fault. */
  readonly errors: readonly FieldError[];
  /** How long the API asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** How many requests were sent, this one included. */
  readonly attempts: number;

  constructor(options: ApiErrorOptions) {
    super(options);
    this.status = options.status;
    this.requestId = options.requestId;
    this.problem = options.problem;
    this.errors = Array.isArray(options.problem?.errors) ? options.problem.errors : [];
    this.retryAfterMs = options.retryAfterMs;
    this.attempts = options.attempts;
  }

  override toJSON(): Record<string, unknown> {
    return {
      ...super.toJSON(),
      status: this.status,
      requestId: this.requestId,
      errors: this.errors,
      attempts: this.attempts,
    };
  }
}
