import { defined } from '../../../domain/defined.ts';
import type { HostKind, PortFact } from '../../../domain/troubleshooting/facts.ts';
import { transportOf } from '../../../domain/troubleshooting/suspicion.ts';
import { connectionDnsName } from '../../../stacks/index.ts';
import type { ProbeOrder, ProbeResult } from '../../aws/probe.ts';
import type { Connection } from '../../store/schema.ts';

interface Host {
  readonly kind: HostKind;
  readonly zoneId: string | null;
  readonly host: string;
}

/** Names of the connection: the one that connectors use, the customer's, and AWS's own in each zone. */
function hostsOf(connection: Connection, zone: string): Host[] {
  const hosts: Host[] = [{ kind: 'own_name', zoneId: null, host: connectionDnsName(connection.id, zone) }];
  if (connection.hostname !== null) hosts.push({ kind: 'hostname', zoneId: null, host: connection.hostname });
  for (const { zoneId, dnsName } of connection.endpoint_zonal_dns_names)
    hosts.push({ kind: 'zone', zoneId: zoneId ?? null, host: dnsName });
  return hosts;
}

/** What the probe is asked; undefined when there is nothing that it could dial. */
export function orderFor(connection: Connection, zone: string): ProbeOrder | undefined {
  const ports = connection.ports
    .filter(({ protocol }) => transportOf(protocol) !== undefined)
    .map(({ port, protocol, tlsServerName }) => ({
      port,
      // On a TCP port a name says that the targets speak TLS themselves.
      tls: protocol === 'TLS' || tlsServerName !== undefined,
      ...defined({ serverName: tlsServerName }),
    }));
  if (ports.length === 0) return undefined;
  return { version: 1, targets: hostsOf(connection, zone).map(({ host }) => ({ host, ports })) };
}

/** What the probe found, as facts about the connection. Anything that was not asked for is left out. */
export function factsOf(connection: Connection, zone: string, results: readonly ProbeResult[]): PortFact[] {
  const hosts = hostsOf(connection, zone);
  return results.flatMap(({ host: name, port: number, ...found }) => {
    const host = hosts.find((one) => one.host === name);
    const port = connection.ports.find((one) => one.port === number);
    if (host === undefined || port === undefined) return [];
    return [{ ...host, ...port, ...found }];
  });
}
