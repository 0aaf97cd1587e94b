import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone/index.js';
import { defined } from '../../domain/defined.ts';
import type { GatewayAllowLists } from '../../domain/gateway-access.ts';
import type { Quotas } from '../../domain/limits.ts';
import { networkStackId } from '../../domain/stack-ids.ts';
import { networkTagValue, organizationTags, TAG } from '../../domain/tags.ts';
import { AwsStack, type DeploymentProps } from '../aws-stack.ts';
import type { Construct } from '../cdktf.ts';
import { InvalidPropsError } from '../invalid-props.ts';
import { AwsServiceEndpoints } from './aws-service-endpoints.ts';
import { FlowLogs } from './flow-logs.ts';
import { LOG_RETENTION_DAYS } from './log-retention.ts';
import { Network } from './network.ts';
import { probeArchive } from './probe/archive.ts';
import { Probe } from './probe/probe.ts';
import { zoneComment } from './zone-comment.ts';

export interface NetworkStackProps {
  /** Tray's account, and the region of the network. */
  readonly deployment: DeploymentProps;
  /** Tray OrgID. */
  readonly organizationId: string;
  /** Block of the network, /16 to /25; every zone gets the eighth that belongs to its number. */
  readonly cidr: string;
  /** AZ ids, e.g. `euw1-az1`; at least one, of this region. */
  readonly zoneIds: readonly string[];
  /** Name of the private hosted zone, e.g. `privatelink.tray.internal`. */
  readonly zoneName: string;
  /** What may be reached through the S3 and DynamoDB gateways. @default nothing but ECR's image layers */
  readonly gateways?: GatewayAllowLists;
  /** AWS services reached through interface endpoints, by short name, e.g. `ecr.api`. @default none */
  readonly awsServices?: readonly string[];
  /** Days that flow logs are kept. @default 90 */
  readonly flowLogRetentionDays?: number;
  /** Whether it has a probe, by which its connections are tested. @default true */
  readonly probe?: boolean;
  /** The role that may invoke the probe. @default the deployment's role, else whoever the account's own policies allow to */
  readonly probeInvokerArn?: string;
  /** What the account's quotas are, where they were raised. @default AWS's own */
  readonly quotas?: Partial<Quotas>;
}

/** `net-<orgId>-<region>`: the dedicated network of one organization in one region. */
export class NetworkStack extends AwsStack {
  readonly network: Network;
  readonly endpoints: AwsServiceEndpoints;
  readonly zone: Route53Zone;
  /** Undefined without one. */
  readonly probe: Probe | undefined;

  constructor(scope: Construct, props: NetworkStackProps) {
    const { deployment, organizationId } = props;
    const { region, accountId } = deployment;
    super(scope, networkStackId(organizationId, region), {
      deployment,
      tags: organizationTags(organizationId),
    });
    const retentionDays = props.flowLogRetentionDays ?? 90;
    if (!LOG_RETENTION_DAYS.has(retentionDays)) {
      throw new InvalidPropsError(
        this.node.id,
        'flowLogRetentionDays',
        `${retentionDays} is not a period of CloudWatch`,
        `use one of ${[...LOG_RETENTION_DAYS].join(', ')}`,
      );
    }

    this.network = new Network(this, 'network', {
      organizationId,
      region,
      cidr: props.cidr,
      zoneIds: props.zoneIds,
    });
    this.endpoints = new AwsServiceEndpoints(this, 'endpoint', {
      network: this.network,
      organizationId,
      partition: this.partition,
      region,
      accountId,
      ...defined({ gateways: props.gateways, awsServices: props.awsServices, quotas: props.quotas }),
    });
    new FlowLogs(this, 'flow-logs', {
      vpcId: this.network.vpc.id,
      accountId,
      organizationId,
      region,
      retentionDays,
    });
    this.zone = new Route53Zone(this, 'zone', {
      name: props.zoneName,
      comment: zoneComment(`Connections of ${organizationId} in ${region}`, this),
      vpc: [{ vpcId: this.network.vpc.id }],
      tags: { [TAG.network]: networkTagValue(organizationId, region) },
    });
    if (props.probe !== false) {
      const archive = probeArchive();
      this.addFile(archive.name, archive.bytes);
      this.probe = new Probe(this, 'probe', {
        network: this.network,
        organizationId,
        partition: this.partition,
        region,
        accountId,
        ...defined({ invokerArn: props.probeInvokerArn ?? deployment.assumeRoleArn }),
      });
    }
    this.#outputs(props);
  }

  #outputs(props: NetworkStackProps): void {
    const subnets = [...this.network.subnets];
    this.output('vpc_id', this.network.vpc.id, 'The VPC');
    this.output('cidr', this.network.vpc.cidrBlock, 'Block of the VPC');
    this.output(
      'subnet_ids',
      Object.fromEntries(subnets.map(([zoneId, subnet]) => [zoneId, subnet.id])),
      'Private subnets by AZ id',
    );
    this.output('zone_ids', [...this.network.subnets.keys()], 'AZ ids of the network');
    this.output('route_table_id', this.network.routeTable.id, 'The one route table');
    this.output('zone_id', this.zone.zoneId, 'The private hosted zone');
    this.output('zone_name', props.zoneName, 'Name of the private hosted zone');
    this.output(
      'gateway_endpoint_ids',
      { s3: this.endpoints.s3.id, dynamodb: this.endpoints.dynamodb.id },
      'Gateway endpoints; bucket policies name them in aws:SourceVpce',
    );
    this.output(
      'interface_endpoint_ids',
      Object.fromEntries([...this.endpoints.interfaces].map(([name, endpoint]) => [name, endpoint.id])),
      'Interface endpoints by AWS service',
    );
    if (this.probe !== undefined)
      this.output(
        'probe_function_name',
        this.probe.lambda.functionName,
        'The function that tries connections',
      );
  }
}
