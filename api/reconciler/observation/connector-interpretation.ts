import type { Deployment, Service } from '@aws-sdk/client-ecs';
import type { Connector, Reason } from '../../store/schema.ts';
import { explainStoppedTask, type StoppedTask } from './stopped-tasks.ts';

/** What ECS says of one connector's service. */
export type ObservedService = Pick<Service, 'desiredCount' | 'runningCount' | 'pendingCount' | 'deployments'>;

export interface ConnectorFinding {
  readonly state: Extract<Connector['state'], 'provisioning' | 'running' | 'degraded' | 'failed'>;
  readonly reason: Reason | undefined;
  readonly desiredTasks: number;
  readonly runningTasks: number;
}

type Seen = Pick<Connector, 'state' | 'reason' | 'image' | 'secrets' | 'log_group' | 'task_definition_arn'>;

/** All that is wanted runs, and nothing is under way: nobody need ask why a task stopped. */
export function isSteady(service: ObservedService): boolean {
  const { desiredCount = 0, runningCount = 0, pendingCount = 0, deployments = [] } = service;
  return (
    runningCount >= desiredCount &&
    pendingCount === 0 &&
    deployments.length <= 1 &&
    deployments.every(({ rolloutState }) => rolloutState !== 'FAILED')
  );
}

/** What the service's counts, its deployments and its stopped tasks say of a connector that is deployed as it is wanted. */
export function interpretService(
  connector: Seen,
  service: ObservedService,
  stopped: readonly StoppedTask[],
): ConnectorFinding {
  const { desiredCount: desiredTasks = 0, runningCount: runningTasks = 0, deployments = [] } = service;
  const counts = { desiredTasks, runningTasks };
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  if (isSteady(service)) {
    if (!isAnother(connector, primary)) return { ...counts, state: 'running', reason: undefined };
    return { ...counts, state: 'degraded', reason: connector.reason ?? rolledBack };
  }
  const reason = latestProblem(connector, deployments, stopped) ?? kept(connector);
  if (reason !== undefined || deployments.some(({ rolloutState }) => rolloutState === 'FAILED'))
    return { ...counts, state: runningTasks > 0 ? 'degraded' : 'failed', reason: reason ?? failedRollout };
  if (connector.state === 'provisioning') return { ...counts, state: 'provisioning', reason: undefined };
  return {
    ...counts,
    // A deployment that goes well keeps as many running as are wanted.
    state: runningTasks >= desiredTasks ? 'running' : runningTasks > 0 ? 'degraded' : 'provisioning',
    reason: undefined,
  };
}

const rolledBack: Reason = {
  code: 'task_failed',
  message: 'What was deployed last did not start, and AWS went back to what ran before.',
};

const failedRollout: Reason = {
  code: 'task_failed',
  message: 'The tasks of the deployment did not stay up, and AWS gave it up.',
};

/** Codes that only stopped tasks give: they count until the service is steady, as the tasks themselves are forgotten after a while. */
const ofTasks: ReadonlySet<Reason['code']> = new Set<Reason['code']>([
  'image_unavailable',
  'secret_unavailable',
  'aws_service_missing',
  'task_exited',
  'task_failed',
]);

function kept({ state, reason }: Seen): Reason | undefined {
  const unwell = state === 'failed' || state === 'degraded';
  return unwell && reason !== null && ofTasks.has(reason.code) ? reason : undefined;
}

function isAnother({ task_definition_arn: wanted }: Seen, primary: Deployment | undefined): boolean {
  return wanted !== null && primary?.taskDefinition !== undefined && !primary.taskDefinition.endsWith(wanted);
}

/** Of those tasks that a deployment which is not over started, the latest that went wrong. */
function latestProblem(
  connector: Seen,
  deployments: readonly Deployment[],
  stopped: readonly StoppedTask[],
): Reason | undefined {
  const ids = new Set(
    deployments
      .filter(({ status, rolloutState }) => status === 'PRIMARY' || rolloutState === 'FAILED')
      .map(({ id }) => id),
  );
  const latest = stopped
    .filter(({ startedBy }) => startedBy === undefined || ids.has(startedBy))
    .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
  for (const task of latest) {
    const reason = explainStoppedTask(task, connector);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
