import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { awsServiceEndpointName, awsServiceOf, explainAwsServiceName } from '../../domain/aws-services.ts';
import { defined } from '../../domain/defined.ts';
import type { GatewayAllowLists } from '../../domain/gateway-access.ts';
import { assertAddressesFit, assertEndpointsFit, type Quotas, quotasWith } from '../../domain/limits.ts';
import type { Partition } from '../../domain/partition.ts';
import { Construct } from '../cdktf.ts';
import { checkProp, InvalidPropsError } from '../invalid-props.ts';
import { dynamodbGatewayPolicy, interfaceEndpointPolicy, s3GatewayPolicy } from './gateway-policies.ts';
import type { Network } from './network.ts';
import { ClosedSecurityGroup } from './security-group.ts';

export interface AwsServiceEndpointsProps {
  readonly network: Network;
  readonly organizationId: string;
  readonly partition: Partition;
  readonly region: string;
  readonly accountId: string;
  /** What may be reached through the S3 and DynamoDB gateways. @default nothing but ECR's image layers */
  readonly gateways?: GatewayAllowLists;
  /** Services reached through interface endpoints, by short name. @default none */
  readonly awsServices?: readonly string[];
  /** What the account's quotas are. @default AWS's own */
  readonly quotas?: Partial<Quotas>;
}

/** The endpoints through which a network reaches AWS itself: S3 and DynamoDB by route, the rest by interface. */
export class AwsServiceEndpoints extends Construct {
  readonly s3: VpcEndpoint;
  readonly dynamodb: VpcEndpoint;
  /** Interface endpoints by short name. */
  readonly interfaces: ReadonlyMap<string, VpcEndpoint>;

  constructor(scope: Construct, id: string, props: AwsServiceEndpointsProps) {
    super(scope, id);
    const { network, partition, region, accountId } = props;
    const where = { partition, region, accountId };
    const gateway = (name: 's3' | 'dynamodb', policy: string) =>
      new VpcEndpoint(this, name, {
        vpcId: network.vpc.id,
        serviceName: `com.amazonaws.${region}.${name}`,
        vpcEndpointType: 'Gateway',
        routeTableIds: [network.routeTable.id],
        // Always written: a policy that was once set cannot be unset by leaving it out.
        // https://github.com/hashicorp/terraform-provider-aws/issues/40973
        policy,
        tags: { Name: `tray-${props.organizationId}-${name}` },
      });
    this.s3 = gateway('s3', s3GatewayPolicy({ ...where, buckets: props.gateways?.s3?.buckets ?? [] }));
    this.dynamodb = gateway(
      'dynamodb',
      dynamodbGatewayPolicy({ ...where, tables: props.gateways?.dynamodb?.tables ?? [] }),
    );
    this.interfaces = this.#addInterfaces(props);
  }

  #addInterfaces(props: AwsServiceEndpointsProps): Map<string, VpcEndpoint> {
    const endpoints = new Map<string, VpcEndpoint>();
    const names = [...(props.awsServices ?? [])].sort();
    if (names.length === 0) return endpoints;
    checkProp(this.node.path, 'awsServices', () =>
      assertEndpointsFit(names.length, quotasWith(props.quotas)),
    );
    checkProp(this.node.path, 'awsServices', () => assertAddressesFit(names.length, props.network.cidr));
    const services = names.map((name) => this.#interfaceService(name));
    const { network } = props;
    const securityGroup = new ClosedSecurityGroup(this, 'security-group', {
      vpcId: network.vpc.id,
      namePrefix: `tray-${props.organizationId}-aws-services-`,
      description: 'AWS services, from within the network',
      tags: { Name: `tray-${props.organizationId}-aws-services` },
      ...defined({ quotas: props.quotas }),
    });
    for (const port of new Set(services.map((service) => service.port))) {
      securityGroup.allowFrom(network.cidr, { transport: 'TCP', port, description: 'From the network' });
    }
    for (const service of services) {
      if (endpoints.has(service.name)) {
        throw new InvalidPropsError(
          this.node.path,
          'awsServices',
          `lists "${service.name}" twice`,
          'list each service once',
        );
      }
      endpoints.set(
        service.name,
        new VpcEndpoint(this, service.name, {
          vpcId: network.vpc.id,
          serviceName: awsServiceEndpointName(service, props.region, props.partition),
          vpcEndpointType: 'Interface',
          subnetIds: network.subnetIds,
          securityGroupIds: [securityGroup.id],
          privateDnsEnabled: service.privateDns,
          ...(service.policy ? { policy: interfaceEndpointPolicy(props.accountId) } : {}),
          tags: { Name: `tray-${props.organizationId}-${service.name}` },
        }),
      );
    }
    return endpoints;
  }

  #interfaceService(name: string) {
    const service = awsServiceOf(name);
    const path = this.node.path;
    if (service === undefined) {
      const { problem, fix } = explainAwsServiceName(name);
      throw new InvalidPropsError(path, 'awsServices', `has a mistake: ${problem}`, fix);
    }
    if (service.type === 'Gateway') {
      throw new InvalidPropsError(
        path,
        'awsServices',
        `has "${name}", which every network reaches through its gateway`,
        `list what may be used under gateways.${name} instead`,
      );
    }
    return service;
  }
}
