/** Tasks, for looking at. */
import { AwsError } from '../../core/aws-error.ts';
import { isTree } from '../../core/input.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { networkInterfaces, subnets } from '../ec2/state.ts';
import { clusterName, clusterOf, clusterResource, findTaskDefinition, shortName } from './lookup.ts';
import { page } from './paging.ts';
import { type Task, type TaskDefinition, tasks } from './state.ts';
import { describeTags } from './tags.ts';
import { isLive } from './task-lifecycle.ts';

const MAX_DESCRIBED = 100;

export const listTasks: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    const service = call.input.string('serviceName');
    const family = call.input.string('family');
    const startedBy = call.input.string('startedBy');
    const wanted = call.input.string('desiredStatus') ?? 'RUNNING';
    const arns = call
      .table(tasks)
      .visible()
      .filter(
        (task) =>
          task.clusterArn === cluster.arn &&
          desiredStatus(task) === wanted &&
          (service === undefined || task.serviceName === shortName(service)) &&
          (startedBy === undefined || task.startedBy === startedBy) &&
          (family === undefined || shortName(task.taskDefinitionArn).startsWith(`${family}:`)),
      )
      .map((task) => task.arn);
    const { items, next } = page(call.input, arns, (arn) => arn);
    return { taskArns: items, nextToken: next };
  },
  resources: clusterResource,
};

export const describeTasks: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    const ids = call.input.strings('tasks').map(shortName);
    if (ids.length === 0 || ids.length > MAX_DESCRIBED) {
      throw new AwsError(
        'InvalidParameterException',
        `tasks must have between 1 and ${MAX_DESCRIBED} entries.`,
      );
    }
    const withTags = call.input.strings('include').includes('TAGS');
    const found = ids.map((id) => {
      const arn = call.arn('ecs', `task/${cluster.name}/${id}`);
      return [arn, call.table(tasks).get(arn)] as const;
    });
    return {
      tasks: found.flatMap(([, task]) => (task === undefined ? [] : [describeTask(call, task, withTags)])),
      failures: found.flatMap(([arn, task]) => (task === undefined ? [{ arn, reason: 'MISSING' }] : [])),
    };
  },
  resources: (call) =>
    call.input
      .strings('tasks')
      .map((task) => ({ resource: call.arn('ecs', `task/${clusterName(call)}/${shortName(task)}`) })),
};

function desiredStatus(task: Task): 'RUNNING' | 'STOPPED' {
  return isLive(task) ? 'RUNNING' : 'STOPPED';
}

export function describeTask(call: Call, task: Task, withTags: boolean): Output {
  const definition = findTaskDefinition(call, task.taskDefinitionArn);
  const networkInterface =
    task.networkInterfaceId === undefined
      ? undefined
      : call.table(networkInterfaces).get(task.networkInterfaceId);
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.taskDefinitionArn,
    group: task.group,
    startedBy: task.startedBy,
    overrides: task.overrides,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    lastStatus: task.lastStatus,
    desiredStatus: desiredStatus(task),
    healthStatus: 'UNKNOWN',
    availabilityZone: call.table(subnets).get(task.subnetId ?? '')?.availabilityZone,
    connectivity: task.lastStatus === 'RUNNING' ? 'CONNECTED' : undefined,
    cpu: definition?.document.cpu,
    memory: definition?.document.memory,
    containers: containersOf(task, definition),
    attachments:
      networkInterface === undefined
        ? []
        : [
            {
              id: shortName(networkInterface.description),
              type: 'ElasticNetworkInterface',
              status: task.lastStatus === 'RUNNING' ? 'ATTACHED' : 'ATTACHING',
              details: Object.entries({
                subnetId: networkInterface.subnetId,
                networkInterfaceId: networkInterface.networkInterfaceId,
                macAddress: networkInterface.macAddress,
                privateIPv4Address: networkInterface.privateIpAddress,
              }).map(([name, value]) => ({ name, value })),
            },
          ],
    createdAt: new Date(task.createdAt),
    startedAt: task.startedAt === undefined ? undefined : new Date(task.startedAt),
    stoppingAt: task.stoppingAt === undefined ? undefined : new Date(task.stoppingAt),
    stopCode: task.stopCode,
    stoppedAt: task.stoppedAt === undefined ? undefined : new Date(task.stoppedAt),
    stoppedReason: task.stoppedReason,
    tags: withTags ? describeTags(task.tags) : [],
  };
}

function containersOf(task: Task, definition: TaskDefinition | undefined): Output[] {
  const containers: unknown = definition?.document.containerDefinitions;
  if (!Array.isArray(containers)) return [];
  return containers.filter(isTree).map((container) => ({
    taskArn: task.arn,
    name: String(container.name),
    image: String(container.image),
    lastStatus: task.lastStatus === 'PROVISIONING' ? 'PENDING' : task.lastStatus,
    healthStatus: 'UNKNOWN',
    ...task.containers[String(container.name)],
  }));
}
