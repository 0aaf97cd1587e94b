import type { Connection, KnownConnectionState, NextAction, Reason } from '../contract.generated.ts';

/** The way a connection goes by itself; at `pending_acceptance` it waits for the customer. */
const next: { readonly [state in KnownConnectionState]?: KnownConnectionState } = {
  requested: 'checking',
  checking: 'provisioning',
  provisioning: 'pending_acceptance',
  connecting: 'configuring',
  configuring: 'available',
  deleting: 'deleted',
};

export function nextState(connection: Connection): KnownConnectionState | undefined {
  return next[connection.state as KnownConnectionState];
}

const beforeEndpoint: ReadonlySet<string> = new Set(['requested', 'checking', 'provisioning']);
const awsStates: Readonly<Record<string, string>> = {
  pending_acceptance: 'pendingAcceptance',
  connecting: 'pending',
  configuring: 'available',
  available: 'available',
  rejected: 'rejected',
  expired: 'expired',
  deleting: 'deleting',
};

const trayAccountId = '111111111111';
const twoWeeksMs = 14 * 86_400_000;

/** The connection in its new state, with everything that a real one has in that state. */
export function inState(connection: Connection, state: string, reason?: Reason): Connection {
  const now = new Date().toISOString();
  const { reason: _reason, host: _host, endpoint: _endpoint, expiresAt: _expiresAt, ...rest } = connection;
  const endpoint =
    state === 'deleted' || beforeEndpoint.has(state) ? undefined : endpointOf(connection, state);
  const expiresAt =
    state === 'pending_acceptance'
      ? (connection.expiresAt ?? new Date(Date.now() + twoWeeksMs).toISOString())
      : undefined;
  return {
    ...rest,
    state,
    stateSince: now,
    updatedAt: now,
    nextAction: nextActionOf(connection, state, reason, expiresAt),
    networkId: `net-${connection.organizationId}-${connection.region}`,
    service: { ...connection.service, zoneIds: [`${zonePrefix(connection.region)}-az1`] },
    observedGeneration: beforeEndpoint.has(state) ? connection.observedGeneration : connection.generation,
    ...(reason ? { reason } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(expiresAt ? { expiresAt } : {}),
    ...(state === 'available' ? { host: `${connection.id}.privatelink.tray.internal` } : {}),
  };
}

/** Who must act for a principal or a network. */
export function standingOf(
  kind: 'principal' | 'network',
  state: string,
): { state: string; nextAction: NextAction } {
  const what: Readonly<Record<string, string>> = {
    provisioning: `Tray is creating the ${kind}.`,
    deleting: `Tray is deleting the ${kind}.`,
  };
  const underway = what[state];
  return {
    state,
    nextAction: underway
      ? { actor: 'tray', what: underway }
      : { actor: 'none', what: `No action is needed: the ${kind} is ready.` },
  };
}

export function endpointIdOf(connection: Connection): string {
  const hex = Buffer.from(connection.id).toString('hex').padEnd(17, '0');
  return `vpce-${hex.slice(-17)}`;
}

export function serviceIdOf(connection: Connection): string {
  return connection.service.name.split('.').at(-1) ?? connection.service.name;
}

export function decisionCommand(connection: Connection, decision: 'accept' | 'reject'): readonly string[] {
  return [
    'aws',
    'ec2',
    `${decision}-vpc-endpoint-connections`,
    '--region',
    connection.service.region,
    '--service-id',
    serviceIdOf(connection),
    '--vpc-endpoint-ids',
    endpointIdOf(connection),
  ];
}

function endpointOf(connection: Connection, state: string): NonNullable<Connection['endpoint']> {
  const id = connection.endpoint?.id ?? endpointIdOf(connection);
  const suffix = `${serviceIdOf(connection)}.${connection.service.region}.vpce.amazonaws.com`;
  return {
    id,
    accountId: trayAccountId,
    awsState: awsStates[state] ?? connection.endpoint?.awsState ?? 'failed',
    dnsName: `${id}-abcdefgh.${suffix}`,
    zonalDnsNames: [],
  };
}

function nextActionOf(
  connection: Connection,
  state: string,
  reason: Reason | undefined,
  deadline: string | undefined,
): NextAction {
  switch (state) {
    case 'pending_acceptance':
      return {
        actor: 'customer',
        what: `Accept the connection request of ${endpointIdOf(connection)} on ${serviceIdOf(connection)}.`,
        command: decisionCommand(connection, 'accept').join(' '),
        ...(deadline ? { deadline } : {}),
      };
    case 'available':
      return { actor: 'none', what: 'No action is needed: the connection works.' };
    case 'deleted':
      return { actor: 'none', what: 'No action is needed: the connection is gone.' };
    case 'rejected':
    case 'expired':
      return {
        actor: 'customer',
        what: `The request was ${state}. Agree with Tray, then retry the connection.`,
      };
    case 'failed':
      return {
        actor: 'tray',
        what: `${reason?.message ?? 'It failed.'} Fix the cause, then retry the connection.`,
      };
    default:
      return { actor: 'tray', what: `Tray is working on it: ${state}.` };
  }
}

/** `eu-west-1` → `euw1`: near enough to the real prefixes for a fake. */
function zonePrefix(region: string): string {
  return region.replace(/^(\w+)-(\w)\w*-(\d)$/, '$1$2$3');
}
