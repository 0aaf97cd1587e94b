import { type Connector, type KnownConnectorState, knownConnectorStates } from '../contract.generated.ts';
import { ConfigurationError, WaitTimeoutError } from '../errors/index.ts';
import type { Transport } from '../transport/transport.ts';
import { type WaitOptions, wait } from './wait.ts';

export type ConnectorWaitTarget = KnownConnectorState | ((connector: Connector) => boolean);

export type ConnectorWaitOptions = WaitOptions<Connector>;

/** Which connector: ids are a network's own. */
export interface ConnectorPath {
  readonly networkId: string;
  readonly connectorId: string;
}

/** No state of a connector is final: what has failed is tried again by the API and by AWS. */
export async function waitForConnector(
  transport: Transport,
  path: ConnectorPath,
  target: ConnectorWaitTarget,
  options: ConnectorWaitOptions = {},
): Promise<Connector> {
  const known: readonly string[] = knownConnectorStates;
  if (typeof target !== 'function' && !known.includes(target)) {
    throw new ConfigurationError(
      `${JSON.stringify(target)} is not a state that this version knows (${known.join(', ')}); wait for it with a function.`,
    );
  }
  const wanted = typeof target === 'function' ? 'what the condition asks for' : target;
  return wait<Connector>({
    options,
    // As it is wanted now: what ran before a change is no answer.
    isDone:
      typeof target === 'function'
        ? target
        : ({ state, generation, observedGeneration }) =>
            state === target && (state !== 'running' || observedGeneration === generation),
    failure: () => undefined,
    timeoutError: (timeoutMs, last, cause) =>
      new WaitTimeoutError({ subject: `Connector ${path.connectorId}`, wanted, timeoutMs, last, cause }),
    read: (etag, requestOptions) =>
      transport.call({
        operation: 'getConnector',
        path: { ...path },
        options: requestOptions,
        headers: etag === undefined ? undefined : { 'if-none-match': etag },
      }),
    longestPauseMs: 2_000,
  });
}
