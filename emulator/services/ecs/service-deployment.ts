/**
 * What makes a service's tasks come and go. A task starts with a network interface of its own, runs a moment later, and
 * gives the interface back a moment after it is stopped. Only Fargate runs tasks: there are no container instances.
 */
import type { Call } from '../../core/service.ts';
import { createNetworkInterface, deleteNetworkInterface } from '../ec2/network/interface-placement.ts';
import { securityGroups, subnets } from '../ec2/state.ts';
import { newHexId, uuid } from './lookup.ts';
import { type Deployment, type Rollout, type Service, type Task, tasks } from './state.ts';

/** ECS shows stopped tasks for about an hour. */
const STOPPED_TASK_SECONDS = 3600;
const MAX_EVENTS = 100;

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
  call.after(call.world.settings.transitionSeconds, () => finish(call, service, primary, started));
}

function finish(call: Call, service: Service, deployment: Deployment, started: readonly Task[]): void {
  const now = call.now().getTime();
  for (const task of started) {
    if (task.lastStatus !== 'PROVISIONING') continue;
    task.lastStatus = 'RUNNING';
    task.startedAt = now;
  }
  // A newer deployment, or the end of the service, has taken over.
  if (service.status !== 'ACTIVE' || service.deployments[0] !== deployment) return;
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
    const id = newHexId(call, 'task');
    const arn = call.arn('ecs', `task/${service.clusterName}/${id}`);
    const networkInterface = attach(call, deployment.rollout, index);
    const task = call.table(tasks).put(arn, {
      arn,
      id,
      clusterArn: service.clusterArn,
      clusterName: service.clusterName,
      serviceName: service.name,
      deploymentId: deployment.id,
      taskDefinitionArn: deployment.rollout.taskDefinitionArn,
      networkInterfaceId: networkInterface?.networkInterfaceId,
      subnetId: networkInterface?.subnetId,
      lastStatus: 'PROVISIONING',
      stoppedReason: undefined,
      createdAt: call.now().getTime(),
      startedAt: undefined,
      stoppedAt: undefined,
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

function attach(call: Call, rollout: Rollout, index: number) {
  const { awsvpc } = rollout;
  const subnetId = awsvpc?.subnets[index % awsvpc.subnets.length];
  if (awsvpc === undefined || subnetId === undefined) return undefined;
  const groupIds = awsvpc.securityGroups.length > 0 ? awsvpc.securityGroups : defaultGroups(call, subnetId);
  return createNetworkInterface(call, {
    subnetId,
    groupIds,
    description: call.arn('ecs', `attachment/${uuid(newHexId(call, 'attachment'))}`),
    interfaceType: 'interface',
    requesterId: 'amazon-ecs',
  });
}

function defaultGroups(call: Call, subnetId: string): string[] {
  const vpcId = call.table(subnets).get(subnetId)?.vpcId;
  const group = call
    .table(securityGroups)
    .find((each) => each.vpcId === vpcId && each.groupName === 'default');
  return group === undefined ? [] : [group.groupId];
}

export function stopTasks(call: Call, stopping: readonly Task[], reason: string): void {
  for (const task of stopping) {
    task.lastStatus = 'DEPROVISIONING';
    task.stoppedReason = reason;
  }
  if (stopping.length === 0) return;
  const { world, scope } = call;
  const table = call.table(tasks);
  call.after(world.settings.transitionSeconds, () => {
    for (const task of stopping) {
      task.lastStatus = 'STOPPED';
      task.stoppedAt = world.clock.now();
      if (task.networkInterfaceId !== undefined)
        deleteNetworkInterface(world, scope, task.networkInterfaceId);
    }
  });
  call.after(world.settings.transitionSeconds + STOPPED_TASK_SECONDS, () => {
    for (const task of stopping) table.delete(task.arn);
  });
}

/** Tasks of the service that run or are about to. */
export function liveTasks(call: Call, service: Service): Task[] {
  return call
    .table(tasks)
    .filter(
      (task) =>
        task.clusterArn === service.clusterArn &&
        task.serviceName === service.name &&
        (task.lastStatus === 'PROVISIONING' || task.lastStatus === 'RUNNING'),
    );
}

export function record(call: Call, service: Service, message: string): void {
  const event = { id: uuid(newHexId(call, 'event')), createdAt: call.now().getTime(), message };
  service.events = [event, ...service.events].slice(0, MAX_EVENTS);
}
