import { AwsError } from '../../core/aws-error.ts';

/** EC2's errors for ids that do not exist: code and the noun in the message, by resource type. */
const kinds = {
  vpc: ['InvalidVpcID.NotFound', 'vpc ID'],
  subnet: ['InvalidSubnetID.NotFound', 'subnet ID'],
  routeTable: ['InvalidRouteTableID.NotFound', 'routeTable ID'],
  association: ['InvalidAssociationID.NotFound', 'association ID'],
  networkAcl: ['InvalidNetworkAclID.NotFound', 'networkAcl ID'],
  securityGroup: ['InvalidGroup.NotFound', 'security group'],
  securityGroupRule: ['InvalidSecurityGroupRuleId.NotFound', 'security group rule ID'],
  networkInterface: ['InvalidNetworkInterfaceID.NotFound', 'networkInterface ID'],
  flowLog: ['InvalidFlowLogId.NotFound', 'flow log ID'],
  prefixList: ['InvalidPrefixListId.NotFound', 'prefix list ID'],
  vpcEndpoint: ['InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'],
  endpointService: ['InvalidVpcEndpointServiceId.NotFound', 'VpcEndpointService Id'],
  notification: ['InvalidConnectionNotification', 'ConnectionNotification Id'],
} as const;

export type Kind = keyof typeof kinds;

export function notFound(kind: Kind, id: string): AwsError {
  const [code, noun] = kinds[kind];
  return new AwsError(code, `The ${noun} '${id}' does not exist`);
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
