import { AwsError } from '../../../core/aws-error.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { creating, existing, onExisting } from '../access.ts';
import { describeAction, type FilterTable } from '../describe.ts';
import { invalidParameter, notFound } from '../errors.ts';
import { requireVpc } from '../network/lookup.ts';
import {
  networkInterfaces,
  type RulePeer,
  type SecurityGroup,
  type SecurityGroupRule,
  securityGroupRules,
  securityGroups,
  vpcs,
} from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { renderPermissions } from './permissions.ts';
import { addRule, rulesOf } from './rules.ts';

export const createSecurityGroup: Action = {
  resources: (call) => [...creating(call, 'security-group'), existing(call, 'vpc', readVpcId(call), vpcs)],
  handle: (call) => {
    const { vpcId } = requireVpc(call, readVpcId(call));
    const groupName = call.input.requiredString('GroupName');
    const description = call.input.requiredString('GroupDescription');
    if (groupName.length > 255 || /^sg-/.test(groupName)) {
      throw invalidParameter(
        `Value (${groupName}) for parameter GroupName is invalid. Group names have at most 255 characters and do not start with sg-.`,
      );
    }
    if (!/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(description)) {
      throw invalidParameter(
        `Value (${description}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.`,
      );
    }
    const twin = call
      .table(securityGroups)
      .find((group) => group.vpcId === vpcId && group.groupName === groupName);
    if (twin !== undefined) {
      throw new AwsError(
        'InvalidGroup.Duplicate',
        `The security group '${groupName}' already exists for VPC '${vpcId}'`,
      );
    }
    const group = putGroup(call, {
      vpcId,
      groupName,
      description,
      tags: requestedTags(call.input, 'security-group'),
    });
    return {
      groupId: group.groupId,
      securityGroupArn: groupArn(call, group.groupId),
      tagSet: renderTags(group.tags),
    };
  },
};

export const describeSecurityGroups: Action = {
  handle: (call) => {
    const [name] = call.input.strings('GroupName');
    if (name !== undefined) {
      // Names select only in a default VPC, and accounts here have none.
      throw new AwsError(
        'InvalidGroup.NotFound',
        `The security group '${name}' does not exist in default VPC`,
      );
    }
    return describe.handle(call);
  },
};

const describe = describeAction<SecurityGroup>({
  collection: securityGroups,
  idParameter: 'GroupId',
  id: (group) => group.groupId,
  kind: 'securityGroup',
  filters: {
    'group-id': (group) => group.groupId,
    'group-name': (group) => group.groupName,
    description: (group) => group.description,
    'vpc-id': (group) => group.vpcId,
    'owner-id': (group) => group.ownerId,
    ...permissionFilters('ip-permission', false),
    ...permissionFilters('egress.ip-permission', true),
  },
  set: 'securityGroupInfo',
  render: renderGroup,
});

/** Refused while a network interface wears the group, or another group's rule refers to it. */
export const deleteSecurityGroup: Action = {
  resources: onExisting('security-group', 'GroupId', securityGroups),
  handle: (call) => {
    const group = requireGroup(call, call.input.requiredString('GroupId'));
    if (group.groupName === 'default') {
      throw new AwsError(
        'CannotDelete',
        `the specified group: "${group.groupId}" name: "default" cannot be deleted by a user`,
      );
    }
    const isWorn =
      call.table(networkInterfaces).find((item) => item.groupIds.includes(group.groupId)) !== undefined;
    const isReferred =
      call
        .table(securityGroupRules)
        .find(
          (rule) =>
            rule.groupId !== group.groupId &&
            rule.peer.kind === 'groupId' &&
            rule.peer.value === group.groupId,
        ) !== undefined;
    if (isWorn || isReferred) {
      throw new AwsError('DependencyViolation', `resource ${group.groupId} has a dependent object`);
    }
    removeGroup(call, group.groupId);
    return { return: true, groupId: group.groupId };
  },
};

/** The group of every VPC: its members reach each other, and everything else. */
export function createDefaultGroup(call: Call, vpcId: string): void {
  const group = putGroup(call, {
    vpcId,
    groupName: 'default',
    description: 'default VPC security group',
    tags: {},
  });
  addRule(call, {
    groupId: group.groupId,
    isEgress: false,
    ipProtocol: '-1',
    fromPort: -1,
    toPort: -1,
    peer: { kind: 'groupId', value: group.groupId, userId: call.accountId },
    description: undefined,
    tags: {},
  });
}

export function removeGroup(call: Call, groupId: string): void {
  for (const rule of call.table(securityGroupRules).filter((candidate) => candidate.groupId === groupId)) {
    call.table(securityGroupRules).delete(rule.securityGroupRuleId);
  }
  call.table(securityGroups).delete(groupId);
}

export function requireGroup(call: Call, groupId: string): SecurityGroup {
  const group = call.table(securityGroups).get(groupId);
  if (group === undefined) throw notFound('securityGroup', groupId);
  return group;
}

/** A new group lets everything out, as AWS's do. */
function putGroup(
  call: Call,
  content: Pick<SecurityGroup, 'vpcId' | 'groupName' | 'description' | 'tags'>,
): SecurityGroup {
  const groupId = call.newId('sg');
  const group = call.table(securityGroups).put(groupId, { groupId, ownerId: call.accountId, ...content });
  addRule(call, {
    groupId,
    isEgress: true,
    ipProtocol: '-1',
    fromPort: -1,
    toPort: -1,
    peer: { kind: 'cidrIpv4', value: '0.0.0.0/0' },
    description: undefined,
    tags: {},
  });
  return group;
}

/** Without one AWS takes the default VPC, which accounts here do not have. */
function readVpcId(call: Call): string {
  const vpcId = call.input.string('VpcId');
  if (vpcId !== undefined && vpcId !== '') return vpcId;
  throw new AwsError('VPCIdNotSpecified', 'No default VPC for this user');
}

/** The filters on a group's rules of one direction. */
function permissionFilters(prefix: string, isEgress: boolean): FilterTable<SecurityGroup> {
  const read =
    (value: (rule: SecurityGroupRule, call: Call) => string | number | undefined) =>
    (group: SecurityGroup, call: Call) =>
      rulesOf(call, group.groupId, isEgress).map((rule) => value(rule, call));
  const peer = (kind: RulePeer['kind']) => (rule: SecurityGroupRule) =>
    rule.peer.kind === kind ? rule.peer.value : undefined;
  return {
    [`${prefix}.cidr`]: read(peer('cidrIpv4')),
    [`${prefix}.ipv6-cidr`]: read(peer('cidrIpv6')),
    [`${prefix}.prefix-list-id`]: read(peer('prefixListId')),
    [`${prefix}.group-id`]: read(peer('groupId')),
    [`${prefix}.group-name`]: read((rule, call) =>
      rule.peer.kind === 'groupId' ? call.table(securityGroups).get(rule.peer.value)?.groupName : undefined,
    ),
    [`${prefix}.user-id`]: read(({ peer: source }) =>
      source.kind === 'groupId' ? source.userId : undefined,
    ),
    [`${prefix}.protocol`]: read((rule) => rule.ipProtocol),
    [`${prefix}.from-port`]: read((rule) => (rule.ipProtocol === '-1' ? undefined : rule.fromPort)),
    [`${prefix}.to-port`]: read((rule) => (rule.ipProtocol === '-1' ? undefined : rule.toPort)),
  };
}

function groupArn(call: Call, groupId: string): string {
  return call.arn('ec2', `security-group/${groupId}`);
}

function renderGroup(group: SecurityGroup, call: Call): Output {
  return {
    groupId: group.groupId,
    groupName: group.groupName,
    groupDescription: group.description,
    securityGroupArn: groupArn(call, group.groupId),
    vpcId: group.vpcId,
    ownerId: group.ownerId,
    ipPermissions: renderPermissions(rulesOf(call, group.groupId, false)),
    ipPermissionsEgress: renderPermissions(rulesOf(call, group.groupId, true)),
    tagSet: renderTags(group.tags),
  };
}
