/** What ECS keeps: clusters, task definitions, services with their deployments, and tasks. */

import type { Tree } from '../../core/input.ts';
import type { OutputValue } from '../../core/output.ts';
import { Collection } from '../../core/state.ts';

export type Tags = Readonly<Record<string, string>>;

export interface Cluster {
  readonly arn: string;
  readonly name: string;
  status: 'ACTIVE' | 'INACTIVE';
  settings: Readonly<Record<string, string>>;
  configuration: OutputValue;
  serviceConnectDefaults: OutputValue;
  capacityProviders: readonly string[];
  defaultCapacityProviderStrategy: readonly CapacityProviderItem[];
  tags: Tags;
}

export interface CapacityProviderItem {
  readonly capacityProvider: string;
  readonly weight: number;
  readonly base: number;
}

export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  status: 'ACTIVE' | 'INACTIVE';
  /** What was registered, with the fields that ECS fills in. */
  readonly document: { readonly [name: string]: OutputValue };
  readonly networkMode: string;
  readonly compatibilities: readonly string[];
  readonly registeredBy: string;
  /** Milliseconds since the epoch. */
  readonly registeredAt: number;
  deregisteredAt: number | undefined;
  tags: Tags;
}

export interface AwsvpcConfiguration {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignPublicIp: string;
}

/** What changes with a deployment; the rest of a service is settings. */
export interface Rollout {
  readonly taskDefinitionArn: string;
  readonly launchType: string | undefined;
  readonly capacityProviderStrategy: readonly CapacityProviderItem[];
  readonly platformVersion: string | undefined;
  readonly awsvpc: AwsvpcConfiguration | undefined;
}

export interface Deployment {
  readonly id: string;
  status: 'PRIMARY' | 'ACTIVE';
  readonly rollout: Rollout;
  desiredCount: number;
  /** Milliseconds since the epoch, as is `updatedAt`. */
  readonly createdAt: number;
  updatedAt: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** Tasks that failed since the last one that did not. */
  failedTasks: number;
  /** Of those, the ones that never came to run: pauses grow with them. */
  failedStarts: number;
}

export interface ServiceEvent {
  readonly id: string;
  readonly createdAt: number;
  readonly message: string;
}

export interface Service {
  readonly clientToken: string | undefined;
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  readonly clusterName: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  /** Newest first; the first is PRIMARY. */
  deployments: readonly Deployment[];
  /** Newest first. */
  events: readonly ServiceEvent[];
  readonly schedulingStrategy: string;
  readonly createdAt: number;
  readonly createdBy: string;
  /** Fields that are kept and given back: load balancers, registries, deployment configuration, … */
  settings: { readonly [name: string]: OutputValue };
  tags: Tags;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
export type StopCode =
  | 'TaskFailedToStart'
  | 'EssentialContainerExited'
  | 'UserInitiated'
  | 'ServiceSchedulerInitiated';

export interface ContainerState {
  readonly lastStatus: 'RUNNING' | 'STOPPED';
  readonly exitCode?: number;
  readonly reason?: string;
}

export interface Task {
  readonly arn: string;
  readonly id: string;
  readonly clusterArn: string;
  readonly clusterName: string;
  /** Absent for a task of RunTask. */
  readonly serviceName: string | undefined;
  readonly deploymentId: string | undefined;
  readonly startedBy: string | undefined;
  readonly group: string;
  readonly taskDefinitionArn: string;
  readonly networkInterfaceId: string | undefined;
  readonly subnetId: string | undefined;
  readonly assignPublicIp: boolean;
  /** In place of the task definition's. */
  readonly executionRoleArn: string | undefined;
  readonly containerOverrides: readonly Tree[];
  readonly overrides: OutputValue;
  lastStatus: 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'STOPPING' | 'DEPROVISIONING' | 'STOPPED';
  /** By container name, once they run as processes. */
  containers: Readonly<Record<string, ContainerState>>;
  stopCode: StopCode | undefined;
  stoppedReason: string | undefined;
  readonly createdAt: number;
  startedAt: number | undefined;
  stoppingAt: number | undefined;
  stoppedAt: number | undefined;
  tags: Tags;
}

/** By name. */
export const clusters = new Collection<Cluster>('ecs', 'cluster', {
  isGone: (cluster) => cluster.status === 'INACTIVE',
});

/** By `<family>:<revision>`. */
export const taskDefinitions = new Collection<TaskDefinition>('ecs', 'task-definition', {
  isGone: (definition) => definition.status === 'INACTIVE',
});

/** By `<cluster>/<service>`. */
export const services = new Collection<Service>('ecs', 'service', {
  isGone: (service) => service.status === 'INACTIVE',
});

/** By ARN. */
export const tasks = new Collection<Task>('ecs', 'task', { isGone: (task) => task.lastStatus === 'STOPPED' });
