import { AwsError } from '../../../core/aws-error.ts';
import type { Action, Call } from '../../../core/service.ts';
import type { Output } from '../../../protocols/output.ts';
import { creating, existing, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { dependencyViolation, invalidParameter, notFound } from '../errors.ts';
import { type NetworkAcl, type NetworkAclEntry, networkAcls, vpcs } from '../state.ts';
import { renderTags, requestedTags } from '../tags/tags.ts';
import { requireVpc } from './vpcs.ts';

/** The rule behind all others, which denies what nothing allowed. AWS numbers it 32767 and it cannot be changed. */
const LAST_RULE = 32_767;

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
    if (source === undefined || association === undefined) throw notFound('association', associationId);
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
    protocol: input.requiredString('Protocol'),
    ruleAction: input.requiredString('RuleAction'),
    cidrBlock: input.string('CidrBlock'),
    ipv6CidrBlock: input.string('Ipv6CidrBlock'),
    portRange: ports && { from: ports.integer('From') ?? 0, to: ports.integer('To') ?? 0 },
    icmp: icmp && { code: icmp.integer('Code') ?? 0, type: icmp.integer('Type') ?? 0 },
  };
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
