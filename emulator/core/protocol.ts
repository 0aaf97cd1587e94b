import type { AwsError } from './aws-error.ts';
import type { Input } from './input.ts';
import type { Output } from './output.ts';

/** A request as the server read it: the body is complete and bounded. */
export interface WireRequest {
  readonly method: string;
  /** Path without the query, percent-encoding untouched. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface ParsedCall {
  /** The operation as AWS's model names it, `CreateVpcEndpoint`. */
  readonly action: string;
  readonly input: Input;
}

/**
 * One of AWS's wire protocols, set up for one service. A service may speak several; the first one that `accepts` a
 * request is used.
 */
export interface Protocol {
  readonly name: string;
  accepts(request: WireRequest): boolean;
  /** Throws an `AwsError` when the request does not name an operation or cannot be read. */
  parse(request: WireRequest): ParsedCall;
  success(action: string, output: Output, requestId: string): WireResponse;
  failure(error: AwsError, requestId: string): WireResponse;
  /** What AWS answers to an operation that the service does not have. */
  unknownAction(action: string): AwsError;
  /** What AWS answers to a caller that is too fast. */
  throttled(): AwsError;
  /** What AWS answers when it is broken itself. */
  broken(): AwsError;
  /** What AWS answers to a caller that may not do this. */
  denied(message: string): AwsError;
}
