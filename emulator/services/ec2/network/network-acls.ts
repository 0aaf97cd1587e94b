import { AwsError } from '../../../core/aws-error.ts';
import { canonicalCidr6 } from '../../../core/ipv6.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { creating, existing, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { dependencyViolation, invalidParameter, notFound } from '../errors.ts';
import { type NetworkAcl, type NetworkAclEntry, networkAcls, vpcs } from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { readCidrBlock } from './cidr-blocks.ts';
import { requireVpc } from './lookup.ts';

/** The rule behind all others, which denies what nothing allowed. AWS numbers it 32767 and it cannot be changed. */
const LAST_RULE = 32_767;
/** Of each direction. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MAX_ENTRIES = 20;

export const createNetworkAcl: Action = {
  resources: (call) => [
    ...creating(call, 'network-acl'),
    existing(call, 'vpc', call.input.requiredString('VpcId'), vpcs),
  ],
  handle: (call) => {
    const { vpcId } = requireVpc(call, call.input.requiredString('VpcId'));
    const acl = put(call, vpcId, { isDefault: false, entries: [lastRule(false), lastRule(true)] });
    Object.assign(acl.tags, requestedTags(call.input, 'network-acl'));
    return { networkAcl: renderAcl(acl) };
  },
};

export const describeNetworkAcls = describeAction({
  collection: networkAcls,
  idParameter: 'NetworkAclId',
  id: (acl) => acl.networkAclId,
  kind: 'networkAcl',
  filters: {
    'network-acl-id': (acl) => acl.networkAclId,
    'vpc-id': (acl) => acl.vpcId,
    'owner-id': (acl) => acl.ownerId,
    default: (acl) => acl.isDefault,
    'association.subnet-id': (acl) => acl.associations.map((association) => association.subnetId),
    'association.association-id': (acl) => acl.associations.map((association) => association.associationId),
    'association.network-acl-id': (acl) => acl.associations.map(() => acl.networkAclId),
    'entry.cidr': ofEntries((entry) => entry.cidrBlock),
    'entry.ipv6-cidr': ofEntries((entry) => entry.ipv6CidrBlock),
    'entry.egress': ofEntries((entry) => entry.egress),
    'entry.icmp.code': ofEntries((entry) => entry.icmp?.code),
    'entry.icmp.type': ofEntries((entry) => entry.icmp?.type),
    'entry.port-range.from': ofEntries((entry) => entry.portRange?.from),
    'entry.port-range.to': ofEntries((entry) => entry.portRange?.to),
    'entry.protocol': (acl) =>
      acl.entries.flatMap((entry) => [entry.protocol, protocolNames.get(entry.protocol)]),
    'entry.rule-action': ofEntries((entry) => entry.ruleAction),
    'entry.rule-number': ofEntries((entry) => entry.ruleNumber),
  },
  set: 'networkAclSet',
  render: renderAcl,
});

export const deleteNetworkAcl: Action = {
  resources: onExisting('network-acl', 'NetworkAclId', networkAcls),
  handle: (call) => {
    const acl = requireAcl(call);
    if (acl.isDefault) {
      throw invalidParameter(`cannot delete default network ACL ${acl.networkAclId}`);
    }
    if (acl.associations.length > 0) throw dependencyViolation('networkAcl', acl.networkAclId);
    call.table(networkAcls).delete(acl.networkAclId);
    return { return: true };
  },
};

export const createNetworkAclEntry: Action = {
  resources: onExisting('network-acl', 'NetworkAclId', networkAcls),
  handle: (call) => {
    const acl = requireAcl(call);
    const entry = readEntry(call);
    if (acl.entries.some((other) => isSame(other, entry))) {
      throw new AwsError(
        'NetworkAclEntryAlreadyExists',
        `The network acl entry identified by ${entry.ruleNumber} already exists.`,
      );
    }
    const alike = acl.entries.filter(
      (other) => other.egress === entry.egress && other.ruleNumber !== LAST_RULE,
    );
    if (alike.length >= MAX_ENTRIES) {
      throw new AwsError(
        'NetworkAclEntryLimitExceeded',
        `The maximum number of network acl entries has been reached.`,
      );
    }
    acl.entries.push(entry);
    return { return: true };
  },
};

export const replaceNetworkAclEntry: Action = {
  resources: onExisting('network-acl', 'NetworkAclId', networkAcls),
  handle: (call) => {
    const acl = requireAcl(call);
    const entry = readEntry(call);
    removeEntry(acl, entry);
    acl.entries.push(entry);
    return { return: true };
  },
};

export const deleteNetworkAclEntry: Action = {
  resources: onExisting('network-acl', 'NetworkAclId', networkAcls),
  handle: (call) => {
    removeEntry(requireAcl(call), {
      ruleNumber: ruleNumber(call),
      egress: call.input.boolean('Egress') ?? false,
    });
    return { return: true };
  },
};

export const replaceNetworkAclAssociation: Action = {
  resources: onExisting('network-acl', 'NetworkAclId', networkAcls),
  handle: (call) => {
    const associationId = call.input.requiredString('AssociationId');
    const target = requireAcl(call);
    const source = call
      .table(networkAcls)
      .find((acl) => acl.associations.some((a) => a.associationId === associationId));
    const association = source?.associations.find((a) => a.associationId === associationId);
    if (source === undefined || association === undefined)
      throw notFound('networkAclAssociation', associationId);
    const newAssociationId = call.newId('aclassoc');
    source.associations = source.associations.filter((other) => other !== association);
    target.associations.push({ associationId: newAssociationId, subnetId: association.subnetId });
    return { newAssociationId };
  },
};

export function createDefaultAcl(call: Call, vpcId: string): void {
  const allow = (egress: boolean) => ({ ...lastRule(egress), ruleNumber: 100, ruleAction: 'allow' });
  put(call, vpcId, {
    isDefault: true,
    entries: [allow(true), lastRule(true), allow(false), lastRule(false)],
  });
}

function put(call: Call, vpcId: string, content: Pick<NetworkAcl, 'isDefault' | 'entries'>): NetworkAcl {
  const networkAclId = call.newId('acl');
  return call.table(networkAcls).put(networkAclId, {
    networkAclId,
    vpcId,
    ownerId: call.accountId,
    associations: [],
    tags: {},
    ...content,
  });
}

function requireAcl(call: Call): NetworkAcl {
  const id = call.input.requiredString('NetworkAclId');
  const acl = call.table(networkAcls).get(id);
  if (acl === undefined) throw notFound('networkAcl', id);
  return acl;
}

function lastRule(egress: boolean): NetworkAclEntry {
  return {
    ruleNumber: LAST_RULE,
    egress,
    protocol: '-1',
    ruleAction: 'deny',
    cidrBlock: '0.0.0.0/0',
    ipv6CidrBlock: undefined,
    portRange: undefined,
    icmp: undefined,
  };
}

function readEntry(call: Call): NetworkAclEntry {
  const { input } = call;
  const ports = input.struct('PortRange');
  const icmp = input.struct('Icmp');
  return {
    ruleNumber: ruleNumber(call),
    egress: input.boolean('Egress') ?? false,
    protocol: readProtocol(call),
    ruleAction: input.requiredString('RuleAction'),
    ...readBlocks(call),
    portRange: ports && { from: ports.integer('From') ?? 0, to: ports.integer('To') ?? 0 },
    icmp: icmp && { code: icmp.integer('Code') ?? 0, type: icmp.integer('Type') ?? 0 },
  };
}

function readBlocks(call: Call): Pick<NetworkAclEntry, 'cidrBlock' | 'ipv6CidrBlock'> {
  const ipv4 = call.input.string('CidrBlock');
  const ipv6 = call.input.string('Ipv6CidrBlock');
  if ((ipv4 === undefined) === (ipv6 === undefined)) throw call.input.missing('CidrBlock');
  if (ipv4 !== undefined) return { cidrBlock: readCidrBlock(ipv4), ipv6CidrBlock: undefined };
  const ipv6CidrBlock = canonicalCidr6(ipv6 ?? '');
  if (ipv6CidrBlock === undefined) {
    throw invalidParameter(
      `Value (${ipv6}) for parameter ipv6CidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  return { cidrBlock: undefined, ipv6CidrBlock };
}

/** As the filter has them; entries show the number. */
const protocolNames: ReadonlyMap<string, string> = new Map([
  ['6', 'tcp'],
  ['17', 'udp'],
  ['1', 'icmp'],
]);

/** Protocols by number, as AWS shows them, whatever they were written as. */
function readProtocol(call: Call): string {
  const text = call.input.requiredString('Protocol').toLowerCase();
  const number = { all: '-1', tcp: '6', udp: '17', icmp: '1', icmpv6: '58' }[text] ?? text;
  if (number === '-1' || (/^\d{1,3}$/.test(number) && Number(number) <= 255)) return number;
  throw invalidParameter(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
}

function ofEntries<V>(read: (entry: NetworkAclEntry) => V) {
  return (acl: NetworkAcl) => acl.entries.map(read);
}

function ruleNumber(call: Call): number {
  const number = call.input.integer('RuleNumber', { min: 1, max: LAST_RULE - 1 });
  if (number === undefined) throw call.input.missing('RuleNumber');
  return number;
}

type EntryKey = Pick<NetworkAclEntry, 'ruleNumber' | 'egress'>;

function isSame(a: EntryKey, b: EntryKey): boolean {
  return a.ruleNumber === b.ruleNumber && a.egress === b.egress;
}

function removeEntry(acl: NetworkAcl, key: EntryKey): void {
  const kept = acl.entries.filter((entry) => !isSame(entry, key));
  if (kept.length === acl.entries.length) {
    throw new AwsError(
      'InvalidNetworkAclEntry.NotFound',
      `The specified network acl entry does not exist: ${key.ruleNumber}`,
    );
  }
  acl.entries = kept;
}

function renderAcl(acl: NetworkAcl): Output {
  return {
    networkAclId: acl.networkAclId,
    vpcId: acl.vpcId,
    ownerId: acl.ownerId,
    default: acl.isDefault,
    entrySet: acl.entries.map((entry) => ({
      ruleNumber: entry.ruleNumber,
      protocol: entry.protocol,
      ruleAction: entry.ruleAction,
      egress: entry.egress,
      cidrBlock: entry.cidrBlock,
      ipv6CidrBlock: entry.ipv6CidrBlock,
      portRange: entry.portRange,
      icmpTypeCode: entry.icmp,
    })),
    associationSet: acl.associations.map((association) => ({
      networkAclAssociationId: association.associationId,
      networkAclId: acl.networkAclId,
      subnetId: association.subnetId,
    })),
    tagSet: renderTags(acl.tags),
  };
}
