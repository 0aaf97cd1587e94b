import type { AwsError } from '../../core/aws-error.ts';
import { type Kind, malformedId } from './errors.ts';

/** Which kind of id a parameter holds, by its wire name: the same in every action. */
const byParameter: Readonly<Record<string, Kind>> = {
  VpcId: 'vpc',
  SubnetId: 'subnet',
  AddSubnetId: 'subnet',
  RemoveSubnetId: 'subnet',
  RouteTableId: 'routeTable',
  AddRouteTableId: 'routeTable',
  RemoveRouteTableId: 'routeTable',
  NetworkAclId: 'networkAcl',
  GroupId: 'securityGroup',
  SecurityGroupId: 'securityGroup',
  AddSecurityGroupId: 'securityGroup',
  RemoveSecurityGroupId: 'securityGroup',
  ReferencedGroupId: 'securityGroup',
  SecurityGroupRuleId: 'securityGroupRule',
  NetworkInterfaceId: 'networkInterface',
  AttachmentId: 'attachment',
  InternetGatewayId: 'internetGateway',
  EgressOnlyInternetGatewayId: 'egressOnlyGateway',
  NatGatewayId: 'natGateway',
  AllocationId: 'address',
  SecondaryAllocationId: 'address',
  AssociatedSubnetId: 'subnet',
  InstanceId: 'instance',
  FlowLogId: 'flowLog',
  PrefixListId: 'prefixList',
  DestinationPrefixListId: 'prefixList',
  VpcPeeringConnectionId: 'peering',
  TransitGatewayId: 'transitGateway',
  VpcEndpointId: 'vpcEndpoint',
  ServiceId: 'endpointService',
  ConnectionNotificationId: 'notification',
};

/** Names that mean something else from action to action. */
const byAction: Readonly<Record<string, Kind>> = {
  'DisassociateRouteTable.AssociationId': 'routeTableAssociation',
  'ReplaceRouteTableAssociation.AssociationId': 'routeTableAssociation',
  'ReplaceNetworkAclAssociation.AssociationId': 'networkAclAssociation',
  'DisassociateAddress.AssociationId': 'addressAssociation',
  'DisassociateNatGatewayAddress.AssociationId': 'addressAssociation',
  'DisassociateVpcCidrBlock.AssociationId': 'vpcCidr',
  'DisassociateSubnetCidrBlock.AssociationId': 'subnetCidr',
};

export function kindOfId(action: string, parameter: string): Kind | undefined {
  const own = `${action}.${parameter}`;
  if (Object.hasOwn(byAction, own)) return byAction[own];
  return Object.hasOwn(byParameter, parameter) ? byParameter[parameter] : undefined;
}

/** The form of an id, held against the kind of its parameter. Whether there is such a thing is another question. */
export function checkId(action: string, parameter: string, id: string): AwsError | undefined {
  const kind = kindOfId(action, parameter);
  return kind === undefined ? undefined : malformedId(kind, id);
}
