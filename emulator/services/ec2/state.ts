import { Collection } from '../../core/state.ts';

/** What EC2 keeps, per account and region. Ids are the tables' keys. */
export type Tags = Record<string, string>;

export interface CidrAssociation {
  readonly associationId: string;
  readonly cidrBlock: string;
}

export interface Ipv6Association {
  readonly associationId: string;
  readonly ipv6CidrBlock: string;
}

export interface Vpc {
  readonly vpcId: string;
  /** The primary block, which is the first association, too. */
  readonly cidrBlock: string;
  cidrAssociations: CidrAssociation[];
  ipv6Associations: Ipv6Association[];
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
  ipv6Association: Ipv6Association | undefined;
  mapPublicIpOnLaunch: boolean;
  assignIpv6AddressOnCreation: boolean;
  enableDns64: boolean;
  hostnameType: string;
  enableResourceNameDnsARecord: boolean;
  enableResourceNameDnsAAAARecord: boolean;
  readonly tags: Tags;
}

export type RouteDestination =
  | { readonly kind: 'cidrBlock'; readonly value: string }
  | { readonly kind: 'ipv6CidrBlock'; readonly value: string }
  | { readonly kind: 'prefixListId'; readonly value: string };

/** The kinds of target, by the names of their fields in answers. `gatewayId` is `local` and gateway endpoints, too. */
export type RouteTargetKind =
  | 'gatewayId'
  | 'natGatewayId'
  | 'networkInterfaceId'
  | 'instanceId'
  | 'egressOnlyInternetGatewayId'
  | 'transitGatewayId'
  | 'vpcPeeringConnectionId'
  | 'localGatewayId'
  | 'carrierGatewayId'
  | 'coreNetworkArn';

export interface Route {
  readonly destination: RouteDestination;
  readonly target: { readonly kind: RouteTargetKind; readonly id: string };
  readonly origin: 'CreateRouteTable' | 'CreateRoute';
}

export interface RouteTableAssociation {
  readonly associationId: string;
  /** Absent on the association that makes a table the main one of its VPC, and on that of a gateway. */
  readonly subnetId: string | undefined;
  /** An internet gateway, for what comes in through it. */
  readonly gatewayId: string | undefined;
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

/** To something of the service that made the interface: there are no instances here. */
export interface Attachment {
  readonly attachmentId: string;
  readonly instanceOwnerId: string;
  readonly deviceIndex: number;
  readonly attachTime: Date;
  readonly deleteOnTermination: boolean;
}

export interface NetworkInterface {
  readonly networkInterfaceId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly availabilityZoneId: string;
  readonly ownerId: string;
  readonly privateIpAddress: string;
  secondaryAddresses: string[];
  ipv6Addresses: string[];
  description: string;
  /** `vpc_endpoint`, `network_load_balancer`, `nat_gateway`, `interface`, … */
  readonly interfaceType: string;
  /** The service that made it, such as `amazon-elb`, which alone may delete it; absent when its owner did. */
  readonly requesterId: string | undefined;
  attachment: Attachment | undefined;
  readonly macAddress: string;
  sourceDestCheck: boolean;
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
