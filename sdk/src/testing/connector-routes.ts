import type { Connector, PutConnector } from '../contract.generated.ts';
import { bodyOf, checkPreconditions, checkQuery } from './checks.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './problem.ts';
import type { FakeReply, FakeRequest, Router } from './router.ts';
import { type FakeState, keyOf } from './state.ts';

const base = '/v1/networks/:networkId/connectors';

export function addConnectorRoutes(router: Router, state: FakeState, progress: () => boolean): void {
  router.add('GET', base, (request) => {
    checkQuery(request, ['limit', 'cursor']);
    const networkId = networkOf(state, request);
    const connectors = state.connectors
      .all()
      .map(({ value }) => value)
      .filter((connector) => connector.networkId === networkId);
    return pageOf(request, connectors, ({ id }) => id);
  });

  router.add('PUT', `${base}/:connectorId`, (request) => put(state, request));

  router.add('GET', `${base}/:connectorId`, (request) => {
    let connector = existing(state, request);
    if (progress()) connector = advance(state, connector);
    const etag = state.connectors.etag(keyOf(connector.networkId, connector.id)) ?? '';
    if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
    return reply(state, connector, 200);
  });

  router.add('DELETE', `${base}/:connectorId`, (request) => {
    const connector = existing(state, request);
    checkPreconditions(request, state.connectors.etag(keyOf(connector.networkId, connector.id)));
    if (connector.state === 'deleting') return reply(state, connector, 202);
    const { reason: _reason, ...rest } = connector;
    const deleting: Connector = {
      ...rest,
      ...standing('deleting'),
      generation: connector.generation + 1,
    };
    record(state, deleting, 'deletion_requested', connector.state);
    return reply(state, store(state, deleting), 202);
  });

  router.add('GET', `${base}/:connectorId/events`, (request) => {
    checkQuery(request, ['order', 'limit', 'cursor']);
    const { networkId, id } = existing(state, request);
    const newestFirst = state.connectorEvents(keyOf(networkId, id));
    const events = request.query.get('order') === 'asc' ? newestFirst.toReversed() : newestFirst;
    return pageOf(request, events, (event) => event.id);
  });
}

function put(state: FakeState, request: FakeRequest): FakeReply {
  const networkId = networkOf(state, request);
  const network = state.networks.get(networkId);
  const id = request.params.connectorId ?? '';
  const key = keyOf(networkId, id);
  const known = state.connectors.get(key)?.value;
  checkPreconditions(request, state.connectors.etag(key));
  const body = bodyOf<PutConnector>(
    request,
    ['image'],
    ['command', 'cpu', 'memory', 'count', 'environment', 'secrets', 'connections', 'awsServices'],
  );
  if (known?.state === 'deleting') throw new Refusal('illegal_state', `Connector ${id} is being deleted.`);
  for (const [index, connectionId] of (body.connections ?? []).entries()) {
    const connection = state.connections.get(connectionId);
    const usable =
      connection?.organizationId === network?.organizationId &&
      connection?.region === network?.region &&
      connection?.state !== 'deleting' &&
      connection?.state !== 'deleted';
    if (usable) continue;
    const pointer = `/connections/${index}`;
    const message = `there is no connection "${connectionId}" in the network ${networkId}`;
    throw new Refusal('invalid_value', `body ${pointer}: ${message}`, [
      { in: 'body', pointer, code: 'connection_not_found', message },
    ]);
  }
  const cpu = body.cpu ?? 256;
  const spec = {
    image: body.image,
    ...(body.command === undefined ? {} : { command: body.command }),
    cpu,
    memory: body.memory ?? 2 * cpu,
    count: body.count ?? 1,
    environment: body.environment ?? {},
    secrets: body.secrets ?? {},
    connections: body.connections ?? [],
    awsServices: body.awsServices ?? ('auto' as const),
  };
  if (known && same(known, spec)) return reply(state, known, 200);
  const now = new Date().toISOString();
  const { command: _command, reason: _reason, ...before } = known ?? ({} as Partial<Connector>);
  const connector: Connector = {
    ...before,
    id,
    networkId,
    organizationId: network?.organizationId ?? '',
    ...spec,
    ...standing('provisioning'),
    desiredTasks: known?.desiredTasks ?? 0,
    runningTasks: known?.runningTasks ?? 0,
    generation: (known?.generation ?? 0) + 1,
    observedGeneration: known?.observedGeneration ?? 0,
    createdAt: known?.createdAt ?? now,
  };
  record(state, connector, known ? 'updated' : 'created', known?.state);
  return reply(state, store(state, connector), known ? 200 : 201);
}

/** One step further, as it goes by itself. */
function advance(state: FakeState, connector: Connector): Connector {
  const { id, networkId } = connector;
  if (connector.state === 'provisioning') {
    const running: Connector = {
      ...connector,
      ...standing('running'),
      desiredTasks: connector.count,
      runningTasks: connector.count,
      observedGeneration: connector.generation,
      logGroup: `/tray/connectors/${connector.organizationId}/${id}`,
      serviceArn: `arn:aws:ecs:eu-west-1:111111111111:service/tray-${connector.organizationId}/${id}`,
    };
    record(state, running, 'state_changed', connector.state);
    return store(state, running);
  }
  if (connector.state !== 'deleting') return connector;
  state.connectors.delete(keyOf(networkId, id));
  state.releaseNetwork(networkId);
  throw new Refusal('connector_not_found', `There is no connector ${id} in ${networkId}.`);
}

const actions: Readonly<Record<'provisioning' | 'running' | 'deleting', Connector['nextAction']>> = {
  provisioning: { actor: 'tray', what: 'Tray is starting the connector.' },
  running: { actor: 'none', what: 'No action is needed: the connector runs.' },
  deleting: { actor: 'tray', what: 'Tray is deleting the connector.' },
};

function standing(state: keyof typeof actions) {
  const now = new Date().toISOString();
  return { state, stateSince: now, updatedAt: now, nextAction: actions[state] };
}

function same(known: Connector, spec: object): boolean {
  const pick = (from: object) =>
    JSON.stringify(['command', ...Object.keys(spec)].sort().map((name) => Reflect.get(from, name) ?? null));
  return pick(known) === pick({ command: undefined, ...spec });
}

function networkOf(state: FakeState, request: FakeRequest): string {
  const id = request.params.networkId ?? '';
  if (!state.networks.get(id)) throw new Refusal('network_not_found', `There is no network ${id}.`);
  return id;
}

function existing(state: FakeState, request: FakeRequest): Connector {
  const networkId = networkOf(state, request);
  const id = request.params.connectorId ?? '';
  const found = state.connectors.get(keyOf(networkId, id));
  if (!found) throw new Refusal('connector_not_found', `There is no connector ${id} in ${networkId}.`);
  return found.value;
}

function store(state: FakeState, value: Connector): Connector {
  return state.connectors.put({ id: keyOf(value.networkId, value.id), value }).value;
}

function record(state: FakeState, connector: Connector, type: string, from: string | undefined): void {
  state.recordConnector({
    networkId: connector.networkId,
    connectorId: connector.id,
    type,
    ...(from === undefined ? {} : { from }),
    to: connector.state,
    actor: type === 'state_changed' ? { kind: 'aws' } : { kind: 'caller', subject: 'test' },
  });
}

function reply(state: FakeState, connector: Connector, status: number): FakeReply {
  const { networkId, id } = connector;
  return {
    status,
    body: connector,
    headers: {
      etag: state.connectors.etag(keyOf(networkId, id)) ?? '',
      ...(status === 201 ? { location: `/v1/networks/${networkId}/connectors/${id}` } : {}),
    },
  };
}
