/** Target groups: create, describe, change, delete. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { vpcs } from '../ec2/state.ts';
import { describeAttributes, readAttributes } from './attribute-lists.ts';
import { change, defaults, targetGroupCatalogue } from './attributes.ts';
import { changedHealthCheck, newHealthCheck } from './health-check.ts';
import { listenersOfGroup, namedResource, targetGroupOf } from './lookup.ts';
import { checkName, newSuffix } from './names.ts';
import { page } from './paging.ts';
import { type TargetGroup, targetGroups } from './state.ts';
import { readTags } from './tags.ts';

/** Per region and account. */
const MAX_TARGET_GROUPS = 3000;
const PROTOCOLS = ['TCP', 'TLS', 'UDP', 'TCP_UDP', 'HTTP', 'HTTPS'];

export const createTargetGroup: Action = {
  handle: (call) => {
    const { input } = call;
    const name = checkName(input.requiredString('Name'), 'target group');
    const targetType = readTargetType(input.string('TargetType') ?? 'instance');
    const protocol = readProtocol(input.requiredString('Protocol'), targetType);
    const port = input.integer('Port', { min: 1, max: 65535 });
    if (port === undefined) throw new AwsError('ValidationError', 'A port must be specified');
    const vpcId = input.string('VpcId');
    if (vpcId === undefined) throw new AwsError('ValidationError', 'A VPC ID must be specified');
    if (!call.table(vpcs).has(vpcId)) {
      throw new AwsError('ValidationError', `The VPC ID '${vpcId}' is not found`);
    }
    const isWeb = protocol === 'HTTP' || protocol === 'HTTPS';
    const ipAddressType = input.string('IpAddressType') ?? 'ipv4';
    if (ipAddressType !== 'ipv4' && ipAddressType !== 'ipv6') {
      throw new AwsError('ValidationError', `'${ipAddressType}' is not an IP address type; use ipv4 or ipv6`);
    }
    const wanted: Omit<TargetGroup, 'arn' | 'targets' | 'tags' | 'attributes'> = {
      name,
      protocol,
      protocolVersion: isWeb ? (input.string('ProtocolVersion') ?? 'HTTP1') : undefined,
      port,
      vpcId,
      targetType,
      ipAddressType,
      healthCheck: newHealthCheck(input, { protocol, targetType }),
    };
    const tags = readTags(input);
    const table = call.table(targetGroups);
    const existing = table.find((group) => group.name === name);
    if (existing !== undefined) {
      if (isSame(existing, wanted)) return { TargetGroups: [describe(call, existing)] };
      throw new AwsError(
        'DuplicateTargetGroupName',
        `A target group with the same name '${name}' exists, but with different settings`,
      );
    }
    if (table.size >= MAX_TARGET_GROUPS) {
      throw new AwsError('TooManyTargetGroups', 'The maximum number of target groups has been reached');
    }
    const arn = call.arn('elasticloadbalancing', `targetgroup/${name}/${newSuffix(call, 'targetgroup')}`);
    const group = table.put(arn, {
      ...wanted,
      arn,
      attributes: defaults(targetGroupCatalogue(protocol, targetType)),
      targets: [],
      tags,
    });
    return { TargetGroups: [describe(call, group)] };
  },
  resources: (call) => [
    { resource: call.arn('elasticloadbalancing', `targetgroup/${call.input.string('Name') ?? ''}/*`) },
  ],
};

export const describeTargetGroups: Action = {
  handle: (call) => {
    const arns = call.input.strings('TargetGroupArns');
    const names = call.input.strings('Names');
    const balancerArn = call.input.string('LoadBalancerArn');
    const all = call.table(targetGroups).visible();
    const isMissing =
      arns.some((arn) => !all.some((group) => group.arn === arn)) ||
      names.some((name) => !all.some((group) => group.name === name));
    if (isMissing) throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
    const chosen = all.filter(
      (group) =>
        ((arns.length === 0 && names.length === 0) ||
          arns.includes(group.arn) ||
          names.includes(group.name)) &&
        (balancerArn === undefined || balancersOf(call, group).includes(balancerArn)),
    );
    const { items, next } = page(call.input, chosen, ({ arn }) => arn);
    return { TargetGroups: items.map((group) => describe(call, group)), NextMarker: next };
  },
};

export const modifyTargetGroup: Action = {
  handle: (call) => {
    const group = targetGroupOf(call);
    group.healthCheck = changedHealthCheck(call.input, group.healthCheck, group);
    return { TargetGroups: [describe(call, group)] };
  },
  resources: namedResource,
};

export const describeTargetGroupAttributes: Action = {
  handle: (call) => ({ Attributes: describeAttributes(targetGroupOf(call).attributes) }),
  resources: namedResource,
};

export const modifyTargetGroupAttributes: Action = {
  handle: (call) => {
    const group = targetGroupOf(call);
    const catalogue = targetGroupCatalogue(group.protocol, group.targetType);
    group.attributes = change(group.attributes, readAttributes(call.input), catalogue, 'target group');
    return { Attributes: describeAttributes(group.attributes) };
  },
  resources: namedResource,
};

/** A target group that does not exist counts as deleted. */
export const deleteTargetGroup: Action = {
  handle: (call) => {
    const arn = call.input.requiredString('TargetGroupArn');
    if (listenersOfGroup(call, arn).length > 0) {
      throw new AwsError(
        'ResourceInUse',
        `Target group '${arn}' is currently in use by a listener or a rule`,
      );
    }
    call.table(targetGroups).delete(arn);
    return {};
  },
  resources: namedResource,
};

export function balancersOf(call: Call, group: TargetGroup): string[] {
  return [...new Set(listenersOfGroup(call, group.arn).map((listener) => listener.loadBalancerArn))];
}

function describe(call: Call, group: TargetGroup): Output {
  const { healthCheck } = group;
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: healthCheck.enabled,
    HealthCheckIntervalSeconds: healthCheck.interval,
    HealthCheckTimeoutSeconds: healthCheck.timeout,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: healthCheck.matcher === undefined ? undefined : { HttpCode: healthCheck.matcher },
    LoadBalancerArns: balancersOf(call, group),
    TargetType: group.targetType,
    ProtocolVersion: group.protocolVersion,
    IpAddressType: group.ipAddressType,
  };
}

function isSame(
  existing: TargetGroup,
  wanted: Omit<TargetGroup, 'arn' | 'targets' | 'tags' | 'attributes'>,
): boolean {
  return (
    existing.protocol === wanted.protocol &&
    existing.port === wanted.port &&
    existing.vpcId === wanted.vpcId &&
    existing.targetType === wanted.targetType &&
    JSON.stringify(existing.healthCheck) === JSON.stringify(wanted.healthCheck)
  );
}

function readTargetType(text: string): TargetGroup['targetType'] {
  if (text === 'instance' || text === 'ip' || text === 'alb') return text;
  throw new AwsError(
    'ValidationError',
    text === 'lambda'
      ? 'Lambda functions as targets are not emulated; use instance, ip or alb'
      : `'${text}' is not a target type; use instance, ip or alb`,
  );
}

function readProtocol(text: string, targetType: TargetGroup['targetType']): string {
  if (!PROTOCOLS.includes(text)) {
    throw new AwsError(
      'ValidationError',
      `Target group protocol '${text}' must be one of: ${PROTOCOLS.join(', ')}`,
    );
  }
  if (targetType === 'alb' && text !== 'TCP') {
    throw new AwsError(
      'InvalidConfigurationRequest',
      "Target group protocol must be TCP for target groups with the target type 'alb'",
    );
  }
  return text;
}
