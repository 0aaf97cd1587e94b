import { defined } from './defined.ts';
import { DomainError } from './errors.ts';
import { parseHostname } from './hostname.ts';

/**
 * The listener protocols of a Network Load Balancer.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
 */
export const protocols = ['TCP', 'UDP', 'TCP_UDP', 'TLS'] as const;

export type Protocol = (typeof protocols)[number];

/** A port that the service answers on. */
export interface ServicePort {
  /** 1–65535 */
  readonly port: number;
  /** How the customer's load balancer listens: `TCP`, `UDP`, `TCP_UDP` (both on one port) or `TLS`. */
  readonly protocol: Protocol;
  /**
   * The name in the service's certificate. TLS needs it: the endpoint's own DNS name is in no customer's certificate,
   * so a client that is not told which name to expect fails or, worse, does not check. On a TCP port it says that the
   * targets speak TLS themselves.
   */
  readonly tlsServerName?: string;
}

/** A port as it is written: protocol defaults to TCP. */
export interface PortInput {
  readonly port: number;
  readonly protocol?: string;
  readonly tlsServerName?: string;
}

/** A broken rule in a list of ports, with the place of the value. */
export interface PortProblem {
  readonly index: number;
  readonly field: 'port' | 'protocol' | 'tlsServerName' | undefined;
  readonly error: DomainError;
}

/**
 * Ports in the order they were written.
 * @throws DomainError `invalid_ports` for the first broken rule; `findPortProblems` lists them all.
 */
export function parsePorts(list: readonly PortInput[]): ServicePort[] {
  if (list.length === 0) throw emptyPorts();
  const [first] = findPortProblems(list);
  if (first) throw first.error;
  return list.map(({ port, protocol, tlsServerName }) => ({
    port,
    protocol: toProtocol(protocol ?? 'TCP') ?? 'TCP',
    ...defined({ tlsServerName }),
  }));
}

/**
 * Every broken rule of a list that is not empty.
 * @param nameOf what messages call an entry: "entry 2" unless the caller knows better.
 */
export function findPortProblems(
  list: readonly PortInput[],
  nameOf: (index: number) => string = (index) => `entry ${index + 1}`,
): PortProblem[] {
  const problems: PortProblem[] = [];
  const seen = new Map<string, number>();
  for (const [index, entry] of list.entries()) {
    const protocol = toProtocol(entry.protocol ?? 'TCP');
    const add = (field: PortProblem['field'], error: DomainError) => problems.push({ index, field, error });
    if (!isPort(entry.port)) add('port', invalid(`${entry.port} is not a port`, 'use 1–65535'));
    if (!protocol) {
      add('protocol', invalid(`"${entry.protocol}" is not a protocol`, `use ${protocols.join(', ')}`));
      continue;
    }
    for (const error of tlsProblems(entry, protocol)) add('tlsServerName', error);
    if (!isPort(entry.port)) continue;
    for (const transport of transports(protocol)) {
      const key = `${transport} ${entry.port}`;
      const other = seen.get(key);
      if (other === undefined) seen.set(key, index);
      else {
        add(
          'port',
          invalid(
            `${transport} port ${entry.port} is listed twice, first as ${nameOf(other)}`,
            'list each port once per transport',
          ),
        );
        break;
      }
    }
  }
  return problems;
}

/** What a protocol uses on the wire: TLS is TCP, TCP_UDP is both. */
export function transports(protocol: Protocol): readonly ('TCP' | 'UDP')[] {
  switch (protocol) {
    case 'TCP':
    case 'TLS':
      return ['TCP'];
    case 'UDP':
      return ['UDP'];
    case 'TCP_UDP':
      return ['TCP', 'UDP'];
  }
}

export function emptyPorts(): DomainError {
  return invalid(
    'a service without ports cannot be reached',
    'list at least one port, such as { port: 443 }',
  );
}

function tlsProblems(entry: PortInput, protocol: Protocol): DomainError[] {
  if (entry.tlsServerName === undefined) {
    if (protocol !== 'TLS') return [];
    return [
      invalid(
        `TLS port ${entry.port} has no server name, so no client can verify its certificate`,
        "add tlsServerName: the name in the service's certificate, such as db.example.com",
      ),
    ];
  }
  if (protocol !== 'TLS' && protocol !== 'TCP') {
    return [
      invalid(
        `a server name has no meaning on ${protocol} port ${entry.port}`,
        'use protocol TLS (or TCP, when the targets themselves speak TLS), or remove tlsServerName',
      ),
    ];
  }
  try {
    parseHostname(entry.tlsServerName);
    return [];
  } catch (error) {
    if (error instanceof DomainError) return [invalid(error.message, error.fix)];
    throw error;
  }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function toProtocol(text: string): Protocol | undefined {
  return protocols.find((protocol) => protocol === text);
}

function invalid(message: string, fix: string): DomainError {
  return new DomainError('invalid_ports', message, fix);
}
