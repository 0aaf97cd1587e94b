import { randomUUID } from 'node:crypto';
import type { Authenticator } from '../auth/authenticator.ts';
import { errorFromResponse } from '../errors/from-response.ts';
import { AuthenticationError, ConfigurationError, PrivateLinkError } from '../errors/index.ts';
import { type Operation, type OperationId, operations } from '../operations.ts';
import { type CreateOptions, checkRequestOptions, type Limits } from '../request-options.ts';
import { notify, type TelemetryAttributes, type TelemetryHooks } from '../telemetry.ts';
import type { Exchange, Reply } from './exchange.ts';
import {
  type AttemptInfo,
  attemptTimeout,
  callTimeout,
  fromDispatcher,
  notJson,
  unexpectedRedirect,
} from './failures.ts';
import { checkHeaders } from './headers.ts';
import { redact } from './redact.ts';
import { type ApiResponse, header } from './response.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { RetryBudget } from './retry-budget.ts';
import { isRetryable, retryDelay } from './retry-policy.ts';
import { sleep, step } from './step.ts';
import { type BaseUrl, expandRoute, type QueryValue, serializeQuery } from './url.ts';

export interface TransportConfig {
  readonly baseUrl: BaseUrl;
  readonly exchange: Exchange;
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly budget: RetryBudget | undefined;
  readonly hooks: TelemetryHooks | undefined;
}

export interface Call {
  readonly operation: OperationId;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly options?: CreateOptions | undefined;
  /** For how long the API may hold the answer back (a long poll), in milliseconds: added to the attempt's time. */
  readonly holdMs?: number;
  /** A failure status whose body is an answer of the operation, not a problem. */
  readonly answerStatus?: number;
}

interface PreparedCall {
  readonly id: OperationId;
  readonly operation: Operation;
  readonly path: string;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly idempotent: boolean;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  readonly requestId: string;
  readonly startedAt: number;
  readonly answerStatus: number | undefined;
}

/** Sends calls: one loop for attempts, pauses, tokens and limits. */
export class Transport {
  readonly #config: TransportConfig;

  constructor(config: TransportConfig) {
    this.#config = config;
  }

  async call<T>(input: Call): Promise<ApiResponse<T>> {
    const call = this.#prepare(input);
    const { authenticator, hooks, budget } = this.#config;
    let lastError: PrivateLinkError | undefined;
    let refusal: { readonly token: string; readonly error: PrivateLinkError } | undefined;
    for (let attempt = 1; ; attempt += 1) {
      let error: PrivateLinkError;
      const startedAt = performance.now();
      try {
        const token = authenticator.fixed ?? (await this.#token(call, attempt, lastError));
        if (token === refusal?.token) throw refusal.error;
        const response = await this.#attempt<T>(call, attempt, token, lastError);
        if (!(response instanceof PrivateLinkError)) {
          budget?.success();
          return response;
        }
        error = response;
        if (error instanceof AuthenticationError && authenticator.fixed === undefined) {
          authenticator.reject(token);
          if (refusal === undefined && call.limits.retries > 0) {
            // Does not count as a retry, because the request was not even looked at. Once: a second 401 is final.
            refusal = { token, error };
            continue;
          }
        }
      } catch (thrown) {
        error = fromDispatcher(thrown, this.#info(call, attempt));
      }
      const retriesMade = attempt - 1 - (refusal ? 1 : 0);
      const delayMs = this.#delay(call, error, retriesMade);
      if (delayMs === undefined) {
        if (hooks) this.#notifyError(call, attempt, error);
        throw error;
      }
      if (hooks) {
        const event = this.#event(call, attempt, { 'error.type': error.code });
        notify(hooks.retry, { ...event, error, delayMs, durationMs: performance.now() - startedAt });
      }
      lastError = error;
      try {
        await sleep(delayMs, call.signal);
      } catch (aborted) {
        if (hooks && aborted instanceof PrivateLinkError) this.#notifyError(call, attempt, aborted);
        throw aborted;
      }
    }
  }

  #prepare(input: Call): PreparedCall {
    const { operation: id, options = {} } = input;
    const operation: Operation = operations[id];
    if (input.options !== undefined) checkRequestOptions(options, operation);
    const { limits, baseUrl } = this.#config;
    const key = operation.keyed ? (options.idempotencyKey ?? randomUUID()) : undefined;
    const headers: Record<string, string> = { ...this.#config.headers };
    if (options.headers) Object.assign(headers, checkHeaders(options.headers));
    if (input.headers) Object.assign(headers, input.headers);
    if (key !== undefined) headers['idempotency-key'] = key;
    if (input.body !== undefined) headers['content-type'] = 'application/json';
    return {
      id,
      operation,
      path:
        baseUrl.basePath +
        expandRoute(operation.route, input.path) +
        (input.query ? serializeQuery(input.query) : ''),
      body: input.body === undefined ? undefined : serializeBody(input.body),
      headers,
      idempotent: operation.idempotent || key !== undefined,
      limits: {
        timeout: options.timeout ?? limits.timeout + (input.holdMs ?? 0),
        attemptTimeout: (options.attemptTimeout ?? limits.attemptTimeout) + (input.holdMs ?? 0),
        retries: options.retries ?? limits.retries,
      },
      signal: options.signal,
      requestId: randomUUID(),
      startedAt: performance.now(),
      answerStatus: input.answerStatus,
    };
  }

  #token(call: PreparedCall, attempt: number, lastError: PrivateLinkError | undefined): Promise<string> {
    return this.#config.authenticator.token({
      signal: call.signal,
      timeoutMs: remaining(call),
      onTimeout: () => callTimeout(this.#info(call, attempt), call.limits.timeout, lastError),
    });
  }

  /** One request and its whole answer. Refusals of the API are returned; everything else is thrown. */
  async #attempt<T>(
    call: PreparedCall,
    attempt: number,
    token: string,
    lastError: PrivateLinkError | undefined,
  ): Promise<ApiResponse<T> | PrivateLinkError> {
    const { baseUrl, exchange, hooks } = this.#config;
    const { method } = call.operation;
    const requestId = attemptId(call.requestId, attempt);
    const headers: Record<string, string> = {
      ...call.headers,
      authorization: `Bearer ${token}`,
      'x-request-id': requestId,
    };
    if (hooks?.request) {
      const setHeader = (name: string, value: string): void => {
        Object.assign(headers, checkHeaders({ [name]: value }));
      };
      notify(hooks.request, { ...this.#event(call, attempt), setHeader });
    }
    const left = remaining(call);
    const timeoutMs = Math.min(call.limits.attemptTimeout, left);
    const startedAt = performance.now();
    const onTimeout = (): Error => {
      const info = this.#info(call, attempt);
      return left <= call.limits.attemptTimeout
        ? callTimeout(info, call.limits.timeout, lastError)
        : attemptTimeout(info, timeoutMs);
    };
    const request = { origin: baseUrl.origin, path: call.path, method, headers, body: call.body ?? null };
    const reply = await step({ signal: call.signal, timeoutMs, onTimeout }, (signal) =>
      exchange(request, signal),
    );
    if (hooks?.response) {
      const event = this.#event(call, attempt, { 'http.response.status_code': reply.status });
      notify(hooks.response, { ...event, status: reply.status, durationMs: performance.now() - startedAt });
    }
    return this.#read<T>(call, attempt, token, reply);
  }

  #read<T>(
    call: PreparedCall,
    attempt: number,
    token: string,
    reply: Reply,
  ): ApiResponse<T> | PrivateLinkError {
    const { status, headers } = reply;
    const requestId = header(headers, 'x-request-id') ?? attemptId(call.requestId, attempt);
    if ((status >= 200 && status < 300) || status === 304 || isAnswer(call, reply)) {
      return {
        data: this.#parse(call, attempt, reply) as T,
        status,
        headers,
        requestId,
        etag: header(headers, 'etag'),
        attempts: attempt,
      };
    }
    const info = this.#info(call, attempt);
    if (status < 400) return unexpectedRedirect(info, status, requestId);
    return errorFromResponse({
      method: info.method,
      route: info.route,
      status,
      text: redact(reply.text, token),
      requestId,
      retryAfterMs: parseRetryAfter(header(headers, 'retry-after')),
      attempts: attempt,
    });
  }

  #parse(call: PreparedCall, attempt: number, { status, text, headers }: Reply): unknown {
    if (status === 304 || status === 204) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      const requestId = header(headers, 'x-request-id');
      throw notJson(this.#info(call, attempt), status, header(headers, 'content-type'), requestId);
    }
  }

  /** How long to pause before the next attempt; undefined when there is to be none. */
  #delay(call: PreparedCall, error: PrivateLinkError, retriesMade: number): number | undefined {
    if (retriesMade >= call.limits.retries || !isRetryable(error, call)) return undefined;
    const delayMs = retryDelay(retriesMade, error);
    // An answer that says "come back in a minute" is worth more than a timeout after waiting for nothing.
    if (delayMs >= remaining(call)) return undefined;
    if (this.#config.budget && !this.#config.budget.spend()) return undefined;
    return delayMs;
  }

  #notifyError(call: PreparedCall, attempt: number, error: PrivateLinkError): void {
    const event = this.#event(call, attempt, { 'error.type': error.code });
    notify(this.#config.hooks?.error, { ...event, error, durationMs: performance.now() - call.startedAt });
  }

  #event(call: PreparedCall, attempt: number, more: Partial<TelemetryAttributes> = {}) {
    const { baseUrl } = this.#config;
    const attributes: TelemetryAttributes = {
      'http.request.method': call.operation.method,
      'url.template': call.operation.route,
      'server.address': baseUrl.host,
      'server.port': baseUrl.port,
      ...(attempt > 1 ? { 'http.request.resend_count': attempt - 1 } : {}),
      ...more,
    };
    return { operation: call.id, requestId: attemptId(call.requestId, attempt), attempt, attributes };
  }

  #info(call: PreparedCall, attempt: number): AttemptInfo {
    return {
      method: call.operation.method,
      route: call.operation.route,
      origin: this.#config.baseUrl.origin,
      requestId: attemptId(call.requestId, attempt),
      attempts: attempt,
    };
  }
}

/** A failure status that the operation uses for an answer; a problem document with that status is none. */
function isAnswer(call: PreparedCall, { status, headers }: Reply): boolean {
  return (
    status === call.answerStatus && header(headers, 'content-type')?.startsWith('application/json') === true
  );
}

function remaining(call: PreparedCall): number {
  return Math.max(0, call.limits.timeout - (performance.now() - call.startedAt));
}

function attemptId(callId: string, attempt: number): string {
  return attempt === 1 ? callId : `${callId}-${attempt}`;
}

function serializeBody(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`The parameters cannot be written as JSON: ${words}`, { cause });
  }
}
