import { findConnectorProblems } from '../../domain/connector.ts';
import { awsServicesOfConnectors, findImagePlaceProblem } from '../../domain/connector-surroundings.ts';
import { defined } from '../../domain/defined.ts';
import { parseTaskSize } from '../../domain/fargate.ts';
import { assertEndpointsFit, assertRulesFit, portRanges, type Quotas } from '../../domain/limits.ts';
import { interfacesPerZone } from '../../domain/subnets.ts';
import type { Connection, Connector, Network } from './fleet.ts';
import { formatPath, type Path, type Problems } from './problems.ts';
import { checkReference, checkUnique, present, values } from './references.ts';
import type { NetworkInput } from './schema.ts';
import type { Draft } from './structure.ts';

type NetworkDraft = Draft<NetworkInput>;

/** S3 and DynamoDB, each by its prefix list. */
const gateways = 2;

/** The connectors of one network, each by itself. */
export function resolveConnectors(network: NetworkDraft, networkPath: Path, problems: Problems): Connector[] {
  const seen = new Map<string, Path>();
  const connectors: Connector[] = [];
  for (const [index, draft] of present(network.connectors)) {
    const path: Path = [...networkPath, 'connectors', index];
    const { id, image } = draft;
    if (id !== undefined) {
      const twin = (first: Path) =>
        [
          `"${id}" is the id of ${formatPath(first.slice(0, -1))} already`,
          'give each connector of a network its own id',
        ] as const;
      checkUnique([...path, 'id'], id, seen, twin, problems);
    }
    if (image !== undefined && network.region !== undefined)
      checkImage(image, network.region, [...path, 'image'], problems);
    const broken = findConnectorProblems(draft);
    for (const { field, variable, error } of broken)
      problems.add([...path, field, ...(variable === undefined ? [] : [variable])], error.message, error.fix);
    if (id === undefined || image === undefined || broken.length > 0) continue;
    connectors.push({
      id,
      image,
      ...defined({ command: draft.command && values(draft.command) }),
      ...parseTaskSize(draft),
      count: draft.count ?? 1,
      environment: (draft.environment ?? {}) as Record<string, string>,
      secrets: (draft.secrets ?? {}) as Record<string, string>,
      connections: values(draft.connections),
    });
  }
  if (connectors.length > 0) checkSurroundings(network, networkPath, connectors, problems);
  return connectors;
}

/** What connectors and connections of a network ask of each other; runs once both are known. */
export function checkConnectors(
  drafts: readonly (NetworkDraft | undefined)[],
  connections: {
    readonly declared: ReadonlyMap<string, { readonly orgId?: string; readonly region?: string }>;
  },
  problems: Problems,
): void {
  const ids = new Set(connections.declared.keys());
  for (const [index, network] of present(drafts)) {
    for (const [position, connector] of present(network.connectors)) {
      for (const [place, id] of present(connector.connections)) {
        const path: Path = ['networks', index, 'connectors', position, 'connections', place];
        if (!checkReference(path, id, 'connection', ids, problems)) continue;
        const { orgId, region } = connections.declared.get(id) ?? {};
        if (orgId !== undefined && network.organization !== undefined && orgId !== network.organization) {
          problems.add(
            path,
            `connection "${id}" belongs to ${orgId}, not to ${network.organization}`,
            `use a connection of ${network.organization}`,
          );
        } else if (region !== undefined && network.region !== undefined && region !== network.region) {
          problems.add(
            path,
            `connection "${id}" is in ${region}, this network in ${network.region}`,
            `move the connector to the network in ${region}, or set the connection's region to ${network.region}`,
          );
        }
      }
    }
  }
}

/** Every endpoint and every task takes an address in the subnet of its zone. */
export function checkCapacity(
  networks: readonly { readonly network: Network; readonly path: Path }[],
  connections: readonly Connection[],
  quotas: Quotas,
  problems: Problems,
): void {
  const endpoints = new Map<Network, number>();
  for (const { network } of connections) endpoints.set(network, (endpoints.get(network) ?? 0) + 1);
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  for (const { network, path } of networks) {
    problems.guard(path, () =>
      assertEndpointsFit(network.awsServices.length + (endpoints.get(network) ?? 0), quotas),
    );
    if (network.connectors.length > 0)
      problems.guard([...path, 'connectors'], () => assertRulesFit(egressRules(network, byId), quotas));
    const room = interfacesPerZone(network.cidr);
    const tasks = network.connectors.reduce((sum, connector) => sum + connector.count, 0);
    // A deployment runs old and new tasks side by side.
    const needed =
      network.awsServices.length +
      (network.probe ? 1 : 0) +
      (endpoints.get(network) ?? 0) +
      Math.ceil((2 * tasks) / network.zoneIds.length);
    if (needed <= room) continue;
    const prefixLength = Number(network.cidr.split('/')[1]);
    const wider = Math.max(16, prefixLength - Math.ceil(Math.log2((needed + 5) / (room + 5))));
    problems.add(
      [...path, 'cidr'],
      `${network.cidr} has room for ${room} network interfaces in each zone; endpoints, connectors and the probe need ${needed}`,
      `use a /${wider} network (a network that exists must be replaced for it)`,
    );
  }
}

/** All connectors of a network share one security group: AWS's API on 443, both gateways, and the ports of what they use. */
function egressRules(network: Network, connections: ReadonlyMap<string, Connection>): number {
  const used = new Set(network.connectors.flatMap((connector) => connector.connections));
  const ports = [...used].flatMap((id) => connections.get(id)?.ports ?? []);
  return portRanges([{ port: 443, protocol: 'TCP' }, ...ports]).length + gateways;
}

function checkImage(image: string, region: string, path: Path, problems: Problems): void {
  const problem = findImagePlaceProblem(image, region);
  if (problem !== undefined) problems.add(path, problem.message, problem.fix);
}

function checkSurroundings(
  network: NetworkDraft,
  path: Path,
  connectors: readonly Connector[],
  problems: Problems,
): void {
  const services = values(network.awsServices);
  const missing = [...awsServicesOfConnectors(connectors).keys()].filter((name) => !services.includes(name));
  if (missing.length > 0 && !problems.has([...path, 'awsServices'])) {
    problems.add(
      [...path, 'awsServices'],
      `connectors cannot start without ${missing.join(', ')}: the network has no way to the internet`,
      `add ${missing.join(', ')} to awsServices`,
    );
  }
  if (network.gateways?.s3 === undefined && !problems.has([...path, 'gateways'])) {
    problems.add(
      [...path, 'gateways'],
      'connectors cannot start without the S3 gateway: ECR keeps image layers in S3',
      'add gateways: { s3: {} }',
    );
  }
}
