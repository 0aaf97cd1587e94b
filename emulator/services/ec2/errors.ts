import { AwsError } from '../../core/aws-error.ts';

interface IdKind {
  /** What ids start with. */
  readonly prefix: string;
  /** For an id of the right form that is not there. */
  readonly notFound: string;
  /** For a text that cannot be such an id. */
  readonly malformed: string;
  /** What messages call it. */
  readonly noun: string;
}

function kind(prefix: string, notFound: string, noun: string, malformed?: string): IdKind {
  return { prefix, notFound, noun, malformed: malformed ?? notFound.replace(/\.NotFound$/, '.Malformed') };
}

/**
 * EC2's ids and errors, by kind of resource. Codes with an odd spelling are AWS's own.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const kinds = {
  vpc: kind('vpc', 'InvalidVpcID.NotFound', 'vpc ID'),
  vpcCidr: kind(
    'vpc-cidr-assoc',
    'InvalidVpcCidrBlockAssociationID.NotFound',
    'vpc CIDR block association ID',
  ),
  subnet: kind('subnet', 'InvalidSubnetID.NotFound', 'subnet ID'),
  subnetCidr: kind(
    'subnet-cidr-assoc',
    'InvalidSubnetCidrBlockAssociationID.NotFound',
    'subnet CIDR block association ID',
  ),
  routeTable: kind('rtb', 'InvalidRouteTableID.NotFound', 'routeTable ID', 'InvalidRouteTableId.Malformed'),
  routeTableAssociation: kind('rtbassoc', 'InvalidAssociationID.NotFound', 'association ID'),
  networkAcl: kind('acl', 'InvalidNetworkAclID.NotFound', 'networkAcl ID', 'InvalidNetworkAclId.Malformed'),
  networkAclAssociation: kind('aclassoc', 'InvalidAssociationID.NotFound', 'association ID'),
  securityGroup: kind('sg', 'InvalidGroup.NotFound', 'security group', 'InvalidGroupId.Malformed'),
  securityGroupRule: kind('sgr', 'InvalidSecurityGroupRuleId.NotFound', 'security group rule ID'),
  networkInterface: kind(
    'eni',
    'InvalidNetworkInterfaceID.NotFound',
    'networkInterface ID',
    'InvalidNetworkInterfaceId.Malformed',
  ),
  attachment: kind(
    'eni-attach',
    'InvalidAttachmentID.NotFound',
    'attachment ID',
    'InvalidNetworkInterfaceAttachmentId.Malformed',
  ),
  internetGateway: kind(
    'igw',
    'InvalidInternetGatewayID.NotFound',
    'internetGateway ID',
    'InvalidInternetGatewayId.Malformed',
  ),
  egressOnlyGateway: kind('eigw', 'InvalidGatewayID.NotFound', 'eigw ID'),
  natGateway: kind('nat', 'NatGatewayNotFound', 'Nat Gateway', 'NatGatewayMalformed'),
  address: kind('eipalloc', 'InvalidAllocationID.NotFound', 'allocation ID'),
  addressAssociation: kind('eipassoc', 'InvalidAssociationID.NotFound', 'association ID'),
  instance: kind('i', 'InvalidInstanceID.NotFound', 'instance ID'),
  flowLog: kind('fl', 'InvalidFlowLogId.NotFound', 'flow log ID'),
  prefixList: kind('pl', 'InvalidPrefixListId.NotFound', 'prefix list ID'),
  peering: kind('pcx', 'InvalidVpcPeeringConnectionID.NotFound', 'vpcPeeringConnection ID'),
  transitGateway: kind('tgw', 'InvalidTransitGatewayID.NotFound', 'transitGateway ID'),
  vpcEndpoint: kind('vpce', 'InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'),
  endpointService: kind('vpce-svc', 'InvalidVpcEndpointServiceId.NotFound', 'VpcEndpointService Id'),
  notification: kind(
    'vpce-nfn',
    'InvalidConnectionNotification',
    'ConnectionNotification Id',
    'InvalidConnectionNotification',
  ),
} satisfies Record<string, IdKind>;

export type Kind = keyof typeof kinds;

export function notFound(name: Kind, id: string): AwsError {
  const { notFound: code, noun } = kinds[name];
  return new AwsError(code, `The ${noun} '${id}' does not exist`);
}

/** What AWS answers to a text that is no id of that kind: the prefix and 8 or 17 hexadecimal digits. */
export function malformedId(name: Kind, id: string): AwsError | undefined {
  const { prefix, malformed } = kinds[name];
  // Services attach interfaces under ids of their own.
  const own = name === 'attachment' ? id.replace(/^ela-attach-/, 'eni-attach-') : id;
  const digits = own.startsWith(`${prefix}-`) ? own.slice(prefix.length + 1) : '';
  if (/^([0-9a-f]{8}|[0-9a-f]{17})$/.test(digits)) return undefined;
  return new AwsError(malformed, `Invalid id: "${id.slice(0, 200)}" (expecting "${prefix}-...")`);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

export function dependencyViolation(what: string, id: string): AwsError {
  return new AwsError('DependencyViolation', `The ${what} '${id}' has dependencies and cannot be deleted.`);
}

/** An entry of the `unsuccessful` list that batch calls answer instead of failing. */
export function unsuccessfulItem(resourceId: string, error: AwsError) {
  return { resourceId, error: { code: error.code, message: error.message } };
}
