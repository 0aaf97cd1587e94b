/** Reading CreateService and UpdateService: what is asked for, and whether it can run. */
import { AwsError } from '../../core/aws-error.ts';
import type { OutputValue } from '../../core/output.ts';
import type { Call } from '../../core/service.ts';
import { securityGroups, subnets } from '../ec2/state.ts';
import { checkStrategy, readStrategy } from './capacity-provider-strategy.ts';
import { asDocument } from './document.ts';
import { findTaskDefinition } from './lookup.ts';
import type { AwsvpcConfiguration, Cluster, Rollout, TaskDefinition } from './state.ts';

const LAUNCH_TYPES = ['EC2', 'FARGATE', 'EXTERNAL'];
const MAX_SUBNETS = 16;
const MAX_SECURITY_GROUPS = 5;

/** Settings that are kept as they come, with what ECS answers when they are absent. */
const SETTINGS: Readonly<Record<string, OutputValue>> = {
  loadBalancers: [],
  serviceRegistries: [],
  placementConstraints: [],
  placementStrategy: [],
  healthCheckGracePeriodSeconds: 0,
  deploymentController: { type: 'ECS' },
  enableECSManagedTags: false,
  enableExecuteCommand: false,
  propagateTags: 'NONE',
  availabilityZoneRebalancing: 'DISABLED',
};

export function newSettings(call: Call): Record<string, OutputValue> {
  return changedSettings(call, { ...SETTINGS, deploymentConfiguration: deploymentDefaults });
}

const deploymentDefaults: { readonly [name: string]: OutputValue } = {
  deploymentCircuitBreaker: { enable: false, rollback: false },
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  strategy: 'ROLLING',
  bakeTimeInMinutes: 0,
};

export function changedSettings(
  call: Call,
  current: { readonly [name: string]: OutputValue },
): Record<string, OutputValue> {
  const settings: Record<string, OutputValue> = { ...current };
  for (const name of Object.keys(SETTINGS)) {
    if (call.input.has(name)) settings[name] = asDocument(call.input.raw(name));
  }
  if (call.input.has('deploymentConfiguration')) {
    const given = asDocument(call.input.raw('deploymentConfiguration'));
    const before = settings.deploymentConfiguration;
    settings.deploymentConfiguration = { ...asFields(before), ...asFields(given) };
  }
  return settings;
}

function asFields(value: OutputValue): { readonly [name: string]: OutputValue } {
  if (typeof value !== 'object' || value === null || value instanceof Date || Array.isArray(value)) return {};
  return value as { readonly [name: string]: OutputValue };
}

/** What a deployment consists of: from the request, or else as it was. */
export function readRollout(call: Call, cluster: Cluster, current?: Rollout): Rollout {
  const { input } = call;
  const reference = input.string('taskDefinition') ?? current?.taskDefinitionArn;
  if (reference === undefined || reference === '') {
    throw new AwsError('InvalidParameterException', 'TaskDefinition can not be blank.');
  }
  const definition = findTaskDefinition(call, reference);
  if (definition === undefined) throw new AwsError('ClientException', 'TaskDefinition not found.');
  if (definition.status !== 'ACTIVE' && definition.arn !== current?.taskDefinitionArn) {
    throw new AwsError('ClientException', 'TaskDefinition is inactive');
  }
  const strategy = input.has('capacityProviderStrategy')
    ? readStrategy(input, 'capacityProviderStrategy')
    : (current?.capacityProviderStrategy ?? []);
  checkStrategy(cluster, strategy);
  const launchType = readLaunchType(call, cluster, strategy.length > 0, current);
  const isFargate =
    launchType === 'FARGATE' || strategy.some((item) => item.capacityProvider.startsWith('FARGATE'));
  if (isFargate && !definition.compatibilities.includes('FARGATE')) {
    throw new AwsError('InvalidParameterException', 'Task definition does not support launch_type FARGATE.');
  }
  const usesDefault = launchType === undefined && strategy.length === 0;
  return {
    taskDefinitionArn: definition.arn,
    launchType,
    capacityProviderStrategy: usesDefault ? cluster.defaultCapacityProviderStrategy : strategy,
    platformVersion: isFargate
      ? (input.string('platformVersion') ?? current?.platformVersion ?? 'LATEST')
      : undefined,
    awsvpc: readNetwork(call, definition, current),
  };
}

function readLaunchType(
  call: Call,
  cluster: Cluster,
  hasStrategy: boolean,
  current: Rollout | undefined,
): string | undefined {
  const given = call.input.string('launchType');
  if (given !== undefined && !LAUNCH_TYPES.includes(given)) {
    throw new AwsError('InvalidParameterException', `launchType must be one of ${LAUNCH_TYPES.join(', ')}.`);
  }
  if (given !== undefined && hasStrategy) {
    throw new AwsError(
      'InvalidParameterException',
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    );
  }
  if (hasStrategy) return undefined;
  if (current !== undefined) return current.launchType;
  return given ?? (cluster.defaultCapacityProviderStrategy.length > 0 ? undefined : 'EC2');
}

function readNetwork(
  call: Call,
  definition: TaskDefinition,
  current: Rollout | undefined,
): AwsvpcConfiguration | undefined {
  const given = call.input.struct('networkConfiguration')?.struct('awsvpcConfiguration');
  if (definition.networkMode !== 'awsvpc') {
    if (given === undefined) return undefined;
    throw new AwsError(
      'InvalidParameterException',
      'Network Configuration is not valid for the given networkMode of this task definition.',
    );
  }
  if (given === undefined) {
    if (current?.awsvpc !== undefined) return current.awsvpc;
    throw new AwsError(
      'InvalidParameterException',
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  }
  const subnetIds = given.strings('subnets');
  const groupIds = given.strings('securityGroups');
  if (subnetIds.length === 0 || subnetIds.length > MAX_SUBNETS) {
    throw new AwsError(
      'InvalidParameterException',
      `subnets must have between 1 and ${MAX_SUBNETS} entries.`,
    );
  }
  if (groupIds.length > MAX_SECURITY_GROUPS) {
    throw new AwsError(
      'InvalidParameterException',
      `securityGroups can have at most ${MAX_SECURITY_GROUPS} entries.`,
    );
  }
  checkPlace(call, subnetIds, groupIds);
  return {
    subnets: subnetIds,
    securityGroups: groupIds,
    assignPublicIp: given.string('assignPublicIp') ?? 'DISABLED',
  };
}

function checkPlace(call: Call, subnetIds: readonly string[], groupIds: readonly string[]): void {
  const vpcIds = new Set<string>();
  for (const id of subnetIds) {
    const subnet = call.table(subnets).get(id);
    if (subnet === undefined) {
      throw new AwsError(
        'InvalidParameterException',
        `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
      );
    }
    vpcIds.add(subnet.vpcId);
  }
  for (const id of groupIds) {
    const group = call.table(securityGroups).get(id);
    if (group === undefined) {
      throw new AwsError(
        'InvalidParameterException',
        `Error retrieving security group information for [${id}]: The security group '${id}' does not exist (ErrorCode: InvalidGroup.NotFound)`,
      );
    }
    vpcIds.add(group.vpcId);
  }
  if (vpcIds.size > 1) {
    throw new AwsError(
      'InvalidParameterException',
      'subnets and security groups must belong to the same VPC.',
    );
  }
}
