import {
  type KnownOrganizationState,
  knownOrganizationStates,
  type Organization,
} from '../contract.generated.ts';
import { ConfigurationError, WaitTimeoutError } from '../errors/index.ts';
import type { Transport } from '../transport/transport.ts';
import { type WaitOptions, wait } from './wait.ts';

export type OrganizationWaitTarget = KnownOrganizationState | ((organization: Organization) => boolean);

export type OrganizationWaitOptions = WaitOptions<Organization>;

/** No state of an organization is final: what has failed is tried again by the API. */
export async function waitForOrganization(
  transport: Transport,
  organizationId: string,
  target: OrganizationWaitTarget,
  options: OrganizationWaitOptions = {},
): Promise<Organization> {
  const known: readonly string[] = knownOrganizationStates;
  if (typeof target !== 'function' && !known.includes(target)) {
    throw new ConfigurationError(
      `${JSON.stringify(target)} is not a state that this version knows (${known.join(', ')}); wait for it with a function.`,
    );
  }
  const wanted = typeof target === 'function' ? 'what the condition asks for' : target;
  return wait<Organization>({
    options,
    isDone: typeof target === 'function' ? target : ({ state }) => state === target,
    failure: () => undefined,
    timeoutError: (timeoutMs, last, cause) =>
      new WaitTimeoutError({ subject: `Organization ${organizationId}`, wanted, timeoutMs, last, cause }),
    read: (etag, requestOptions) =>
      transport.call({
        operation: 'getOrganization',
        path: { organizationId },
        options: requestOptions,
        headers: etag === undefined ? undefined : { 'if-none-match': etag },
      }),
    longestPauseMs: 2_000,
  });
}
