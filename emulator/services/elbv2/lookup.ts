/** Finding things by ARN, in the words that ELB uses when they are not there; and the ARNs as policies name them. */
import { AwsError } from '../../core/aws-error.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import {
  type Listener,
  type LoadBalancer,
  listeners,
  loadBalancers,
  type TargetGroup,
  targetGroups,
} from './state.ts';

export function loadBalancerOf(call: Call): LoadBalancer {
  const arn = call.input.requiredString('LoadBalancerArn');
  const found = call.table(loadBalancers).get(checkArn(arn, 'loadbalancer', 'load balancer'));
  if (found === undefined) throw new AwsError('LoadBalancerNotFound', `Load balancers '[${arn}]' not found`);
  return found;
}

export function targetGroupOf(call: Call): TargetGroup {
  const arn = call.input.requiredString('TargetGroupArn');
  const found = call.table(targetGroups).get(checkArn(arn, 'targetgroup', 'target group'));
  if (found === undefined) throw new AwsError('TargetGroupNotFound', `Target groups '[${arn}]' not found`);
  return found;
}

export function listenerOf(call: Call): Listener {
  const arn = call.input.requiredString('ListenerArn');
  const found = call.table(listeners).get(checkArn(arn, 'listener', 'listener'));
  if (found === undefined) throw new AwsError('ListenerNotFound', 'One or more listeners not found');
  return found;
}

export function balancerOfListener(call: Call, listener: Listener): LoadBalancer {
  const found = call.table(loadBalancers).get(listener.loadBalancerArn);
  if (found === undefined) throw new Error(`listener ${listener.arn} outlived its load balancer`);
  return found;
}

export function checkArn(arn: string, kind: string, noun: string): string {
  if (!new RegExp(`^arn:[\\w-]+:elasticloadbalancing:[\\w-]+:\\d{12}:${kind}/.+$`).test(arn)) {
    throw new AwsError('ValidationError', `'${arn}' is not a valid ${noun} ARN`);
  }
  return arn;
}

/** Listeners, of whatever load balancer, that forward to the target group. */
export function listenersOfGroup(call: Call, groupArn: string): Listener[] {
  return call
    .table(listeners)
    .filter((listener) =>
      listener.actions.some((action) => action.targetGroups.some(({ arn }) => arn === groupArn)),
    );
}

const arnFields = ['LoadBalancerArn', 'TargetGroupArn', 'ListenerArn'];

/** The resource that a call names by its ARN. */
export function namedResource(call: Call): AccessCheck[] {
  for (const field of arnFields) {
    const arn = call.input.string(field);
    if (arn !== undefined) return [{ resource: arn }];
  }
  return [{ resource: '*' }];
}
