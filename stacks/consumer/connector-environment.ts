import type { ServicePort } from '../../domain/ports.ts';

/** A connection as a connector sees it. */
export interface ConnectorConnection {
  /** Names the variables. */
  readonly connectionId: string;
  /** The name to dial. */
  readonly host: string;
  /** Ports of the connection, the most important one first. */
  readonly ports: readonly ServicePort[];
}

/**
 * The variables that tell a connector where a connection is, e.g. for `acme-orders-db`:
 *
 * - `TRAY_CONNECTION_ACME_ORDERS_DB_HOST`: the name to dial
 * - `TRAY_CONNECTION_ACME_ORDERS_DB_PORT`: its first port
 * - `TRAY_CONNECTION_ACME_ORDERS_DB_PORTS`: all of them, as `5432/TCP,5433/TLS`
 * - `TRAY_CONNECTION_ACME_ORDERS_DB_TLS_SERVER_NAME`: the name to expect in the certificate, where a port is TLS
 *
 * Connection ids have no underscore, so two of them never share a variable.
 */
export function connectionEnvironment(connection: ConnectorConnection): Record<string, string> {
  const prefix = `TRAY_CONNECTION_${connection.connectionId.toUpperCase().replaceAll('-', '_')}`;
  const [first] = connection.ports;
  const tls = connection.ports.find((port) => port.tlsServerName !== undefined);
  return {
    [`${prefix}_HOST`]: connection.host,
    ...(first === undefined ? {} : { [`${prefix}_PORT`]: String(first.port) }),
    [`${prefix}_PORTS`]: connection.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(','),
    ...(tls?.tlsServerName === undefined ? {} : { [`${prefix}_TLS_SERVER_NAME`]: tls.tlsServerName }),
  };
}
