import { AwsError } from '../../../core/aws-error.ts';
import { canonicalCidr, contains, overlaps, parseCidr } from '../../../core/ipv4.ts';
import { canonicalCidr6, contains6, subnet6 } from '../../../core/ipv6.ts';
import type { Action, Call } from '../../../core/service.ts';
import type { Output } from '../../../protocols/output.ts';
import { onExisting } from '../access.ts';
import { invalidParameter, notFound } from '../errors.ts';
import { type Ipv6Association, type Subnet, subnets, type Vpc, vpcs } from '../state.ts';
import { refreshLocalRoutes } from './route-tables.ts';
import { requireSubnet } from './subnets.ts';
import { requireVpc } from './vpcs.ts';

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MAX_IPV4_BLOCKS = 5;
const MAX_IPV6_BLOCKS = 5;
/** Where AWS's own blocks come from here: 2²⁰ of them. */
const AMAZON_IPV6 = '2a05:d000::/36';

/** A block as AWS keeps it, or the error for a text that is none. */
export function readCidrBlock(text: string, parameter = 'cidrBlock'): string {
  const canonical = canonicalCidr(text);
  if (canonical !== undefined) return canonical;
  throw invalidParameter(
    `Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`,
  );
}

/** A VPC's block: between /16 and /28. */
export function readVpcCidrBlock(text: string): string {
  const cidrBlock = readCidrBlock(text);
  const { prefixLength = 0 } = parseCidr(cidrBlock) ?? {};
  if (prefixLength < 16 || prefixLength > 28) {
    throw new AwsError('InvalidVpc.Range', `The CIDR '${cidrBlock}' is invalid.`);
  }
  return cidrBlock;
}

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

/** A block that AWS chooses. */
export function addAmazonIpv6(call: Call, vpc: Vpc): Ipv6Association {
  if (vpc.ipv6Associations.length >= MAX_IPV6_BLOCKS) throw tooManyBlocks(vpc);
  const taken = new Set(
    [...call.world.state.everywhere(vpcs)].flatMap(({ table }) =>
      table.list().flatMap((item) => item.ipv6Associations.map((a) => a.ipv6CidrBlock)),
    ),
  );
  let index = Number.parseInt(call.world.ids.hex('ipv6-block', 5), 16);
  while (taken.has(subnet6(AMAZON_IPV6, 56, index))) index = (index + 1) % 2 ** 20;
  const association = {
    associationId: call.newId('vpc-cidr-assoc'),
    ipv6CidrBlock: subnet6(AMAZON_IPV6, 56, index),
  };
  vpc.ipv6Associations.push(association);
  return association;
}

/** The IPv6 block of a subnet, which is one of the VPC's, and nobody else's. */
export function newSubnetIpv6(call: Call, vpc: Vpc, text: string): Ipv6Association {
  const ipv6CidrBlock = canonicalCidr6(text);
  if (ipv6CidrBlock === undefined) {
    throw invalidParameter(
      `Value (${text}) for parameter ipv6CidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  const length = Number(ipv6CidrBlock.slice(ipv6CidrBlock.indexOf('/') + 1));
  const isInside = vpc.ipv6Associations.some((a) => contains6(a.ipv6CidrBlock, ipv6CidrBlock));
  if (!isInside || length < 44 || length > 64 || length % 4 !== 0) {
    throw new AwsError('InvalidSubnet.Range', `The CIDR '${ipv6CidrBlock}' is invalid.`);
  }
  const rival = call.table(subnets).find((other) => {
    const block = other.vpcId === vpc.vpcId ? other.ipv6Association?.ipv6CidrBlock : undefined;
    return block !== undefined && (contains6(block, ipv6CidrBlock) || contains6(ipv6CidrBlock, block));
  });
  if (rival !== undefined) {
    throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${ipv6CidrBlock}' conflicts with another subnet`);
  }
  return { associationId: call.newId('subnet-cidr-assoc'), ipv6CidrBlock };
}

export function renderCidr(
  { associationId, cidrBlock }: Vpc['cidrAssociations'][number],
  state = 'associated',
) {
  return { associationId, cidrBlock, cidrBlockState: { state } };
}

export function renderVpcIpv6(association: Ipv6Association, call: Call, state = 'associated'): Output {
  return {
    ...renderSubnetIpv6(association, state),
    networkBorderGroup: call.region,
    ipv6Pool: 'Amazon',
  };
}

export function renderSubnetIpv6({ associationId, ipv6CidrBlock }: Ipv6Association, state = 'associated') {
  return {
    associationId,
    ipv6CidrBlock,
    ipv6CidrBlockState: { state },
    ipv6AddressAttribute: 'public',
    ipSource: 'amazon',
  };
}

function addCidr(call: Call, vpc: Vpc, cidrBlock: string) {
  if (vpc.cidrAssociations.length >= MAX_IPV4_BLOCKS) throw tooManyBlocks(vpc);
  const block = parseCidr(cidrBlock);
  const rival = vpc.cidrAssociations.find((other) => {
    const otherBlock = parseCidr(other.cidrBlock);
    return block !== undefined && otherBlock !== undefined && overlaps(block, otherBlock);
  });
  if (rival !== undefined) {
    throw invalidParameter(`The CIDR '${cidrBlock}' conflicts with the CIDR '${rival.cidrBlock}' of the VPC`);
  }
  const association = { associationId: call.newId('vpc-cidr-assoc'), cidrBlock };
  vpc.cidrAssociations.push(association);
  return association;
}

function tooManyBlocks(vpc: Vpc): AwsError {
  return new AwsError(
    'CidrLimitExceeded',
    `This network '${vpc.vpcId}' has met its maximum number of allowed CIDRs: ${MAX_IPV4_BLOCKS}`,
  );
}

function isWithin(subnet: Subnet, cidr: string): boolean {
  if (cidr.includes(':')) {
    return subnet.ipv6Association !== undefined && contains6(cidr, subnet.ipv6Association.ipv6CidrBlock);
  }
  const outer = parseCidr(cidr);
  const inner = parseCidr(subnet.cidrBlock);
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}
