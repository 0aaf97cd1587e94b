import { type ConnectionState, canMove } from '../../../domain/connection-state.ts';
import { connectionStateFor, parseEndpointState } from '../../../domain/endpoint-state.ts';
import type { ListedEndpoint } from '../../aws/endpoints.ts';
import type { Observation } from '../../store/connections.ts';
import type { Connection, Reason, ZonalDnsName } from '../../store/schema.ts';

/** States in which what AWS shows decides; in the others a worker is at it, or it is over. */
const watched: ReadonlySet<ConnectionState> = new Set([
  'pending_acceptance',
  'connecting',
  'configuring',
  'available',
  'rejected',
  'failed',
]);

/** What an observation changes about a connection. */
export interface Finding {
  readonly facts: Observation;
  /** Undefined: the connection stays in its state. */
  readonly move?: { readonly to: ConnectionState; readonly reason?: Reason };
}

export function isWatched(connection: Pick<Connection, 'state' | 'endpoint_id'>): boolean {
  return connection.endpoint_id !== null && watched.has(connection.state);
}

/**
 * What the endpoint's listing says about the connection. `endpoint` is undefined when AWS no longer lists it.
 *
 * @returns undefined when there is nothing new.
 */
export function interpret(
  connection: Connection,
  endpoint: ListedEndpoint | undefined,
  zoneIdOf: (dnsName: string) => string | undefined,
): Finding | undefined {
  const awsState = endpoint?.state ?? 'deleted';
  const facts: Observation = {
    awsState,
    ...(endpoint?.dnsName === undefined ? {} : { endpointDnsName: endpoint.dnsName }),
    ...(endpoint === undefined ? {} : { endpointZonalDnsNames: zonalNames(endpoint, zoneIdOf) }),
  };
  const known = parseEndpointState(awsState);
  if (known !== undefined) {
    const seen = connectionStateFor(known, { dnsConfigured: connection.dns_configured });
    // Coming back from a rejection goes through the second stage again, which finds everything in place.
    const detour = seen.state === 'available' && connection.state === 'rejected';
    const to = detour ? 'configuring' : seen.state;
    if (canMove(connection.state, to)) {
      const words = endpoint?.lastError?.message;
      const reason = seen.reason && {
        ...seen.reason,
        ...(words ? { message: `${seen.reason.message}: ${words}` } : {}),
      };
      return { facts, move: { to, ...(reason ? { reason } : {}) } };
    }
  }
  return isNews(connection, facts) ? { facts } : undefined;
}

function isNews(connection: Connection, facts: Observation): boolean {
  return (
    facts.awsState !== connection.aws_state ||
    (facts.endpointDnsName !== undefined && facts.endpointDnsName !== connection.endpoint_dns_name) ||
    (facts.endpointZonalDnsNames !== undefined &&
      namesOf(facts.endpointZonalDnsNames) !== namesOf(connection.endpoint_zonal_dns_names))
  );
}

function namesOf(names: readonly ZonalDnsName[]): string {
  return names.map(({ dnsName, zoneId }) => `${dnsName} ${zoneId ?? ''}`).join();
}

function zonalNames(
  endpoint: ListedEndpoint,
  zoneIdOf: (dnsName: string) => string | undefined,
): ZonalDnsName[] {
  return endpoint.zonalDnsNames.map((dnsName) => {
    const zoneId = zoneIdOf(dnsName);
    return { dnsName, ...(zoneId === undefined ? {} : { zoneId }) };
  });
}
