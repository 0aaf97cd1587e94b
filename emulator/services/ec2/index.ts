import type { Service } from '../../core/service.ts';
import { ec2Query } from '../../protocols/query.ts';
import { withDryRun } from './dry-run.ts';
import * as endpointServices from './endpoint-services/configurations.ts';
import * as connections from './endpoint-services/connections.ts';
import { describeVpcEndpointServices } from './endpoint-services/describe-services.ts';
import * as notifications from './endpoint-services/notifications.ts';
import * as permissions from './endpoint-services/permissions.ts';
import { startVpcEndpointServicePrivateDnsVerification } from './endpoint-services/private-dns.ts';
import { createVpcEndpoint } from './endpoints/create.ts';
import { deleteVpcEndpoints } from './endpoints/delete.ts';
import { describeVpcEndpoints } from './endpoints/describe.ts';
import { modifyVpcEndpoint } from './endpoints/modify.ts';
import * as prefixLists from './endpoints/prefix-lists.ts';
import * as flowLogs from './flow-logs/actions.ts';
import * as networkAcls from './network/network-acls.ts';
import * as networkInterfaces from './network/network-interfaces.ts';
import * as routeTables from './network/route-tables.ts';
import * as subnets from './network/subnets.ts';
import * as vpcs from './network/vpcs.ts';
import * as places from './places/actions.ts';
import * as securityGroups from './security-groups/groups.ts';
import * as securityGroupRules from './security-groups/rules.ts';
import * as tags from './tags/actions.ts';

export const ec2: Service = {
  signingName: 'ec2',
  protocols: [ec2Query({ xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/' })],
  actions: withDryRun({
    // Places
    DescribeAccountAttributes: places.describeAccountAttributes,
    DescribeAvailabilityZones: places.describeAvailabilityZones,
    DescribeRegions: places.describeRegions,
    // Tags
    CreateTags: tags.createTags,
    DeleteTags: tags.deleteTags,
    DescribeTags: tags.describeTags,
    // VPCs
    CreateVpc: vpcs.createVpc,
    DeleteVpc: vpcs.deleteVpc,
    DescribeVpcAttribute: vpcs.describeVpcAttribute,
    DescribeVpcs: vpcs.describeVpcs,
    ModifyVpcAttribute: vpcs.modifyVpcAttribute,
    // Subnets
    CreateSubnet: subnets.createSubnet,
    DeleteSubnet: subnets.deleteSubnet,
    DescribeSubnets: subnets.describeSubnets,
    ModifySubnetAttribute: subnets.modifySubnetAttribute,
    // Route tables
    AssociateRouteTable: routeTables.associateRouteTable,
    CreateRouteTable: routeTables.createRouteTable,
    DeleteRouteTable: routeTables.deleteRouteTable,
    DescribeRouteTables: routeTables.describeRouteTables,
    DisassociateRouteTable: routeTables.disassociateRouteTable,
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
    DeleteNetworkInterface: networkInterfaces.deleteNetworkInterface,
    DescribeNetworkInterfaces: networkInterfaces.describeNetworkInterfaces,
    // Endpoints: the consumer's side
    CreateVpcEndpoint: createVpcEndpoint,
    DeleteVpcEndpoints: deleteVpcEndpoints,
    DescribeManagedPrefixLists: prefixLists.describeManagedPrefixLists,
    DescribePrefixLists: prefixLists.describePrefixLists,
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
