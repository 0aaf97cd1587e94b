import type {
  AcceptancePack,
  Connection,
  CreateConnection,
  UpdateConnection,
} from '../contract.generated.ts';
import { defined } from '../defined.ts';
import { bodyOf, checkPreconditions, checkQuery } from './checks.ts';
import { decisionCommand, nextState, serviceIdOf } from './lifecycle.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './problem.ts';
import type { FakeReply, FakeRequest, Router } from './router.ts';
import type { FakeState } from './state.ts';

const caller = { kind: 'caller', subject: 'test' } as const;
const retryable: ReadonlySet<string> = new Set(['failed', 'rejected', 'expired']);

export function addConnectionRoutes(router: Router, state: FakeState, progress: () => boolean): void {
  router.add('POST', '/v1/connections', (request) => {
    const body = bodyOf<CreateConnection>(
      request,
      ['organizationId', 'service', 'ports'],
      ['id', 'region', 'hostname', 'description'],
    );
    const connection = createConnection(state, body);
    return reply(state, connection, 201, { location: `/v1/connections/${connection.id}` });
  });

  router.add('GET', '/v1/connections', (request) => {
    checkQuery(request, ['organizationId', 'state', 'region', 'serviceName', 'limit', 'cursor']);
    return pageOf(request, filtered(request, state.connections.all()), ({ id }) => id);
  });

  router.add('GET', '/v1/connections/:connectionId', (request) => {
    checkQuery(request, ['waitFor', 'timeout']);
    let connection = state.connection(request.params.connectionId ?? '');
    const next = progress() ? nextState(connection) : undefined;
    if (next) connection = state.move(connection, next);
    const etag = state.connections.etag(connection.id) ?? '';
    if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
    return reply(state, connection, 200);
  });

  router.add('PATCH', '/v1/connections/:connectionId', (request) => {
    const connection = state.connection(request.params.connectionId ?? '');
    checkPreconditions(request, state.connections.etag(connection.id));
    const body = bodyOf<UpdateConnection>(request, [], ['ports', 'hostname', 'description']);
    if (connection.state === 'deleting' || connection.state === 'deleted') {
      throw new Refusal('illegal_state', `A connection that is ${connection.state} cannot be changed.`);
    }
    return reply(state, update(state, connection, body), 200);
  });

  router.add('DELETE', '/v1/connections/:connectionId', (request) => {
    const connection = state.connection(request.params.connectionId ?? '');
    checkPreconditions(request, state.connections.etag(connection.id));
    if (connection.state === 'deleting' || connection.state === 'deleted')
      return reply(state, connection, 202);
    const users = state.connectorsUsing(connection.id);
    if (users.length > 0) throw new Refusal('connection_in_use', `Connectors use it: ${users.join(', ')}.`);
    return reply(state, state.move(connection, 'deleting', undefined, caller), 202);
  });

  router.add('POST', '/v1/connections/:connectionId/retry', (request) => {
    const connection = state.connection(request.params.connectionId ?? '');
    checkPreconditions(request, state.connections.etag(connection.id));
    if (!retryable.has(connection.state)) {
      throw new Refusal('illegal_state', `A connection that is ${connection.state} cannot be retried.`);
    }
    return reply(state, state.move(connection, 'requested', undefined, caller), 202);
  });

  router.add('GET', '/v1/connections/:connectionId/events', (request) => {
    checkQuery(request, ['order', 'limit', 'cursor']);
    const connection = state.connection(request.params.connectionId ?? '');
    const events = state.events(connection.id);
    const ordered = request.query.get('order') === 'asc' ? [...events].reverse() : events;
    return pageOf(request, ordered, ({ id }) => id);
  });

  router.add('GET', '/v1/connections/:connectionId/acceptance', (request) => {
    const connection = state.connection(request.params.connectionId ?? '');
    if (!connection.endpoint) throw new Refusal('acceptance_not_ready', 'There is no endpoint yet.');
    return { status: 200, body: acceptancePack(state, connection, connection.endpoint) };
  });

  router.add('GET', '/v1/connections/:connectionId/runs', (request) => {
    checkQuery(request, ['limit', 'cursor']);
    const connection = state.connection(request.params.connectionId ?? '');
    const runs = state.runs
      .all()
      .filter(({ target }) => target.kind === 'connection' && target.connectionId === connection.id);
    return pageOf(request, runs, ({ id }) => id);
  });
}

export function createConnection(state: FakeState, body: CreateConnection): Connection {
  state.organization(body.organizationId);
  const id = body.id ?? `${body.organizationId}-${state.count()}`;
  if (state.connections.get(id)) throw new Refusal('connection_exists', `The id ${id} is or was in use.`);
  const taken = state.connections
    .all()
    .some(
      (other) =>
        other.service.name === body.service.name &&
        other.organizationId !== body.organizationId &&
        other.state !== 'deleted',
    );
  if (taken) throw new Refusal('service_name_taken', `${body.service.name} belongs to another organization.`);
  const now = new Date().toISOString();
  const serviceRegion = body.service.region ?? body.service.name.split('.')[3] ?? 'eu-west-1';
  const region = body.region ?? serviceRegion;
  refuseTakenHostname(state, { id, organizationId: body.organizationId, region }, body.hostname);
  const connection = state.connections.put({
    id,
    organizationId: body.organizationId,
    service: {
      name: body.service.name,
      kind: body.service.name.includes('.vpce-svc-') ? 'customer' : 'marketplace',
      region: serviceRegion,
      zoneIds: body.service.zoneIds ?? [],
    },
    ports: body.ports,
    region,
    regionChoice: {
      crossRegion: region !== serviceRegion,
      reason: body.region ? 'It was asked for.' : "The service's own region.",
    },
    ...defined({ hostname: body.hostname, description: body.description }),
    state: 'requested',
    stateSince: now,
    nextAction: { actor: 'tray', what: 'Tray checks the request next.' },
    health: { state: 'unknown', since: now },
    generation: 1,
    observedGeneration: 0,
    createdAt: now,
    updatedAt: now,
  });
  state.record({ connectionId: id, type: 'created', to: 'requested', actor: caller });
  return connection;
}

function refuseTakenHostname(
  state: FakeState,
  at: Pick<Connection, 'id' | 'organizationId' | 'region'>,
  hostname: string | null | undefined,
): void {
  if (hostname === undefined || hostname === null) return;
  const holder = state.connections
    .all()
    .find(
      (other) =>
        other.id !== at.id &&
        other.hostname === hostname &&
        other.organizationId === at.organizationId &&
        other.region === at.region &&
        other.state !== 'deleted',
    );
  if (holder) throw new Refusal('hostname_taken', `"${hostname}" is the name of connection ${holder.id}.`);
}

function update(state: FakeState, connection: Connection, body: UpdateConnection): Connection {
  const { hostname, description, ...rest } = connection;
  refuseTakenHostname(state, connection, body.hostname);
  const newHostname = body.hostname === undefined ? hostname : (body.hostname ?? undefined);
  const newDescription = body.description === undefined ? description : (body.description ?? undefined);
  const generation = connection.generation + 1;
  const live = connection.observedGeneration > 0;
  const changed = state.connections.put({
    ...rest,
    ports: body.ports ?? connection.ports,
    ...defined({ hostname: newHostname, description: newDescription }),
    generation,
    observedGeneration: live ? generation : 0,
    updatedAt: new Date().toISOString(),
  });
  state.record({ connectionId: connection.id, type: 'updated', to: connection.state, actor: caller });
  return changed;
}

function filtered(request: FakeRequest, connections: readonly Connection[]): Connection[] {
  const { query } = request;
  const states = query.getAll('state');
  const equals = (name: string, value: string) => !query.has(name) || query.get(name) === value;
  return connections.filter(
    (connection) =>
      equals('organizationId', connection.organizationId) &&
      equals('region', connection.region) &&
      equals('serviceName', connection.service.name) &&
      (states.length > 0 ? states.includes(connection.state) : connection.state !== 'deleted'),
  );
}

function acceptancePack(
  state: FakeState,
  connection: Connection,
  endpoint: NonNullable<Connection['endpoint']>,
): AcceptancePack {
  const inspect = [
    'aws',
    'ec2',
    'describe-vpc-endpoint-connections',
    '--region',
    connection.service.region,
    '--filters',
    `Name=vpc-endpoint-id,Values=${endpoint.id}`,
  ];
  const command = (argv: readonly string[]) => ({ text: argv.join(' '), argv });
  return {
    connectionId: connection.id,
    organizationId: connection.organizationId,
    endpointId: endpoint.id,
    endpointRegion: connection.region,
    awsState: endpoint.awsState,
    service: {
      name: connection.service.name,
      id: serviceIdOf(connection),
      region: connection.service.region,
    },
    trayAccountId: endpoint.accountId,
    principalArn: state.organization(connection.organizationId).principal.arn,
    requestedAt: connection.stateSince,
    expiresAt: connection.expiresAt ?? connection.stateSince,
    inspectCommand: command(inspect),
    acceptCommand: command(decisionCommand(connection, 'accept')),
    rejectCommand: command(decisionCommand(connection, 'reject')),
    moduleInput: `accepted_endpoint_ids = ["${endpoint.id}"]`,
  };
}

function reply(
  state: FakeState,
  body: Connection,
  status: number,
  headers: Record<string, string> = {},
): FakeReply {
  return { status, body, headers: { ...headers, etag: state.connections.etag(body.id) ?? '' } };
}
