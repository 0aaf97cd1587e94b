import { Collection } from '../../core/state.ts';

/** What EC2 keeps, per account and region. Ids are the tables' keys. */

export type Tags = Record<string, string>;

export interface Vpc {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly cidrAssociationId: string;
  readonly instanceTenancy: string;
  readonly ownerId: string;
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
  enableNetworkAddressUsageMetrics: boolean;
  readonly tags: Tags;
}

export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly availabilityZoneId: string;
  readonly ownerId: string;
  mapPublicIpOnLaunch: boolean;
  assignIpv6AddressOnCreation: boolean;
  enableDns64: boolean;
  hostnameType: string;
  enableResourceNameDnsARecord: boolean;
  enableResourceNameDnsAAAARecord: boolean;
  readonly tags: Tags;
}

export interface Route {
  readonly destination: { readonly cidrBlock: string } | { readonly prefixListId: string };
  /** `local`, or a gateway endpoint. */
  readonly gatewayId: string;
  readonly origin: 'CreateRouteTable' | 'CreateRoute';
}

export interface RouteTableAssociation {
  readonly associationId: string;
  /** Absent on the association that makes a table the main one of its VPC. */
  readonly subnetId: string | undefined;
}

export interface RouteTable {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly ownerId: string;
  routes: Route[];
  associations: RouteTableAssociation[];
  readonly tags: Tags;
}

export interface NetworkAclEntry {
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly protocol: string;
  readonly ruleAction: string;
  readonly cidrBlock: string | undefined;
  readonly ipv6CidrBlock: string | undefined;
  readonly portRange: { readonly from: number; readonly to: number } | undefined;
  readonly icmp: { readonly code: number; readonly type: number } | undefined;
}

export interface NetworkAcl {
  readonly networkAclId: string;
  readonly vpcId: string;
  readonly ownerId: string;
  readonly isDefault: boolean;
  entries: NetworkAclEntry[];
  associations: { readonly associationId: string; readonly subnetId: string }[];
  readonly tags: Tags;
}

export interface SecurityGroup {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
  readonly ownerId: string;
  readonly tags: Tags;
}

/** Where traffic may come from or go to: exactly one of these. */
export type RulePeer =
  | { readonly kind: 'cidrIpv4'; readonly value: string }
  | { readonly kind: 'cidrIpv6'; readonly value: string }
  | { readonly kind: 'prefixListId'; readonly value: string }
  | { readonly kind: 'groupId'; readonly value: string; readonly userId: string };

export interface SecurityGroupRule {
  readonly securityGroupRuleId: string;
  readonly groupId: string;
  readonly isEgress: boolean;
  /** `tcp`, `udp`, `icmp`, `-1`, or a protocol number. */
  ipProtocol: string;
  fromPort: number;
  toPort: number;
  peer: RulePeer;
  description: string | undefined;
  readonly tags: Tags;
}

export interface NetworkInterface {
  readonly networkInterfaceId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly availabilityZoneId: string;
  readonly ownerId: string;
  readonly privateIpAddress: string;
  readonly description: string;
  /** `vpc_endpoint`, `network_load_balancer`, `interface`, … */
  readonly interfaceType: string;
  /** The service that made it, such as `amazon-elb`; it alone may delete it. */
  readonly requesterId: string;
  readonly attachmentId: string;
  readonly macAddress: string;
  groupIds: string[];
  readonly tags: Tags;
}

export interface FlowLog {
  readonly flowLogId: string;
  readonly resourceId: string;
  readonly trafficType: string;
  readonly logDestinationType: string;
  readonly logDestination: string | undefined;
  readonly logGroupName: string | undefined;
  readonly logFormat: string;
  readonly deliverLogsPermissionArn: string | undefined;
  readonly deliverCrossAccountRole: string | undefined;
  readonly maxAggregationInterval: number;
  readonly destinationOptions:
    | { fileFormat: string; hiveCompatiblePartitions: boolean; perHourPartition: boolean }
    | undefined;
  readonly creationTime: Date;
  readonly tags: Tags;
}

export type EndpointState =
  | 'pendingAcceptance'
  | 'pending'
  | 'available'
  | 'rejected'
  | 'expired'
  | 'failed'
  | 'deleting'
  | 'deleted';

export interface VpcEndpoint {
  readonly vpcEndpointId: string;
  readonly type: 'Interface' | 'Gateway';
  readonly vpcId: string;
  readonly serviceName: string;
  readonly serviceRegion: string;
  /** Account, region and id of the endpoint service; absent when the service is AWS's own. */
  readonly service:
    | { readonly accountId: string; readonly region: string; readonly serviceId: string }
    | undefined;
  readonly ownerId: string;
  readonly region: string;
  readonly creationTimestamp: Date;
  /** Eight characters in the DNS names. */
  readonly dnsLabel: string;
  readonly connectionId: string;
  readonly clientToken: string | undefined;
  /** What the request asked for, to tell a repeated request from another one with the same token. */
  readonly fingerprint: string;
  state: EndpointState;
  policyDocument: string | undefined;
  routeTableIds: string[];
  subnetIds: string[];
  groupIds: string[];
  networkInterfaceIds: string[];
  ipAddressType: string;
  dnsRecordIpType: string;
  privateDnsOnlyForInboundResolverEndpoint: boolean;
  privateDnsEnabled: boolean;
  readonly tags: Tags;
}

export interface AllowedPrincipal {
  readonly servicePermissionId: string;
  readonly principal: string;
}

export interface EndpointService {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly ownerId: string;
  readonly region: string;
  state: 'Available' | 'Deleting';
  acceptanceRequired: boolean;
  loadBalancerArns: string[];
  loadBalancerType: 'network' | 'gateway';
  supportedIpAddressTypes: string[];
  /** Always with the home region. */
  supportedRegions: string[];
  privateDnsName: string | undefined;
  privateDnsNameState: 'pendingVerification' | 'verified' | 'failed';
  privateDnsVerification: { readonly name: string; readonly value: string } | undefined;
  allowedPrincipals: AllowedPrincipal[];
  readonly tags: Tags;
}

export interface ConnectionNotification {
  readonly connectionNotificationId: string;
  readonly serviceId: string | undefined;
  readonly vpcEndpointId: string | undefined;
  connectionNotificationArn: string;
  connectionEvents: string[];
}

export const vpcs = new Collection<Vpc>('ec2', 'vpc');
export const subnets = new Collection<Subnet>('ec2', 'subnet');
export const routeTables = new Collection<RouteTable>('ec2', 'route-table');
export const networkAcls = new Collection<NetworkAcl>('ec2', 'network-acl');
export const securityGroups = new Collection<SecurityGroup>('ec2', 'security-group');
export const securityGroupRules = new Collection<SecurityGroupRule>('ec2', 'security-group-rule');
export const networkInterfaces = new Collection<NetworkInterface>('ec2', 'network-interface');
export const flowLogs = new Collection<FlowLog>('ec2', 'vpc-flow-log');
export const vpcEndpoints = new Collection<VpcEndpoint>('ec2', 'vpc-endpoint', {
  isGone: (endpoint) => endpoint.state === 'deleted',
});
export const endpointServices = new Collection<EndpointService>('ec2', 'vpc-endpoint-service');
export const connectionNotifications = new Collection<ConnectionNotification>(
  'ec2',
  'vpc-endpoint-connection-notification',
);
