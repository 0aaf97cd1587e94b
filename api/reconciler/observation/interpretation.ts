import type { ConnectionState } from '../../../domain/connection-state.ts';
import { defined } from '../../../domain/defined.ts';
import { followEndpoint, watchedStates } from '../../../domain/endpoint-moves.ts';
import { parseEndpointState } from '../../../domain/endpoint-state.ts';
import type { ListedEndpoint } from '../../aws/endpoints.ts';
import type { Observation } from '../../store/connections.ts';
import type { Connection, Reason, ZonalDnsName } from '../../store/schema.ts';

/** What an observation changes about a connection. */
export interface Finding {
  readonly facts: Observation;
  /** Undefined: the connection stays as it is. `to` may be the state that it is in: then the reason is new. */
  readonly move?: { readonly to: ConnectionState; readonly reason?: Reason };
}

export function isWatched(connection: Pick<Connection, 'state' | 'endpoint_id'>): boolean {
  return connection.endpoint_id !== null && watchedStates.includes(connection.state);
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
    ...defined({
      endpointDnsName: endpoint?.dnsName,
      endpointZonalDnsNames: endpoint && zonalNames(endpoint, zoneIdOf),
    }),
  };
  const step = followEndpoint(connection.state, parseEndpointState(awsState) ?? 'unknown', {
    dnsConfigured: connection.dns_configured,
    ...(connection.reason ? { reasonCode: connection.reason.code } : {}),
  });
  if (step.kind !== 'stay') {
    const words = endpoint?.lastError?.message;
    const reason = step.reason && {
      ...step.reason,
      ...(words ? { message: `${step.reason.message}: ${words}` } : {}),
    };
    const to = step.kind === 'move' ? step.to : connection.state;
    return { facts, move: { to, ...(reason ? { reason } : {}) } };
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
    return { dnsName, ...defined({ zoneId }) };
  });
}
