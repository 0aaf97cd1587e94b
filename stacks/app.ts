import { mkdirSync } from 'node:fs';
import { defined } from '../domain/defined.ts';
import type { ServiceName } from '../domain/service-name.ts';
import type { DeploymentProps } from './aws-stack.ts';
import { App, type TerraformStack } from './cdktf.ts';
import { connectionHost } from './consumer/connection-dns.ts';
import { ConnectionStack } from './consumer/connection-stack.ts';
import { ConnectorsStack } from './consumer/connectors-stack.ts';
import { NetworkReference } from './consumer/network-reference.ts';
import { NetworkStack } from './consumer/network-stack.ts';
import { OrganizationStack } from './consumer/organization-stack.ts';
import type { Connection, Fleet, Network, Organization } from './fleet/fleet.ts';
import type { ProducerSpec } from './fleet/producer-spec.ts';
import { checkClaims } from './fleet-claims.ts';
import { literal } from './literal.ts';
import { ProducerStack } from './producer/producer-stack.ts';

export interface FleetAppProps {
  /** Folder that the Terraform is written to. @default 'cdktf.out', or what cdktf's own tool sets */
  readonly outdir?: string;
  /** Where producer stacks find the module. @default the module of this repository */
  readonly moduleSource?: string;
  /** Version constraint of the module, for registry addresses only. @default none */
  readonly moduleVersion?: string;
}

/** What a fleet becomes: one app, whose stacks depend on each other in the order of deployment. */
export interface FleetApp {
  readonly app: App;
  /** In the order of deployment. */
  readonly stacks: readonly TerraformStack[];
}

/**
 * Builds every stack of both sides. Nothing is written until `app.synth()`.
 *
 * @throws InvalidPropsError when two connections or organizations claim what belongs to one.
 */
export function buildFleetApp(given: Fleet, props: FleetAppProps = {}): FleetApp {
  checkClaims(given);
  const fleet = literal(given);
  // The library makes the last folder of the path, and fails when one before it is missing.
  if (props.outdir !== undefined) mkdirSync(props.outdir, { recursive: true });
  const app = new App({
    // Traces of every construct would triple the memory of a large fleet.
    stackTraces: false,
    ...defined({ outdir: props.outdir }),
  });
  const consumer = new ConsumerSide(app, fleet);
  const organizations = fleet.organizations.map((organization) => consumer.addOrganization(organization));
  const producers = fleet.producers.map((spec) => {
    const producer = addProducer(app, fleet, spec, props);
    // A service can only allow-list a principal that exists.
    const organization = organizations.find((stack) => stack.organizationId === spec.orgId);
    if (organization !== undefined) producer.addDependency(organization);
    return producer;
  });
  return { app, stacks: [...organizations, ...producers, ...consumer.addTheRest()] };
}

/** A customer's side, in one region. */
function addProducer(app: App, fleet: Fleet, spec: ProducerSpec, props: FleetAppProps): ProducerStack {
  return new ProducerStack(app, {
    deployment: {
      accountId: spec.accountId,
      partition: spec.partition,
      region: spec.region,
      backend: fleet.backend,
      ...defined({ assumeRoleArn: spec.assumeRoleArn }),
    },
    producerId: spec.id,
    inputs: spec.inputs,
    ...defined({ moduleSource: props.moduleSource, moduleVersion: props.moduleVersion }),
  });
}

/** Tray's side of a fleet. */
class ConsumerSide {
  readonly #app: App;
  readonly #fleet: Fleet;
  readonly #organizations = new Map<string, OrganizationStack>();
  readonly #networks = new Map<Network, NetworkStack>();
  readonly #connections = new Map<string, { connection: Connection; stack: ConnectionStack }>();

  /** Services that an organization connects to; gathered once, since a fleet has thousands of connections. */
  readonly #services = new Map<Organization, ServiceName[]>();

  constructor(app: App, fleet: Fleet) {
    this.#app = app;
    this.#fleet = fleet;
    for (const { organization, service } of fleet.connections) {
      const services = this.#services.get(organization) ?? [];
      services.push(service);
      this.#services.set(organization, services);
    }
  }

  /** Networks, connections and connectors; the organizations stand already. */
  addTheRest(): TerraformStack[] {
    const { networks, connections } = this.#fleet;
    return [
      ...networks.map((network) => this.#addNetwork(network)),
      ...connections.map((connection) => this.#addConnection(connection)),
      ...networks.flatMap((network) => this.#addConnectors(network)),
    ];
  }

  addOrganization(organization: Organization): OrganizationStack {
    const { tray, connections } = this.#fleet;
    const namesOf = (kind: 'marketplace' | 'aws') => [
      ...new Set(
        connections
          .filter(
            (connection) => connection.organization === organization && connection.service.kind === kind,
          )
          .map((connection) => connection.service.name),
      ),
    ];
    const [region] = tray.regions;
    const stack = new OrganizationStack(this.#app, {
      deployment: this.#deployment(organization, region ?? ''),
      organizationId: organization.id,
      customerName: organization.customerName,
      awsAccounts: organization.awsAccounts,
      marketplaceServices: namesOf('marketplace'),
      awsServices: namesOf('aws'),
      trustedPrincipalArns: tray.trustedPrincipalArns,
    });
    this.#organizations.set(organization.id, stack);
    return stack;
  }

  #addNetwork(network: Network): NetworkStack {
    const stack = new NetworkStack(this.#app, {
      deployment: this.#deployment(network.organization, network.region),
      organizationId: network.organization.id,
      cidr: network.cidr,
      zoneIds: network.zoneIds,
      zoneName: this.#fleet.tray.zone,
      gateways: network.gateways,
      awsServices: network.awsServices,
      probe: network.probe,
      ...this.#quotas(),
    });
    this.#networks.set(network, stack);
    return stack;
  }

  #addConnection(connection: Connection): ConnectionStack {
    const { tray } = this.#fleet;
    const { organization, network, service } = connection;
    const alarmTopicArn = tray.alarmTopicArns[connection.region];
    const stack = new ConnectionStack(this.#app, {
      deployment: this.#deployment(organization, connection.region),
      organizationId: organization.id,
      awsAccounts: organization.awsAccounts,
      network: this.#reference(network),
      connectionId: connection.id,
      serviceName: service.name,
      serviceRegion: service.region,
      marketplace: service.kind === 'marketplace',
      zoneIds: connection.zoneIds,
      ports: connection.ports,
      stage: connection.stage,
      ...this.#quotas(),
      ...defined({ hostname: connection.hostname, alarmTopicArn }),
    });
    this.#order(stack, [this.#organizations.get(organization.id), this.#networks.get(network)]);
    this.#connections.set(connection.id, { connection, stack });
    return stack;
  }

  #addConnectors(network: Network): ConnectorsStack[] {
    if (network.connectors.length === 0) return [];
    const used = (id: string) => this.#connections.get(id) ?? [];
    const stack = new ConnectorsStack(this.#app, {
      deployment: this.#deployment(network.organization, network.region),
      organizationId: network.organization.id,
      network: this.#reference(network),
      awsServices: network.awsServices,
      ...this.#quotas(),
      connectors: network.connectors.map((connector) => ({
        ...connector,
        connections: connector.connections.flatMap(used).map(({ connection }) => ({
          connectionId: connection.id,
          host: connectionHost(connection.id, this.#fleet.tray.zone, connection.hostname),
          ports: connection.ports,
        })),
      })),
    });
    const connections = network.connectors.flatMap((connector) => connector.connections.flatMap(used));
    this.#order(stack, [this.#networks.get(network), ...connections.map((used) => used.stack)]);
    return [stack];
  }

  #quotas(): Pick<Fleet['tray'], 'quotas'> {
    const { quotas } = this.#fleet.tray;
    return defined({ quotas });
  }

  #order(stack: TerraformStack, after: readonly (TerraformStack | undefined)[]): void {
    for (const dependency of after) if (dependency !== undefined) stack.addDependency(dependency);
  }

  #reference(network: Network): NetworkReference {
    return NetworkReference.fromLookup({
      organizationId: network.organization.id,
      region: network.region,
      cidr: network.cidr,
      zoneIds: network.zoneIds,
      zoneName: this.#fleet.tray.zone,
    });
  }

  #deployment(organization: Organization, region: string): DeploymentProps {
    const { tray, backend } = this.#fleet;
    return {
      accountId: tray.accountId,
      partition: organization.partition,
      region,
      backend,
      ...defined({ assumeRoleArn: tray.assumeRoleArn }),
    };
  }
}
