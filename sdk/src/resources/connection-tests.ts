import type { ApiPromise } from '../api-promise.ts';
import type { ConnectionTest } from '../contract.generated.ts';
import { WaitTimeoutError } from '../errors/index.ts';
import type { PagedList } from '../pages.ts';
import type { CreateOptions, RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import { type WaitOptions, wait } from '../waiting/wait.ts';
import { checkParams } from './params.ts';
import { list, send } from './resource.ts';
import type { Query } from './types.ts';

export type ListConnectionTestsParams = Query<'listConnectionTests'>;

export interface GetConnectionTestParams {
  /** Hold the answer until the test is over. */
  readonly waitFor?: 'finished';
  /** For how many seconds to hold it at most, 1 to 60. @default 30 */
  readonly waitSeconds?: number;
}

/** Tests of connections: whether one works, and if not, what is wrong on which side. */
export class ConnectionTests {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Asks for a test. The answer comes at once; {@link waitUntilFinished} gives what it found. Safe to retry. */
  create(connectionId: string, options?: CreateOptions): ApiPromise<ConnectionTest> {
    return send(this.#transport, () => ({
      operation: 'createConnectionTest',
      path: { connectionId },
      options,
    }));
  }

  get(
    connectionId: string,
    testId: string,
    params?: GetConnectionTestParams,
    options?: RequestOptions,
  ): ApiPromise<ConnectionTest> {
    return send(this.#transport, () => {
      checkParams(params, ['waitFor', 'waitSeconds']);
      const { waitFor, waitSeconds = 30 } = params ?? {};
      return {
        operation: 'getConnectionTest',
        path: { connectionId, testId },
        options,
        ...(waitFor === undefined
          ? {}
          : { query: { waitFor, timeout: waitSeconds }, holdMs: waitSeconds * 1000 }),
      };
    });
  }

  /** The tests that are kept, newest first. */
  list(
    connectionId: string,
    params?: ListConnectionTestsParams,
    options?: RequestOptions,
  ): PagedList<ConnectionTest> {
    return list(this.#transport, {
      operation: 'listConnectionTests',
      path: { connectionId },
      params,
      filters: [],
      options,
    });
  }

  /**
   * Waits until the test is `finished`, or `failed`: it could not be carried out, and `reason` says why.
   *
   * @throws WaitTimeoutError when `timeout` is over; without one it waits as long as it takes.
   */
  waitUntilFinished(
    connectionId: string,
    testId: string,
    options: WaitOptions<ConnectionTest> = {},
  ): Promise<ConnectionTest> {
    return wait<ConnectionTest>({
      options,
      isDone: ({ state }) => state === 'finished' || state === 'failed',
      failure: () => undefined,
      timeoutError: (timeoutMs, last, cause) =>
        new WaitTimeoutError({ subject: `Test ${testId}`, wanted: 'its end', timeoutMs, last, cause }),
      read: (_etag, requestOptions) =>
        this.#transport.call({
          operation: 'getConnectionTest',
          path: { connectionId, testId },
          query: { waitFor: 'finished', timeout: 30 },
          holdMs: 30_000,
          options: requestOptions,
        }),
      longestPauseMs: 2_000,
    });
  }
}
