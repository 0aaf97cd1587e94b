import { AwsError } from '../../../core/aws-error.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { invalidParameter, notFound } from '../errors.ts';
import { type RulePeer, type SecurityGroupRule, securityGroupRules, securityGroups } from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { checkPeer, isSameRule, type RuleBody, readPorts, readRules, renderPeer } from './permissions.ts';

/** Of each direction. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MAX_RULES = 60;

const onGroup = onExisting('security-group', 'GroupId', securityGroups);

export const authorizeSecurityGroupIngress = authorizeAction(false);
export const authorizeSecurityGroupEgress = authorizeAction(true);
export const revokeSecurityGroupIngress = revokeAction(false);
export const revokeSecurityGroupEgress = revokeAction(true);
export const updateSecurityGroupRuleDescriptionsIngress = describeRulesAnewAction(false);
export const updateSecurityGroupRuleDescriptionsEgress = describeRulesAnewAction(true);

export const describeSecurityGroupRules = describeAction<SecurityGroupRule>({
  collection: securityGroupRules,
  idParameter: 'SecurityGroupRuleId',
  id: (rule) => rule.securityGroupRuleId,
  kind: 'securityGroupRule',
  filters: {
    'group-id': (rule) => rule.groupId,
    'security-group-rule-id': (rule) => rule.securityGroupRuleId,
  },
  set: 'securityGroupRuleSet',
  render: renderRule,
});

export const modifySecurityGroupRules: Action = {
  resources: onGroup,
  handle: (call) => {
    const groupId = requireGroupId(call);
    for (const change of call.input.structs('SecurityGroupRule')) {
      const id = change.requiredString('SecurityGroupRuleId');
      const rule = call.table(securityGroupRules).get(id);
      if (rule === undefined || rule.groupId !== groupId) throw notFound('securityGroupRule', id);
      const wanted = change.struct('SecurityGroupRule');
      if (wanted === undefined) throw change.missing('SecurityGroupRule');
      const peers: RulePeer[] = [];
      for (const [field, kind] of [
        ['CidrIpv4', 'cidrIpv4'],
        ['CidrIpv6', 'cidrIpv6'],
        ['PrefixListId', 'prefixListId'],
      ] as const) {
        const value = wanted.string(field);
        if (value !== undefined) peers.push({ kind, value });
      }
      const group = wanted.string('ReferencedGroupId');
      if (group !== undefined) peers.push({ kind: 'groupId', value: group, userId: call.accountId });
      const [peer] = peers;
      if (peer === undefined || peers.length > 1)
        throw invalidParameter('A security group rule has exactly one source');
      Object.assign(rule, readPorts(wanted), {
        peer: checkPeer(peer, call),
        description: wanted.string('Description'),
      });
    }
    return { return: true };
  },
};

export function rulesOf(call: Call, groupId: string, isEgress: boolean): SecurityGroupRule[] {
  return call
    .table(securityGroupRules)
    .filter((rule) => rule.groupId === groupId && rule.isEgress === isEgress);
}

export function addRule(call: Call, rule: Omit<SecurityGroupRule, 'securityGroupRuleId'>): SecurityGroupRule {
  const securityGroupRuleId = call.newId('sgr');
  return call.table(securityGroupRules).put(securityGroupRuleId, { securityGroupRuleId, ...rule });
}

function authorizeAction(isEgress: boolean): Action {
  return {
    resources: onGroup,
    handle: (call) => {
      const groupId = requireGroupId(call);
      const bodies = readRules(call);
      const present = rulesOf(call, groupId, isEgress);
      const twice = bodies.find((body, index) =>
        bodies.some((other, at) => at < index && isSameRule(other, body)),
      );
      if (twice !== undefined) throw invalidParameter('The same permission must not appear multiple times');
      for (const body of bodies) {
        if (present.some((rule) => isSameRule(rule, body))) {
          throw new AwsError(
            'InvalidPermission.Duplicate',
            `the specified rule "peer: ${body.peer.value}, ${body.ipProtocol}, from port: ${body.fromPort}, to port: ${body.toPort}, ALLOW" already exists`,
          );
        }
      }
      checkRoom(groupId, [...present, ...bodies]);
      const tags = requestedTags(call.input, 'security-group-rule');
      const added = bodies.map((body) => addRule(call, { groupId, isEgress, ...body, tags: { ...tags } }));
      return { return: true, securityGroupRuleSet: added.map((rule) => renderRule(rule, call)) };
    },
  };
}

function revokeAction(isEgress: boolean): Action {
  return {
    resources: onGroup,
    handle: (call) => {
      const groupId = requireGroupId(call);
      const present = rulesOf(call, groupId, isEgress);
      const ids = call.input.strings('SecurityGroupRuleId');
      const unwanted =
        ids.length > 0
          ? ids.map((id) => {
              const rule = present.find((candidate) => candidate.securityGroupRuleId === id);
              if (rule === undefined) throw notFound('securityGroupRule', id);
              return rule;
            })
          : readRules(call).map((body) => requireRule(present, body));
      for (const rule of unwanted) call.table(securityGroupRules).delete(rule.securityGroupRuleId);
      return { return: true };
    },
  };
}

function describeRulesAnewAction(isEgress: boolean): Action {
  return {
    resources: onGroup,
    handle: (call) => {
      const present = rulesOf(call, requireGroupId(call), isEgress);
      for (const change of call.input.structs('SecurityGroupRuleDescription')) {
        const id = change.requiredString('SecurityGroupRuleId');
        const rule = present.find((candidate) => candidate.securityGroupRuleId === id);
        if (rule === undefined) throw notFound('securityGroupRule', id);
        rule.description = change.string('Description');
      }
      if (call.input.has('IpPermissions')) {
        for (const body of readRules(call)) requireRule(present, body).description = body.description;
      }
      return { return: true };
    },
  };
}

/** AWS counts IPv4 and IPv6 apart; a rule for a group or a prefix list counts on both sides. */
function checkRoom(groupId: string, rules: readonly RuleBody[]): void {
  for (const other of ['cidrIpv6', 'cidrIpv4'] as const) {
    if (rules.filter(({ peer }) => peer.kind !== other).length > MAX_RULES) {
      throw new AwsError(
        'RulesPerSecurityGroupLimitExceeded',
        `The maximum number of rules per security group has been reached: ${MAX_RULES} in ${groupId}.`,
      );
    }
  }
}

function requireGroupId(call: Call): string {
  const groupId = call.input.requiredString('GroupId');
  if (!call.table(securityGroups).has(groupId)) throw notFound('securityGroup', groupId);
  return groupId;
}

function requireRule(present: readonly SecurityGroupRule[], body: RuleBody): SecurityGroupRule {
  const rule = present.find((candidate) => isSameRule(candidate, body));
  if (rule === undefined) {
    throw new AwsError(
      'InvalidPermission.NotFound',
      'The specified rule does not exist in this security group.',
    );
  }
  return rule;
}

function renderRule(rule: SecurityGroupRule, call: Call): Output {
  return {
    securityGroupRuleId: rule.securityGroupRuleId,
    securityGroupRuleArn: call.arn('ec2', `security-group-rule/${rule.securityGroupRuleId}`),
    groupId: rule.groupId,
    groupOwnerId: call.accountId,
    isEgress: rule.isEgress,
    ipProtocol: rule.ipProtocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    ...renderPeer(rule.peer),
    description: rule.description,
    tagSet: renderTags(rule.tags),
  };
}
