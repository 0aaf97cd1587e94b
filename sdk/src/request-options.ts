import { ConfigurationError } from './errors/index.ts';

/** What every method takes as its last argument. */
export interface RequestOptions {
  /** Aborting it ends the call at once, even between two attempts. */
  readonly signal?: AbortSignal | undefined;
  /** How long the whole call may take, retries and pauses included, in milliseconds. @default the client's `timeout` */
  readonly timeout?: number | undefined;
  /** How long one attempt may take, in milliseconds. @default the client's `attemptTimeout` */
  readonly attemptTimeout?: number | undefined;
  /** How often the call is repeated after a failure; 0 means one attempt. @default the client's `retries` */
  readonly retries?: number | undefined;
  /** Headers for this call only. Names are case-insensitive; `authorization` belongs to the token provider. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** For calls that create something. */
export interface CreateOptions extends RequestOptions {
  /**
   * Makes repeating the call safe: the API gives the first answer again. Made by the client and kept across retries; pass
   * your own when the call must also be safe to repeat from another process.
   */
  readonly idempotencyKey?: string | undefined;
}

export interface Limits {
  readonly timeout: number;
  readonly attemptTimeout: number;
  readonly retries: number;
}

const optionNames = new Set(['signal', 'timeout', 'attemptTimeout', 'retries', 'headers', 'idempotencyKey']);

export function checkRequestOptions(options: CreateOptions, { keyed }: { keyed: boolean }): void {
  for (const name of Object.keys(options)) {
    if (!optionNames.has(name)) {
      throw new ConfigurationError(
        `${name} is not a request option; the options are ${[...optionNames].join(', ')}.`,
      );
    }
  }
  checkDuration('timeout', options.timeout);
  checkDuration('attemptTimeout', options.attemptTimeout);
  checkRetries(options.retries);
  if (options.idempotencyKey !== undefined && !keyed) {
    throw new ConfigurationError(
      'idempotencyKey is for calls that create something; this one is safe without.',
    );
  }
  if (options.idempotencyKey !== undefined && !/^[\x21-\x7e]{1,255}$/.test(options.idempotencyKey)) {
    throw new ConfigurationError('idempotencyKey has 1 to 255 visible ASCII characters; a UUID is good.');
  }
}

export function checkDuration(name: string, value: number | undefined): void {
  if (value !== undefined && !(typeof value === 'number' && value > 0)) {
    throw new ConfigurationError(
      `${name} is a number of milliseconds greater than 0 (or Infinity), not ${value}.`,
    );
  }
}

export function checkRetries(value: number | undefined): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 0)) {
    throw new ConfigurationError(`retries is a whole number, 0 for one attempt, not ${value}.`);
  }
}
