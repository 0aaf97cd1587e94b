import { DataAwsPrefixList } from '@cdktf/provider-aws/lib/data-aws-prefix-list/index.js';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster/index.js';
import { awsServicesOfConnectors } from '../../domain/connector-surroundings.ts';
import { defined } from '../../domain/defined.ts';
import { portRanges, type Quotas } from '../../domain/limits.ts';
import { transports } from '../../domain/ports.ts';
import { connectorsStackId } from '../../domain/stack-ids.ts';
import { organizationTags, TAG } from '../../domain/tags.ts';
import { AwsStack, type DeploymentProps } from '../aws-stack.ts';
import type { Construct } from '../cdktf.ts';
import { InvalidPropsError } from '../invalid-props.ts';
import { Connector, type ConnectorDefinition } from './connector.ts';
import { LOG_RETENTION_DAYS } from './log-retention.ts';
import type { INetwork, NetworkReference } from './network-reference.ts';
import { ClosedSecurityGroup } from './security-group.ts';

export interface ConnectorsStackProps {
  /** Tray's account, and the region of the network. */
  readonly deployment: DeploymentProps;
  /** Tray OrgID. */
  readonly organizationId: string;
  /** The network that the connectors run in. */
  readonly network: NetworkReference;
  /** AWS services that the network reaches through interface endpoints, by short name. */
  readonly awsServices: readonly string[];
  /** The workloads; at least one. */
  readonly connectors: readonly ConnectorDefinition[];
  /** Days that the connectors' logs are kept. @default 30 */
  readonly logRetentionDays?: number;
  /** What the account's quotas are, where they were raised. @default AWS's own */
  readonly quotas?: Partial<Quotas>;
}

type Transport = 'TCP' | 'UDP';

/** The ECS cluster of an organization's connectors, one in each region. */
export function connectorsClusterName(organizationId: string): string {
  return `tray-${organizationId}`;
}

/** `connectors-<orgId>-<region>`: the workloads of one organization in one region. */
export class ConnectorsStack extends AwsStack {
  readonly cluster: EcsCluster;
  readonly securityGroup: ClosedSecurityGroup;
  /** Connectors by id. */
  readonly connectors: ReadonlyMap<string, Connector>;

  constructor(scope: Construct, props: ConnectorsStackProps) {
    const { deployment, organizationId } = props;
    super(scope, connectorsStackId(organizationId, deployment.region), {
      deployment,
      tags: organizationTags(organizationId),
    });
    const logRetentionDays = props.logRetentionDays ?? 30;
    this.#check(props, logRetentionDays);
    const network = props.network.bind(this);

    this.cluster = new EcsCluster(this, 'cluster', {
      name: connectorsClusterName(organizationId),
      setting: [{ name: 'containerInsights', value: 'enabled' }],
    });
    this.securityGroup = this.#addSecurityGroup(props, network);
    const subnetIds = network.subnetIds(network.zoneIds);
    const connectors = new Map<string, Connector>();
    for (const definition of props.connectors) {
      connectors.set(
        definition.id,
        new Connector(this, `connector_${definition.id}`, {
          ...definition,
          organizationId,
          accountId: deployment.accountId,
          partition: this.partition,
          region: deployment.region,
          clusterArn: this.cluster.arn,
          subnetIds,
          securityGroupId: this.securityGroup.id,
          logRetentionDays,
        }),
      );
    }
    this.connectors = connectors;
    this.#outputs();
  }

  /** Nothing comes in; out goes to the network itself, on the ports in use, and to the gateways. */
  #addSecurityGroup(props: ConnectorsStackProps, network: INetwork): ClosedSecurityGroup {
    const name = `tray-${props.organizationId}-connectors`;
    const group = new ClosedSecurityGroup(this, 'security-group', {
      vpcId: network.vpcId,
      namePrefix: `${name}-`,
      description: `Connectors of ${props.organizationId}`,
      tags: { Name: name, [TAG.role]: 'connectors' },
      ...defined({ quotas: props.quotas }),
    });
    const users = new Map<string, { transport: Transport; port: number; by: Set<string> }>();
    const use = (transport: Transport, port: number, by: string) => {
      const key = `${transport} ${port}`;
      const entry = users.get(key) ?? { transport, port, by: new Set() };
      entry.by.add(by);
      users.set(key, entry);
    };
    use('TCP', 443, 'AWS services');
    for (const connection of props.connectors.flatMap((connector) => connector.connections ?? [])) {
      for (const { port, protocol } of connection.ports) {
        for (const transport of transports(protocol)) use(transport, port, connection.connectionId);
      }
    }
    const ranges = portRanges(
      [...users.values()].map(({ transport, port }) => ({ port, protocol: transport })),
    );
    for (const { transport, from, to } of ranges) {
      const by = new Set(
        [...users.values()]
          .filter((user) => user.transport === transport && from <= user.port && user.port <= to)
          .flatMap((user) => [...user.by]),
      );
      // A rule's description holds 255 characters: many connections on one port do not fit.
      const description = [...by].sort().join(', ');
      group.allowTo(network.cidr, {
        transport,
        port: from,
        toPort: to,
        description: description.length <= 255 ? description : `${by.size} connections`,
      });
    }
    for (const service of ['s3', 'dynamodb']) {
      const list = new DataAwsPrefixList(this, `prefix-list_${service}`, {
        name: `com.amazonaws.${props.deployment.region}.${service}`,
      });
      group.allowToPrefixList(service, list.id, {
        transport: 'TCP',
        port: 443,
        description: `${service} gateway`,
      });
    }
    return group;
  }

  #check(props: ConnectorsStackProps, logRetentionDays: number): void {
    const fail = (prop: string, problem: string, fix: string) => {
      throw new InvalidPropsError(this.node.id, prop, problem, fix);
    };
    if (!LOG_RETENTION_DAYS.has(logRetentionDays)) {
      fail(
        'logRetentionDays',
        `${logRetentionDays} is not a period of CloudWatch`,
        `use one of ${[...LOG_RETENTION_DAYS].join(', ')}`,
      );
    }
    if (props.connectors.length === 0)
      fail('connectors', 'is empty', 'name a connector, or leave the stack out');
    const ids = props.connectors.map((connector) => connector.id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) fail('connectors', `has "${twice}" twice`, 'give each its own id');
    // A task that cannot reach one of these never starts, and says so only in an event of the service.
    const needed = awsServicesOfConnectors(props.connectors);
    for (const [service, why] of needed) {
      if (!props.awsServices.includes(service)) {
        fail(
          'awsServices',
          `lacks ${service}, through which a connector ${why}`,
          `add ${service} to the network`,
        );
      }
    }
  }

  #outputs(): void {
    const connectors = [...this.connectors];
    this.output('cluster_arn', this.cluster.arn, 'The ECS cluster');
    this.output('security_group_id', this.securityGroup.id, 'Security group of the connectors');
    this.output(
      'service_arns',
      Object.fromEntries(connectors.map(([id, connector]) => [id, connector.service.id])),
      'ECS services by connector',
    );
    this.output(
      'task_definition_arns',
      Object.fromEntries(connectors.map(([id, connector]) => [id, connector.taskDefinition.arn])),
      'What each ECS service is to run, by connector',
    );
    this.output(
      'task_role_arns',
      Object.fromEntries(connectors.map(([id, connector]) => [id, connector.taskRole.arn])),
      "What each connector's own code acts as",
    );
    this.output(
      'log_group_names',
      Object.fromEntries(connectors.map(([id, connector]) => [id, connector.logGroup.name])),
      'Log groups by connector',
    );
  }
}
