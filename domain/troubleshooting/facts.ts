import type { ConnectionState } from '../connection-state.ts';
import type { EndpointState } from '../endpoint-state.ts';
import type { Protocol, ServicePort } from '../ports.ts';

export type DnsOutcome = 'resolved' | 'not_found' | 'outside' | 'timeout' | 'failed';
export type TcpOutcome = 'connected' | 'timeout' | 'refused' | 'reset' | 'failed';
export type TlsOutcome = 'established' | 'silent' | 'not_tls' | 'closed' | 'reset' | 'refused';

export interface DnsFact {
  readonly outcome: DnsOutcome;
  readonly addresses?: readonly string[];
  readonly milliseconds?: number;
}

export interface TcpFact {
  readonly outcome: TcpOutcome;
  /** What the service did within a moment after the connection was open. */
  readonly peer?: 'silent' | 'spoke' | 'closed';
  readonly milliseconds?: number;
}

export interface TlsFact {
  readonly outcome: TlsOutcome;
  /** `TLSv1.3` */
  readonly protocol?: string;
  /** Names in the certificate, wildcards as they are written. */
  readonly names?: readonly string[];
  readonly nameMatches?: boolean;
  /** RFC 3339, UTC. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly issuer?: string;
  /** The chain ends at an authority that Node trusts. */
  readonly trusted?: boolean;
  readonly milliseconds?: number;
}

/** What a host is to the connection. */
export type HostKind = 'zone' | 'own_name' | 'hostname';

/** One port through one name, as the probe found it. */
export interface PortFact {
  readonly kind: HostKind;
  /** Of the endpoint's interface; null for the names that connectors use. */
  readonly zoneId: string | null;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly tlsServerName?: string;
  readonly dns: DnsFact;
  readonly tcp?: TcpFact;
  readonly tls?: TlsFact;
}

/** All that a diagnosis is made from. */
export interface ConnectionFacts {
  readonly connectionId: string;
  readonly state: ConnectionState;
  /** AWS's own state of the endpoint, just looked up; `missing` when there is none any more, undefined when nobody knows. */
  readonly endpointState?: EndpointState | 'missing';
  readonly endpointId?: string;
  /** Zones of the endpoint, where they are known. */
  readonly endpointZoneIds: readonly string[];
  /** Zones of the service's load balancers; empty across regions, and where nobody knows. */
  readonly serviceZoneIds: readonly string[];
  /** `vpce-svc-…`, for services that are changed by command. */
  readonly serviceId?: string;
  readonly serviceRegion: string;
  /** Of the network. */
  readonly region: string;
  /** Block of the network: where Tray's traffic comes from. */
  readonly networkCidr: string;
  readonly ports: readonly ServicePort[];
  readonly hostname?: string;
  /** The endpoint's own security group, and the ports that it does not admit from the network. */
  readonly ownGroup?: { readonly id: string; readonly closedPorts: readonly number[] };
  /** When the probe looked. */
  readonly at: Date;
  /** Why there is no answer of the probe's. */
  readonly probe?: 'missing' | 'throttled' | 'failed';
  /** Empty where the probe was not asked. */
  readonly results: readonly PortFact[];
}
