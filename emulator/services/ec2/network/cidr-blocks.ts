import { AwsError } from '../../../core/aws-error.ts';
import { canonicalCidr, overlaps, parseCidr } from '../../../core/ipv4.ts';
import { canonicalCidr6, contains6, subnet6 } from '../../../core/ipv6.ts';
import type { Output } from '../../../core/output.ts';
import type { Call } from '../../../core/service.ts';
import { invalidParameter } from '../errors.ts';
import { type Ipv6Association, subnets, type Vpc, vpcs } from '../state.ts';

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

/** A further block of the VPC. */
export function addCidr(call: Call, vpc: Vpc, cidrBlock: string) {
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
