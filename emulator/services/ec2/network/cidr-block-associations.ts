import { AwsError } from '../../../core/aws-error.ts';
import { contains, parseCidr } from '../../../core/ipv4.ts';
import { contains6 } from '../../../core/ipv6.ts';
import type { Action } from '../../../core/service.ts';
import { onExisting } from '../access.ts';
import { notFound } from '../errors.ts';
import { type Subnet, subnets, vpcs } from '../state.ts';
import {
  addAmazonIpv6,
  addCidr,
  newSubnetIpv6,
  readVpcCidrBlock,
  renderCidr,
  renderSubnetIpv6,
  renderVpcIpv6,
} from './cidr-blocks.ts';
import { requireSubnet, requireVpc } from './lookup.ts';
import { refreshLocalRoutes } from './route-tables.ts';

export const associateVpcCidrBlock: Action = {
  resources: onExisting('vpc', 'VpcId', vpcs),
  handle: (call) => {
    const vpc = requireVpc(call, call.input.requiredString('VpcId'));
    const text = call.input.string('CidrBlock');
    const isIpv6 = call.input.boolean('AmazonProvidedIpv6CidrBlock') === true;
    if ((text === undefined || text === '') === !isIpv6) {
      throw new AwsError(
        'InvalidParameterCombination',
        'Exactly one of CidrBlock and AmazonProvidedIpv6CidrBlock must be specified',
      );
    }
    const answer =
      text === undefined || text === ''
        ? { ipv6CidrBlockAssociation: renderVpcIpv6(addAmazonIpv6(call, vpc), call) }
        : { cidrBlockAssociation: renderCidr(addCidr(call, vpc, readVpcCidrBlock(text))) };
    refreshLocalRoutes(call, vpc);
    return { vpcId: vpc.vpcId, ...answer };
  },
};

export const disassociateVpcCidrBlock: Action = {
  handle: (call) => {
    const id = call.input.requiredString('AssociationId');
    const vpc = call
      .table(vpcs)
      .find((item) =>
        [...item.cidrAssociations, ...item.ipv6Associations].some((a) => a.associationId === id),
      );
    if (vpc === undefined) throw notFound('vpcCidr', id);
    const ipv4 = vpc.cidrAssociations.find((a) => a.associationId === id);
    const ipv6 = vpc.ipv6Associations.find((a) => a.associationId === id);
    const block = ipv4?.cidrBlock ?? ipv6?.ipv6CidrBlock ?? '';
    if (ipv4 !== undefined && ipv4 === vpc.cidrAssociations[0]) {
      throw new AwsError(
        'OperationNotPermitted',
        `The vpc CIDR block with association ID ${id} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`,
      );
    }
    if (call.table(subnets).find((subnet) => subnet.vpcId === vpc.vpcId && isWithin(subnet, block))) {
      throw new AwsError(
        'InvalidCidrBlock.InUse',
        `The vpc ${vpc.vpcId} currently has a subnet within CIDR block ${block}`,
      );
    }
    vpc.cidrAssociations = vpc.cidrAssociations.filter((a) => a !== ipv4);
    vpc.ipv6Associations = vpc.ipv6Associations.filter((a) => a !== ipv6);
    refreshLocalRoutes(call, vpc);
    return {
      vpcId: vpc.vpcId,
      ...(ipv4 === undefined ? {} : { cidrBlockAssociation: renderCidr(ipv4, 'disassociating') }),
      ...(ipv6 === undefined
        ? {}
        : { ipv6CidrBlockAssociation: renderVpcIpv6(ipv6, call, 'disassociating') }),
    };
  },
};

export const associateSubnetCidrBlock: Action = {
  resources: onExisting('subnet', 'SubnetId', subnets),
  handle: (call) => {
    const subnet = requireSubnet(call, call.input.requiredString('SubnetId'));
    if (subnet.ipv6Association !== undefined) {
      throw new AwsError(
        'SubnetCidrBlockAlreadyAssociated',
        `The subnet ${subnet.subnetId} has an IPv6 CIDR block already`,
      );
    }
    const vpc = requireVpc(call, subnet.vpcId);
    subnet.ipv6Association = newSubnetIpv6(call, vpc, call.input.requiredString('Ipv6CidrBlock'));
    return {
      subnetId: subnet.subnetId,
      ipv6CidrBlockAssociation: renderSubnetIpv6(subnet.ipv6Association),
    };
  },
};

export const disassociateSubnetCidrBlock: Action = {
  handle: (call) => {
    const id = call.input.requiredString('AssociationId');
    const subnet = call.table(subnets).find((item) => item.ipv6Association?.associationId === id);
    const association = subnet?.ipv6Association;
    if (subnet === undefined || association === undefined) throw notFound('subnetCidr', id);
    subnet.ipv6Association = undefined;
    return {
      subnetId: subnet.subnetId,
      ipv6CidrBlockAssociation: renderSubnetIpv6(association, 'disassociating'),
    };
  },
};

function isWithin(subnet: Subnet, cidr: string): boolean {
  if (cidr.includes(':')) {
    return subnet.ipv6Association !== undefined && contains6(cidr, subnet.ipv6Association.ipv6CidrBlock);
  }
  const outer = parseCidr(cidr);
  const inner = parseCidr(subnet.cidrBlock);
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}
