/** A task with a network interface of its own. */
import type { Tree } from '../../core/input.ts';
import type { OutputValue } from '../../core/output.ts';
import type { Call } from '../../core/service.ts';
import { createNetworkInterface } from '../ec2/network/interface-placement.ts';
import { securityGroups, subnets } from '../ec2/state.ts';
import { newHexId, uuid } from './lookup.ts';
import { type Rollout, type Tags, type Task, tasks } from './state.ts';

export interface TaskOrigin {
  readonly serviceName?: string;
  readonly deploymentId?: string;
  readonly startedBy: string | undefined;
  readonly group: string;
  readonly tags: Tags;
  readonly executionRoleArn?: string | undefined;
  readonly containerOverrides?: readonly Tree[];
  readonly overrides?: OutputValue;
}

/** In PROVISIONING. Tasks take the subnets in turn: `index` says whose turn it is. */
export function newTask(
  call: Call,
  clusterName: string,
  rollout: Rollout,
  index: number,
  origin: TaskOrigin,
): Task {
  const id = newHexId(call, 'task');
  const arn = call.arn('ecs', `task/${clusterName}/${id}`);
  const networkInterface = attach(call, rollout, index);
  return call.table(tasks).put(arn, {
    arn,
    id,
    clusterArn: call.arn('ecs', `cluster/${clusterName}`),
    clusterName,
    serviceName: origin.serviceName,
    deploymentId: origin.deploymentId,
    startedBy: origin.startedBy,
    group: origin.group,
    taskDefinitionArn: rollout.taskDefinitionArn,
    networkInterfaceId: networkInterface?.networkInterfaceId,
    subnetId: networkInterface?.subnetId,
    assignPublicIp: rollout.awsvpc?.assignPublicIp === 'ENABLED',
    executionRoleArn: origin.executionRoleArn,
    containerOverrides: origin.containerOverrides ?? [],
    overrides: origin.overrides,
    lastStatus: 'PROVISIONING',
    containers: {},
    stopCode: undefined,
    stoppedReason: undefined,
    createdAt: call.now().getTime(),
    startedAt: undefined,
    stoppingAt: undefined,
    stoppedAt: undefined,
    tags: origin.tags,
  });
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
