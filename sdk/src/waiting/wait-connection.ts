import { type Connection, type KnownConnectionState, knownConnectionStates } from '../contract.generated.ts';
import { ConfigurationError, ConnectionFailedError, WaitTimeoutError } from '../errors/index.ts';
import type { Transport } from '../transport/transport.ts';
import { type WaitOptions, wait } from './wait.ts';

export type ConnectionWaitTarget =
  | KnownConnectionState
  | readonly KnownConnectionState[]
  | ((connection: Connection) => boolean);

export type ConnectionWaitOptions = WaitOptions<Connection>;

/** States that a connection does not leave by itself. */
const finalStates: ReadonlySet<string> = new Set(['rejected', 'expired', 'failed', 'deleted']);

// The contract allows 60; less gets through more proxies, which often cut at 60.
const holdSeconds = 30;

export async function waitForConnection(
  transport: Transport,
  connectionId: string,
  target: ConnectionWaitTarget,
  options: ConnectionWaitOptions = {},
): Promise<Connection> {
  const { isDone, wanted } = parseTarget(target);
  return wait<Connection>({
    options,
    isDone,
    failure: (connection) =>
      finalStates.has(connection.state) ? new ConnectionFailedError(connection, wanted) : undefined,
    timeoutError: (timeoutMs, last, cause) =>
      new WaitTimeoutError({
        subject: `Connection ${connectionId}`,
        wanted,
        timeoutMs,
        last,
        nextAction: last?.nextAction,
        cause,
      }),
    read: (etag, requestOptions) =>
      transport.call({
        operation: 'getConnection',
        path: { connectionId },
        options: requestOptions,
        ...(etag === undefined
          ? {}
          : {
              query: { waitFor: 'change', timeout: holdSeconds },
              headers: { 'if-none-match': etag },
              holdMs: holdSeconds * 1000,
            }),
      }),
    longestPauseMs: 5_000,
  });
}

function parseTarget(target: ConnectionWaitTarget): { isDone: (now: Connection) => boolean; wanted: string } {
  if (typeof target === 'function') return { isDone: target, wanted: 'what the condition asks for' };
  const states: readonly string[] = typeof target === 'string' ? [target] : target;
  if (!Array.isArray(states) || states.length === 0) {
    throw new ConfigurationError('Wait for a state, a list of states, or a function of the connection.');
  }
  const known: readonly string[] = knownConnectionStates;
  const unknown = states.find((state) => !known.includes(state));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `${JSON.stringify(unknown)} is not a state that this version knows (${known.join(', ')}); wait for it with a function.`,
    );
  }
  return { isDone: ({ state }) => states.includes(state), wanted: states.join(' or ') };
}
