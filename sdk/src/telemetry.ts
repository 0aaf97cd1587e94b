import type { PrivateLinkError } from './errors/index.ts';
import type { OperationId } from './operations.ts';
import type { HttpMethod } from './transport/dispatcher.ts';

/** Names and values as OpenTelemetry's semantic conventions for HTTP clients have them. */
export interface TelemetryAttributes {
  readonly 'http.request.method': HttpMethod;
  /** The path with names in place of ids, fit for the name of a span or metric. */
  readonly 'url.template': string;
  readonly 'server.address': string;
  readonly 'server.port': number;
  /** How often the call had been sent before; absent for the first time. */
  readonly 'http.request.resend_count'?: number;
  readonly 'http.response.status_code'?: number;
  /** The code of the error. */
  readonly 'error.type'?: string;
}

interface CallEvent {
  readonly operation: OperationId;
  /** The id that the request carries; every attempt has its own. */
  readonly requestId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly attributes: TelemetryAttributes;
}

export interface RequestEvent extends CallEvent {
  /** Adds a header to this attempt, `traceparent` for example. */
  setHeader(name: string, value: string): void;
}

export interface ResponseEvent extends CallEvent {
  readonly status: number;
  /** From sending this attempt to the end of its answer, in milliseconds. */
  readonly durationMs: number;
}

export interface RetryEvent extends CallEvent {
  /** What made this attempt fail. */
  readonly error: PrivateLinkError;
  /** How long this attempt took. */
  readonly durationMs: number;
  /** How long the pause before the next attempt is. */
  readonly delayMs: number;
}

export interface ErrorEvent extends CallEvent {
  readonly error: PrivateLinkError;
  /** How long the whole call took, with all attempts and pauses. */
  readonly durationMs: number;
}

/**
 * Called as things happen. They get no tokens, headers or bodies. One that throws does not disturb the call: what it
 * threw becomes a process warning.
 */
export interface TelemetryHooks {
  /** An attempt is about to be sent. */
  readonly request?: (event: RequestEvent) => void;
  /** An answer is complete, whatever its status. */
  readonly response?: (event: ResponseEvent) => void;
  /** An attempt has failed, and another one follows. */
  readonly retry?: (event: RetryEvent) => void;
  /** The call has failed for good. */
  readonly error?: (event: ErrorEvent) => void;
}

/** Calls a hook without letting it break the call it watches. */
export function notify<Event>(hook: ((event: Event) => void) | undefined, event: Event): void {
  try {
    hook?.(event);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.emitWarning(`A telemetry hook threw: ${message}`, { type: 'TrayPrivateLinkWarning' });
  }
}
