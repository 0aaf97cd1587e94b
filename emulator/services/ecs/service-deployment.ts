/**
 * What makes a service's tasks come and go. A task starts with a network interface of its own, runs a moment later, and
 * gives the interface back a moment after it is stopped. Only Fargate runs tasks: there are no container instances.
 */
import { AwsError } from '../../core/aws-error.ts';
import { isTree } from '../../core/input.ts';
import type { Call } from '../../core/service.ts';
import { newHexId, uuid } from './lookup.ts';
import { newTask } from './new-task.ts';
import { type Deployment, type Rollout, type Service, type Task, tasks } from './state.ts';
import { end, isLive, launch, runsProcesses, watch } from './task-lifecycle.ts';

const MAX_EVENTS = 100;
/** Between the end of a task and the next, by the emulator's clock. */
const RESTART_SECONDS = 2;
/**
 * When tasks do not even start, pauses grow up to 27 minutes; when a container exits, they do not.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 27 * 60;

export function isFargate(rollout: Rollout): boolean {
  return (
    rollout.launchType === 'FARGATE' ||
    rollout.capacityProviderStrategy.some((item) => item.capacityProvider.startsWith('FARGATE'))
  );
}

/** A new primary deployment; those before it go once its tasks run. */
export function deploy(call: Call, service: Service, rollout: Rollout): void {
  const now = call.now().getTime();
  const digits = BigInt(`0x${newHexId(call, 'deployment').slice(0, 15)}`)
    .toString()
    .padStart(19, '0');
  const deployment: Deployment = {
    id: `ecs-svc/${digits}`,
    status: 'PRIMARY',
    rollout,
    desiredCount: service.desiredCount,
    createdAt: now,
    updatedAt: now,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ecs-svc/${digits} in progress.`,
    failedTasks: 0,
    failedStarts: 0,
  };
  for (const earlier of service.deployments) earlier.status = 'ACTIVE';
  service.deployments = [deployment, ...service.deployments];
  settle(call, service);
}

/** Brings the primary deployment's tasks to the service's desired count. */
export function settle(call: Call, service: Service): void {
  const primary = service.deployments[0];
  if (primary === undefined) return;
  primary.desiredCount = service.desiredCount;
  primary.updatedAt = call.now().getTime();
  const live = liveTasks(call, service).filter((task) => task.deploymentId === primary.id);
  stopTasks(call, live.slice(service.desiredCount), `Scaling activity initiated by deployment ${primary.id}`);
  const missing = service.desiredCount - live.length;
  if (missing > 0 && !isFargate(primary.rollout)) {
    record(
      call,
      service,
      `(service ${service.name}) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.`,
    );
    return;
  }
  const started = startTasks(call, service, primary, missing);
  if (runsProcesses(call))
    for (const task of started) launch(call, task, () => follow(call, service, primary, task));
  else for (const task of started) watch(task, () => follow(call, service, primary, task));
  call.after(call.world.settings.transitionSeconds, () => finish(call, service, primary, started));
}

function finish(call: Call, service: Service, deployment: Deployment, started: readonly Task[]): void {
  const now = call.now().getTime();
  for (const task of runsProcesses(call) ? [] : started) {
    if (task.lastStatus !== 'PROVISIONING') continue;
    task.lastStatus = 'RUNNING';
    task.startedAt = now;
  }
  // A newer deployment, or the end of the service, has taken over.
  if (service.status !== 'ACTIVE' || service.deployments[0] !== deployment) return;
  // What starts as a process is not there yet, and may never be.
  const own = liveTasks(call, service).filter((task) => task.deploymentId === deployment.id);
  if (deployment.rolloutState === 'FAILED' || own.length < service.desiredCount) return;
  if (own.some((task) => task.lastStatus !== 'RUNNING')) return;
  deployment.failedTasks = 0;
  const outdated = liveTasks(call, service).filter((task) => task.deploymentId !== deployment.id);
  stopTasks(call, outdated, `Scaling activity initiated by deployment ${deployment.id}`);
  service.deployments = [deployment];
  deployment.rolloutState = 'COMPLETED';
  deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
  deployment.updatedAt = now;
  record(call, service, `(service ${service.name}) has reached a steady state.`);
}

function startTasks(call: Call, service: Service, deployment: Deployment, count: number): Task[] {
  const started: Task[] = [];
  for (let index = 0; index < count; index += 1) {
    const task = newTask(call, service.clusterName, deployment.rollout, index, {
      serviceName: service.name,
      deploymentId: deployment.id,
      startedBy: deployment.id,
      group: `service:${service.name}`,
      tags: service.settings.propagateTags === 'SERVICE' ? service.tags : {},
    });
    started.push(task);
  }
  if (started.length > 0) {
    const list = started.map((task) => `(task ${task.id})`).join(' ');
    record(call, service, `(service ${service.name}) has started ${started.length} tasks: ${list}.`);
  }
  return started;
}

export function stopTasks(call: Call, stopping: readonly Task[], reason: string): void {
  for (const task of stopping) end(call, task, 'ServiceSchedulerInitiated', reason);
}

/** What the scheduler does when a task of the deployment runs or has stopped. */
function follow(call: Call, service: Service, deployment: Deployment, task: Task): void {
  if (task.lastStatus === 'RUNNING') {
    deployment.failedStarts = 0;
    call.after(call.world.settings.transitionSeconds, () => finish(call, service, deployment, []));
    return;
  }
  const isCurrent = () => service.status === 'ACTIVE' && service.deployments[0] === deployment;
  if (!isCurrent() || task.stopCode === 'ServiceSchedulerInitiated') return;
  const neverRan = task.stopCode === 'TaskFailedToStart';
  if (neverRan) deployment.failedStarts += 1;
  if (neverRan || deployment.rolloutState === 'IN_PROGRESS') deployment.failedTasks += 1;
  if (breaks(call, service, deployment)) return;
  if (deployment.failedStarts > 1) {
    record(
      call,
      service,
      `(service ${service.name}) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    );
  }
  const pause = neverRan
    ? Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.min(deployment.failedStarts - 1, 10))
    : RESTART_SECONDS;
  call.after(pause, () => restart(call, service, isCurrent));
}

function restart(call: Call, service: Service, isCurrent: () => boolean): void {
  if (!isCurrent()) return;
  try {
    settle(call, service);
  } catch (error) {
    // The subnet may be full, or its group gone: a scheduler says so, and goes on trying.
    if (!(error instanceof AwsError)) throw error;
    record(call, service, `(service ${service.name}) was unable to place a task. Reason: ${error.message}`);
    call.after(LONGEST_PAUSE_SECONDS, () => restart(call, service, isCurrent));
  }
}

/**
 * The deployment circuit breaker: after half as many failed tasks as are wanted, three at least and 200 at most.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
function breaks(call: Call, service: Service, deployment: Deployment): boolean {
  const breaker = breakerOf(service);
  const most = Math.min(200, Math.max(3, Math.ceil(service.desiredCount / 2)));
  if (!breaker.enable || deployment.rolloutState !== 'IN_PROGRESS' || deployment.failedTasks < most)
    return false;
  deployment.rolloutState = 'FAILED';
  deployment.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
  record(
    call,
    service,
    `(service ${service.name}) (deployment ${deployment.id}) deployment failed: tasks failed to start.`,
  );
  const before = service.deployments.find((each) => each.rolloutState === 'COMPLETED');
  if (breaker.rollback && before !== undefined) {
    record(call, service, `(service ${service.name}) rolling back to deployment ${before.id}.`);
    deploy(call, service, before.rollout);
  }
  return true;
}

function breakerOf(service: Service): { enable: boolean; rollback: boolean } {
  const configuration = service.settings.deploymentConfiguration;
  const breaker = isTree(configuration) ? configuration.deploymentCircuitBreaker : undefined;
  if (!isTree(breaker)) return { enable: false, rollback: false };
  return { enable: breaker.enable === true, rollback: breaker.rollback === true };
}

/** Tasks of the service that run or are about to. */
export function liveTasks(call: Call, service: Service): Task[] {
  return call
    .table(tasks)
    .filter(
      (task) => task.clusterArn === service.clusterArn && task.serviceName === service.name && isLive(task),
    );
}

export function record(call: Call, service: Service, message: string): void {
  const event = { id: uuid(newHexId(call, 'event')), createdAt: call.now().getTime(), message };
  service.events = [event, ...service.events].slice(0, MAX_EVENTS);
}
