import type { Service } from '../../core/service.ts';
import { model } from '../../models/ec2.generated.ts';
import { ec2Query } from '../../protocols/query.ts';
import { withDryRun } from './dry-run.ts';
import * as endpointServices from './endpoint-services/configurations.ts';
import * as connections from './endpoint-services/connections.ts';
import { describeVpcEndpointServices } from './endpoint-services/describe-services.ts';
import * as notifications from './endpoint-services/notifications.ts';
import * as permissions from './endpoint-services/permissions.ts';
import { startVpcEndpointServicePrivateDnsVerification } from './endpoint-services/private-dns.ts';
import { describeVpcEndpointAssociations } from './endpoints/associations.ts';
import { createVpcEndpoint } from './endpoints/create.ts';
import { deleteVpcEndpoints } from './endpoints/delete.ts';
import { describeVpcEndpoints } from './endpoints/describe.ts';
import { modifyVpcEndpoint } from './endpoints/modify.ts';
import * as prefixLists from './endpoints/prefix-lists.ts';
import * as flowLogs from './flow-logs.ts';
import * as addresses from './gateways/addresses.ts';
import * as egressOnlyGateways from './gateways/egress-only-internet-gateways.ts';
import * as internetGateways from './gateways/internet-gateways.ts';
import * as natGateways from './gateways/nat-gateways.ts';
import { checkId } from './ids.ts';
import * as cidrBlocks from './network/cidr-block-associations.ts';
import {
  describeNetworkInterfaceAttribute,
  describeNetworkInterfaces,
} from './network/describe-network-interfaces.ts';
import * as networkAcls from './network/network-acls.ts';
import * as networkInterfaces from './network/network-interfaces.ts';
import * as routeTables from './network/route-tables.ts';
import * as routes from './network/routes.ts';
import * as subnets from './network/subnets.ts';
import * as vpcs from './network/vpcs.ts';
import * as accountAttributes from './places/account-attributes.ts';
import * as places from './places/availability-zones.ts';
import * as regions from './places/regions.ts';
import * as securityGroups from './security-groups/groups.ts';
import * as securityGroupRules from './security-groups/rules.ts';
import * as tags from './tags.ts';

export const ec2: Service = {
  signingName: 'ec2',
  model,
  checkId,
  protocols: [ec2Query({ xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/' })],
  actions: withDryRun({
    // Places
    DescribeAccountAttributes: accountAttributes.describeAccountAttributes,
    DescribeAvailabilityZones: places.describeAvailabilityZones,
    DescribeRegions: regions.describeRegions,
    // Tags
    CreateTags: tags.createTags,
    DeleteTags: tags.deleteTags,
    DescribeTags: tags.describeTags,
    // VPCs
    AssociateVpcCidrBlock: cidrBlocks.associateVpcCidrBlock,
    CreateVpc: vpcs.createVpc,
    DeleteVpc: vpcs.deleteVpc,
    DescribeVpcAttribute: vpcs.describeVpcAttribute,
    DescribeVpcs: vpcs.describeVpcs,
    DisassociateVpcCidrBlock: cidrBlocks.disassociateVpcCidrBlock,
    ModifyVpcAttribute: vpcs.modifyVpcAttribute,
    // Subnets
    AssociateSubnetCidrBlock: cidrBlocks.associateSubnetCidrBlock,
    CreateSubnet: subnets.createSubnet,
    DeleteSubnet: subnets.deleteSubnet,
    DescribeSubnets: subnets.describeSubnets,
    DisassociateSubnetCidrBlock: cidrBlocks.disassociateSubnetCidrBlock,
    ModifySubnetAttribute: subnets.modifySubnetAttribute,
    // Route tables
    AssociateRouteTable: routeTables.associateRouteTable,
    CreateRoute: routes.createRoute,
    CreateRouteTable: routeTables.createRouteTable,
    DeleteRoute: routes.deleteRoute,
    DeleteRouteTable: routeTables.deleteRouteTable,
    DescribeRouteTables: routeTables.describeRouteTables,
    DisassociateRouteTable: routeTables.disassociateRouteTable,
    ReplaceRoute: routes.replaceRoute,
    ReplaceRouteTableAssociation: routeTables.replaceRouteTableAssociation,
    // Network ACLs
    CreateNetworkAcl: networkAcls.createNetworkAcl,
    CreateNetworkAclEntry: networkAcls.createNetworkAclEntry,
    DeleteNetworkAcl: networkAcls.deleteNetworkAcl,
    DeleteNetworkAclEntry: networkAcls.deleteNetworkAclEntry,
    DescribeNetworkAcls: networkAcls.describeNetworkAcls,
    ReplaceNetworkAclAssociation: networkAcls.replaceNetworkAclAssociation,
    ReplaceNetworkAclEntry: networkAcls.replaceNetworkAclEntry,
    // Security groups
    AuthorizeSecurityGroupEgress: securityGroupRules.authorizeSecurityGroupEgress,
    AuthorizeSecurityGroupIngress: securityGroupRules.authorizeSecurityGroupIngress,
    CreateSecurityGroup: securityGroups.createSecurityGroup,
    DeleteSecurityGroup: securityGroups.deleteSecurityGroup,
    DescribeSecurityGroupRules: securityGroupRules.describeSecurityGroupRules,
    DescribeSecurityGroups: securityGroups.describeSecurityGroups,
    ModifySecurityGroupRules: securityGroupRules.modifySecurityGroupRules,
    RevokeSecurityGroupEgress: securityGroupRules.revokeSecurityGroupEgress,
    RevokeSecurityGroupIngress: securityGroupRules.revokeSecurityGroupIngress,
    UpdateSecurityGroupRuleDescriptionsEgress: securityGroupRules.updateSecurityGroupRuleDescriptionsEgress,
    UpdateSecurityGroupRuleDescriptionsIngress: securityGroupRules.updateSecurityGroupRuleDescriptionsIngress,
    // Network interfaces
    AssignIpv6Addresses: networkInterfaces.assignIpv6Addresses,
    AssignPrivateIpAddresses: networkInterfaces.assignPrivateIpAddresses,
    AttachNetworkInterface: networkInterfaces.attachNetworkInterface,
    CreateNetworkInterface: networkInterfaces.createNetworkInterface,
    DeleteNetworkInterface: networkInterfaces.deleteNetworkInterface,
    DescribeNetworkInterfaceAttribute: describeNetworkInterfaceAttribute,
    DescribeNetworkInterfaces: describeNetworkInterfaces,
    DetachNetworkInterface: networkInterfaces.detachNetworkInterface,
    ModifyNetworkInterfaceAttribute: networkInterfaces.modifyNetworkInterfaceAttribute,
    UnassignIpv6Addresses: networkInterfaces.unassignIpv6Addresses,
    UnassignPrivateIpAddresses: networkInterfaces.unassignPrivateIpAddresses,
    // Gateways, and their addresses
    AllocateAddress: addresses.allocateAddress,
    AssociateAddress: addresses.associateAddress,
    AttachInternetGateway: internetGateways.attachInternetGateway,
    CreateEgressOnlyInternetGateway: egressOnlyGateways.createEgressOnlyInternetGateway,
    CreateInternetGateway: internetGateways.createInternetGateway,
    CreateNatGateway: natGateways.createNatGateway,
    DeleteEgressOnlyInternetGateway: egressOnlyGateways.deleteEgressOnlyInternetGateway,
    DeleteInternetGateway: internetGateways.deleteInternetGateway,
    DeleteNatGateway: natGateways.deleteNatGateway,
    DescribeAddresses: addresses.describeAddresses,
    DescribeAddressesAttribute: addresses.describeAddressesAttribute,
    DescribeEgressOnlyInternetGateways: egressOnlyGateways.describeEgressOnlyInternetGateways,
    DescribeInternetGateways: internetGateways.describeInternetGateways,
    DescribeNatGateways: natGateways.describeNatGateways,
    DetachInternetGateway: internetGateways.detachInternetGateway,
    DisassociateAddress: addresses.disassociateAddress,
    ReleaseAddress: addresses.releaseAddress,
    // Endpoints: the consumer's side
    CreateVpcEndpoint: createVpcEndpoint,
    DeleteVpcEndpoints: deleteVpcEndpoints,
    DescribeManagedPrefixLists: prefixLists.describeManagedPrefixLists,
    DescribePrefixLists: prefixLists.describePrefixLists,
    DescribeVpcEndpointAssociations: describeVpcEndpointAssociations,
    DescribeVpcEndpointServices: describeVpcEndpointServices,
    DescribeVpcEndpoints: describeVpcEndpoints,
    GetManagedPrefixListEntries: prefixLists.getManagedPrefixListEntries,
    ModifyVpcEndpoint: modifyVpcEndpoint,
    // Endpoint services: the producer's side
    AcceptVpcEndpointConnections: connections.acceptVpcEndpointConnections,
    CreateVpcEndpointServiceConfiguration: endpointServices.createVpcEndpointServiceConfiguration,
    DeleteVpcEndpointServiceConfigurations: endpointServices.deleteVpcEndpointServiceConfigurations,
    DescribeVpcEndpointConnections: connections.describeVpcEndpointConnections,
    DescribeVpcEndpointServiceConfigurations: endpointServices.describeVpcEndpointServiceConfigurations,
    DescribeVpcEndpointServicePermissions: permissions.describeVpcEndpointServicePermissions,
    ModifyVpcEndpointServiceConfiguration: endpointServices.modifyVpcEndpointServiceConfiguration,
    ModifyVpcEndpointServicePermissions: permissions.modifyVpcEndpointServicePermissions,
    RejectVpcEndpointConnections: connections.rejectVpcEndpointConnections,
    StartVpcEndpointServicePrivateDnsVerification: startVpcEndpointServicePrivateDnsVerification,
    CreateVpcEndpointConnectionNotification: notifications.createVpcEndpointConnectionNotification,
    DeleteVpcEndpointConnectionNotifications: notifications.deleteVpcEndpointConnectionNotifications,
    DescribeVpcEndpointConnectionNotifications: notifications.describeVpcEndpointConnectionNotifications,
    ModifyVpcEndpointConnectionNotification: notifications.modifyVpcEndpointConnectionNotification,
    // Flow logs
    CreateFlowLogs: flowLogs.createFlowLogs,
    DeleteFlowLogs: flowLogs.deleteFlowLogs,
    DescribeFlowLogs: flowLogs.describeFlowLogs,
  }),
};
