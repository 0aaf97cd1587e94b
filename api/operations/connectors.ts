import { findConnectorProblems } from '../../domain/connector.ts';
import { awsServicesOfConnectors, findImagePlaceProblem } from '../../domain/connector-surroundings.ts';
import { parseTaskSize } from '../../domain/fargate.ts';
import { assertRulesFit, assertTasksFit, portRanges, quotasWith } from '../../domain/limits.ts';
import type { components } from '../contract.generated.ts';
import type { ConnectorPlace, ConnectorSpec } from '../store/connectors.ts';
import { ConflictError } from '../store/errors.ts';
import type { Connection, Connector, ConnectorEvent, Network } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { IfVersions } from '../store/versions.ts';
import type { Caller } from './caller.ts';
import { type Context, within } from './context.ts';
import { getNetwork } from './networks.ts';
import { ProblemError, Rules } from './problem.ts';

type PutConnector = components['schemas']['PutConnector'];

/** @throws ProblemError `connector_not_found`; `network_not_found`, for what the caller may not see, too. */
export async function getConnector(
  context: Context,
  caller: Caller,
  networkId: string,
  id: string,
): Promise<Connector> {
  await getNetwork(context, caller, networkId);
  return (await context.store.connectors.get({ networkId, id })) ?? refuseUnknown(networkId, id);
}

export async function listConnectors(
  context: Context,
  caller: Caller,
  networkId: string,
  query: { readonly limit: number; readonly before?: number },
): Promise<Connector[]> {
  await getNetwork(context, caller, networkId);
  return context.store.connectors.list({ ...query, networkId });
}

export async function listConnectorEvents(
  context: Context,
  caller: Caller,
  networkId: string,
  id: string,
  query: { readonly order: 'asc' | 'desc'; readonly limit: number; readonly after?: number },
): Promise<ConnectorEvent[]> {
  await getConnector(context, caller, networkId, id);
  return context.store.connectorEvents.list({ ...query, networkId, connectorId: id });
}

/**
 * Creates or replaces. @returns the row, and whether it is new.
 *
 * @throws ProblemError `invalid_value` naming every field that breaks a rule; `illegal_state` while it, or its network, is being deleted.
 */
export async function putConnector(
  context: Context,
  caller: Caller,
  networkId: string,
  id: string,
  body: PutConnector,
  condition?: IfVersions | 'none',
): Promise<{ connector: Connector; created: boolean }> {
  const { region } = await getNetwork(context, caller, networkId);
  const spec = checkSpec(id, region, body);
  return context.store.transaction(
    (transaction) => deploy(within(context, transaction), caller, networkId, id, spec, condition),
    // What others may want at the same moment: see Store.transaction.
    [`network ${networkId}`],
  );
}

export async function deleteConnector(
  context: Context,
  caller: Caller,
  networkId: string,
  id: string,
  ifVersions?: IfVersions,
): Promise<Connector> {
  await getNetwork(context, caller, networkId);
  const actor = { kind: 'caller', subject: caller.subject } as const;
  const connector = await context.store.transaction(
    ({ connectors }) => connectors.requestDeletion({ networkId, id }, { actor }, ifVersions),
    [`network ${networkId}`],
  );
  return connector ?? refuseUnknown(networkId, id);
}

/** Every rule that needs nothing but the request and the network's region. */
function checkSpec(id: string, region: string, body: PutConnector): ConnectorSpec {
  const rules = new Rules();
  for (const { field, variable, error } of findConnectorProblems({ ...body, id }))
    rules.add(variable === undefined ? `/${field}` : `/${field}/${escapePointer(variable)}`, error);
  const misplaced = findImagePlaceProblem(body.image, region);
  if (misplaced !== undefined) rules.add('/image', misplaced);
  rules.assert();
  return {
    image: body.image,
    command: body.command ?? null,
    ...parseTaskSize(body),
    count: body.count ?? 1,
    environment: body.environment ?? {},
    secrets: body.secrets ?? {},
    connections: body.connections ?? [],
    awsServices: body.awsServices ?? 'auto',
  };
}

/** Inside a transaction. */
async function deploy(
  context: Context,
  caller: Caller,
  networkId: string,
  id: string,
  spec: ConnectorSpec,
  condition: IfVersions | 'none' | undefined,
): Promise<{ connector: Connector; created: boolean }> {
  const { store } = context;
  // Connections before networks, as everybody who holds both.
  const rows = await store.connections.share(spec.connections);
  const network = await store.networks.lock(networkId);
  if (network.state === 'deleting' || network.state === 'deleted')
    throw new ProblemError('illegal_state', `Network ${networkId} is being deleted. Wait until it is gone.`);
  checkConnections(network, spec, rows);
  const place: ConnectorPlace = {
    networkId,
    organizationId: network.organization_id,
    region: network.region,
  };
  const outcome = await putRow(store, place, id, spec, caller, condition);
  await provide(store, network, outcome.connector);
  await checkRoom(context, networkId);
  return outcome;
}

async function putRow(
  store: Store,
  place: ConnectorPlace,
  id: string,
  spec: ConnectorSpec,
  caller: Caller,
  condition: IfVersions | 'none' | undefined,
): Promise<{ connector: Connector; created: boolean }> {
  const actor = { kind: 'caller', subject: caller.subject } as const;
  try {
    return await store.connectors.put(place, id, spec, { actor }, condition);
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'illegal_state') throw error;
    throw new ProblemError(
      'illegal_state',
      `Connector ${id} is being deleted. Wait until reading it answers 404, then put it again.`,
      { cause: error },
    );
  }
}

/** Another organization's connection is answered as one that does not exist. */
function checkConnections(network: Network, spec: ConnectorSpec, rows: readonly Connection[]): void {
  const rules = new Rules();
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const [index, id] of spec.connections.entries()) {
    const row = known.get(id);
    const usable =
      row?.organization_id === network.organization_id &&
      row.region === network.region &&
      row.state !== 'deleting' &&
      row.state !== 'deleted';
    if (usable) continue;
    rules.add(`/connections/${index}`, {
      code: 'connection_not_found',
      message: `there is no connection "${id}" in the network ${network.id}`,
      fix: `use a connection of ${network.organization_id} whose region is ${network.region}`,
    });
  }
  rules.assert();
}

/** The network gets what the connector needs around it, or the request is refused with what is missing. */
async function provide(store: Store, network: Network, connector: Connector): Promise<void> {
  const missing = [...awsServicesOfConnectors([connector]).keys()].filter(
    (name) => !network.aws_services.includes(name),
  );
  const lacksGateway = network.gateways.s3 === undefined;
  if (missing.length === 0 && !lacksGateway) return;
  if (connector.aws_services === 'existing') {
    const rules = new Rules();
    const lacks = [...missing, ...(lacksGateway ? ['the S3 gateway'] : [])].join(', ');
    rules.add('/awsServices', {
      code: 'aws_service_missing',
      message: `the network ${network.id} lacks ${lacks}, without which the connector cannot start`,
      fix: 'add what is missing to the network, or use awsServices "auto", which does so',
    });
    rules.assert();
  }
  await store.networks.change(network.id, {
    awsServices: [...network.aws_services, ...missing],
    ...(lacksGateway ? { gateways: { ...network.gateways, s3: { buckets: [] } } } : {}),
  });
}

/** Every endpoint and every task takes an address in the subnet of its zone, and every port a rule of the connectors' group. */
async function checkRoom({ store, platform }: Context, networkId: string): Promise<void> {
  const network = await store.networks.lock(networkId);
  const connectors = (await store.connectors.ofNetwork(networkId)).filter(
    ({ state }) => state !== 'deleting',
  );
  const used = await store.connections.share([
    ...new Set(connectors.flatMap(({ connections }) => connections)),
  ]);
  const occupants = await store.networks.occupants(networkId);
  const rules = new Rules();
  rules.check('/count', () =>
    assertTasksFit({
      cidr: network.cidr,
      zones: network.zone_ids.length,
      endpoints: network.aws_services.length + occupants.length,
      tasks: connectors.reduce((sum, connector) => sum + connector.task_count, 0),
    }),
  );
  const ports = [{ port: 443, protocol: 'TCP' } as const, ...used.flatMap((row) => row.ports)];
  const gateways = 2;
  rules.check('/connections', () =>
    assertRulesFit(portRanges(ports).length + gateways, quotasWith(platform.quotas)),
  );
  rules.assert();
}

function refuseUnknown(networkId: string, id: string): never {
  throw new ProblemError('connector_not_found', `There is no connector ${id} in ${networkId}.`);
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
