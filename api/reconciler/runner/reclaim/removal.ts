import { setTimeout as pause } from 'node:timers/promises';
import { awsFailure } from '../../../aws/failures.ts';
import type { AwsView } from './aws-view.ts';
import type { Surplus } from './search.ts';

/** What AWS does not let go of at the moment, because something else hangs on it. */
export interface Blocked {
  readonly surplus: Surplus;
  /** AWS's code and words. */
  readonly code: string;
  readonly message: string;
}

/**
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html,
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteHostedZone.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html and
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
 */
const dependencyCodes =
  /^(DependencyViolation|HostedZoneNotEmpty|DeleteConflict(Exception)?|ResourceInUse.*|ClusterContains.*)$/;

export function isDependency(code: string | undefined): boolean {
  return code !== undefined && dependencyCodes.test(code);
}

/** Removes what it can, in this order. @throws for anything but that something else hangs on it. */
export async function removeAll(
  view: AwsView,
  surplus: readonly Surplus[],
  onRemoved: (removed: Surplus) => void,
): Promise<Blocked[]> {
  const blocked: Blocked[] = [];
  for (const one of surplus) {
    try {
      await removeOne(view, one);
      onRemoved(one);
    } catch (error) {
      const failure = awsFailure(error);
      if (failure === undefined || !isDependency(failure.code)) throw error;
      blocked.push({ surplus: one, code: failure.code, message: failure.message });
    }
  }
  return blocked;
}

/** The same, and again for a while: interfaces of an endpoint hold on to its security group a little longer. */
export async function removeInTime(
  view: AwsView,
  surplus: readonly Surplus[],
  onRemoved: (removed: Surplus) => void,
  patience: { readonly attempts: number; readonly pauseMs: number; readonly signal: AbortSignal },
): Promise<Blocked[]> {
  let blocked = await removeAll(view, surplus, onRemoved);
  for (let attempt = 1; attempt < patience.attempts && blocked.length > 0; attempt++) {
    await pause(patience.pauseMs, undefined, { signal: patience.signal });
    blocked = await removeAll(
      view,
      blocked.map((one) => one.surplus),
      onRemoved,
    );
  }
  return blocked;
}

async function removeOne({ remove }: AwsView, one: Surplus): Promise<void> {
  const { id } = one;
  switch (one.type) {
    case 'aws_vpc':
      return remove.vpc(id);
    case 'aws_subnet':
      return remove.subnet(id);
    case 'aws_route_table':
      return remove.routeTable(id);
    case 'aws_route_table_association':
      if (one.associationId !== undefined) await remove.association(one.associationId);
      return;
    case 'aws_security_group':
      return remove.securityGroup(id);
    case 'aws_vpc_security_group_ingress_rule':
    case 'aws_vpc_security_group_egress_rule':
      if (one.rule !== undefined) await remove.rule({ id, ...one.rule });
      return;
    case 'aws_vpc_endpoint':
      return remove.endpoint(id);
    case 'aws_flow_log':
      return remove.flowLog(id);
    case 'aws_route53_record':
      if (one.record !== undefined) await remove.record(one.record.zoneId, one.record);
      return;
    case 'aws_route53_zone':
      return remove.zone(id);
    case 'aws_iam_role':
      return remove.role(id);
    case 'aws_lambda_function':
      return remove.function(id);
    case 'aws_cloudwatch_log_group':
      return remove.logGroup(id);
    case 'aws_ecs_service': {
      const [cluster = '', service = ''] = id.split('/');
      return remove.service(cluster, service);
    }
    case 'aws_ecs_task_definition':
      return remove.taskDefinition(id);
    case 'aws_ecs_cluster':
      return remove.cluster(id);
    case 'aws_cloudwatch_metric_alarm':
      return remove.alarm(id);
    default:
      throw new Error(`there is no way to remove ${one.type} ${id}`);
  }
}
