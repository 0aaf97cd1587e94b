/** Default actions of listeners. Network load balancers only forward, and so do the application ones behind them. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { Output } from '../../core/output.ts';
import type { Call } from '../../core/service.ts';
import { type ForwardAction, type LoadBalancer, type TargetGroup, targetGroups } from './state.ts';
import { balancersOf } from './target-groups.ts';

/** What a listener of one protocol may forward to. */
const compatible: Readonly<Record<string, readonly string[]>> = {
  TCP: ['TCP', 'TCP_UDP'],
  TLS: ['TCP', 'TLS'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
  HTTP: ['HTTP', 'HTTPS'],
  HTTPS: ['HTTP', 'HTTPS'],
};

export function readActions(call: Call): ForwardAction[] {
  const actions = call.input.structs('DefaultActions').map(readAction);
  if (actions.length !== 1) {
    throw new AwsError(
      'ValidationError',
      `A listener must have exactly one default action, not ${actions.length}`,
    );
  }
  return actions;
}

function readAction(input: Input): ForwardAction {
  const type = input.requiredString('Type');
  if (type !== 'forward') {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      `Actions of the type '${type}' are not emulated; use forward`,
    );
  }
  const simple = input.string('TargetGroupArn');
  const config = input.struct('ForwardConfig');
  const listed = (config?.structs('TargetGroups') ?? []).map((tuple) => ({
    arn: tuple.requiredString('TargetGroupArn'),
    weight: tuple.integer('Weight', { min: 0, max: 999 }),
  }));
  if (simple !== undefined && listed.length > 0 && listed.some(({ arn }) => arn !== simple)) {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      'You cannot specify both a target group ARN and a forward configuration with other target groups',
    );
  }
  const targets =
    listed.length > 0 ? listed : simple === undefined ? [] : [{ arn: simple, weight: undefined }];
  if (targets.length === 0) {
    throw new AwsError(
      'ValidationError',
      'A target group ARN must be specified for actions of the type forward',
    );
  }
  return { order: input.integer('Order', { min: 1 }), targetGroups: targets, isSimple: targets.length === 1 };
}

export function checkTargets(
  call: Call,
  balancer: LoadBalancer,
  protocol: string,
  actions: readonly ForwardAction[],
): void {
  for (const { arn } of actions.flatMap((action) => action.targetGroups)) {
    const group = call.table(targetGroups).get(arn);
    if (group === undefined) throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
    checkTarget(call, balancer, protocol, group);
  }
}

function checkTarget(call: Call, balancer: LoadBalancer, protocol: string, group: TargetGroup): void {
  if (!compatible[protocol]?.includes(group.protocol)) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      `Listener protocol '${protocol}' is not supported with a target group with the protocol '${group.protocol}'`,
    );
  }
  if (group.vpcId !== balancer.vpcId) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      `The target group '${group.arn}' is in ${group.vpcId}, and the load balancer in ${balancer.vpcId}`,
    );
  }
  if (balancer.type === 'network' && balancersOf(call, group).some((arn) => arn !== balancer.arn)) {
    throw new AwsError(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${group.arn}`,
    );
  }
}

export function describeAction(action: ForwardAction): Output {
  return {
    Type: 'forward',
    Order: action.order,
    TargetGroupArn: action.isSimple ? action.targetGroups[0]?.arn : undefined,
    ForwardConfig: {
      TargetGroups: action.targetGroups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight })),
      TargetGroupStickinessConfig: action.isSimple ? undefined : { Enabled: false },
    },
  };
}
