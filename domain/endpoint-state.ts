import type { ConnectionState } from './connection-state.ts';

/**
 * States of an interface endpoint, in the spelling of EC2's wire format.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html
 */
export const endpointStates = [
  'pendingAcceptance',
  'pending',
  'available',
  'partial',
  'rejected',
  'expired',
  'failed',
  'deleting',
  'deleted',
] as const;

export type EndpointState = (typeof endpointStates)[number];

/**
 * EC2 answers `pendingAcceptance`, its API model says `PendingAcceptance`, and event notifications have their own
 * habits: case and separators are ignored.
 * @returns undefined for a state that did not exist when this was written; keep the raw text and look again later.
 */
export function parseEndpointState(raw: string): EndpointState | undefined {
  const key = raw.toLowerCase().replace(/[\s_-]/g, '');
  return endpointStates.find((state) => state.toLowerCase() === key);
}

/** What an endpoint's state says about its connection. */
export interface EndpointObservation {
  readonly state: ConnectionState;
  readonly reason?: { readonly code: EndpointReasonCode; readonly message: string };
}

export type EndpointReasonCode =
  | 'endpoint_deleted_elsewhere'
  | 'endpoint_expired'
  | 'endpoint_failed'
  | 'endpoint_partial'
  | 'endpoint_rejected';

/**
 * The state of a connection whose endpoint was seen in `endpointState`.
 *
 * @param context `dnsConfigured`: the second stage is done, so an available endpoint is an available connection;
 * `deletionRequested`: somebody asked us to delete it, so that it goes away is not a failure.
 */
export function connectionStateFor(
  endpointState: EndpointState,
  context: { readonly dnsConfigured: boolean; readonly deletionRequested?: boolean },
): EndpointObservation {
  if (context.deletionRequested) return { state: endpointState === 'deleted' ? 'deleted' : 'deleting' };
  switch (endpointState) {
    case 'pendingAcceptance':
      return { state: 'pending_acceptance' };
    case 'pending':
      return { state: 'connecting' };
    case 'available':
      return { state: context.dnsConfigured ? 'available' : 'configuring' };
    case 'partial':
      return {
        state: 'connecting',
        reason: { code: 'endpoint_partial', message: 'the endpoint is not up in all of its zones yet' },
      };
    case 'rejected':
      return {
        state: 'rejected',
        reason: { code: 'endpoint_rejected', message: 'the owner of the service rejected the connection' },
      };
    case 'expired':
      return {
        state: 'expired',
        reason: { code: 'endpoint_expired', message: 'nobody accepted the connection in time' },
      };
    case 'failed':
      return {
        state: 'failed',
        reason: {
          code: 'endpoint_failed',
          message: 'AWS could not make the endpoint; its last error says why',
        },
      };
    case 'deleting':
    case 'deleted':
      return {
        state: 'failed',
        reason: {
          code: 'endpoint_deleted_elsewhere',
          message: 'the endpoint was deleted outside of this system',
        },
      };
  }
}
