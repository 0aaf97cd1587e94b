/** Task definitions: register, describe, list, deregister. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output, OutputValue } from '../../core/output.ts';
import type { AccessCheck, Action, Call } from '../../core/service.ts';
import { normaliseContainers, type TaskTraits } from './container-definitions.ts';
import { asDocument } from './document.ts';
import { findTaskDefinition } from './lookup.ts';
import { page } from './paging.ts';
import { type TaskDefinition, taskDefinitions } from './state.ts';
import { describeTags, readTags } from './tags.ts';
import { fargateRuns, parseCpu, parseMemory } from './task-size.ts';

const NETWORK_MODES = ['bridge', 'host', 'awsvpc', 'none'];
const ROLE = /^arn:[\w-]+:iam::\d{12}:role\/.+$/;
/** Kept and given back as they come. */
const KEPT = [
  'ephemeralStorage',
  'inferenceAccelerators',
  'ipcMode',
  'pidMode',
  'proxyConfiguration',
  'runtimePlatform',
  'enableFaultInjection',
] as const;

export const registerTaskDefinition: Action = {
  handle: (call) => {
    const { input } = call;
    const family = input.requiredString('family');
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(family)) {
      throw new AwsError(
        'ClientException',
        'Family name can only contain letters, numbers, hyphens and underscores, and be up to 255 characters long.',
      );
    }
    const requires = input.strings('requiresCompatibilities');
    const fargate = requires.includes('FARGATE');
    const networkMode = input.string('networkMode') ?? 'bridge';
    if (!NETWORK_MODES.includes(networkMode)) {
      throw new AwsError(
        'ClientException',
        `Network mode '${networkMode}' must be one of ${NETWORK_MODES.join(', ')}.`,
      );
    }
    const size = readSize(call);
    if (fargate) checkFargate(networkMode, size);
    const traits: TaskTraits = { networkMode, fargate, hasTaskMemory: size.memory !== undefined };
    const containers = normaliseContainers(input.raw('containerDefinitions'), traits);
    const taskRoleArn = readRole(call, 'taskRoleArn');
    const executionRoleArn = readRole(call, 'executionRoleArn');
    if (fargate && executionRoleArn === undefined) checkNeedsNoRole(containers);

    const revision = nextRevision(call, family);
    const compatibilities = networkMode === 'awsvpc' ? ['EC2', 'FARGATE'] : ['EC2'];
    const document: Record<string, OutputValue> = {
      containerDefinitions: asDocument(containers),
      taskRoleArn,
      executionRoleArn,
      networkMode,
      volumes: asDocument(input.raw('volumes')) ?? [],
      placementConstraints: asDocument(input.raw('placementConstraints')) ?? [],
      requiresCompatibilities: requires.length === 0 ? undefined : requires,
      cpu: size.cpu === undefined ? undefined : String(size.cpu),
      memory: size.memory === undefined ? undefined : String(size.memory),
    };
    for (const name of KEPT) document[name] = asDocument(input.raw(name));
    const definition = call.table(taskDefinitions).put(`${family}:${revision}`, {
      arn: call.arn('ecs', `task-definition/${family}:${revision}`),
      family,
      revision,
      status: 'ACTIVE',
      document,
      networkMode,
      compatibilities,
      registeredBy: call.identity.arn,
      registeredAt: call.now().getTime(),
      deregisteredAt: undefined,
      tags: readTags(input),
    });
    return { taskDefinition: describe(definition), tags: describeTags(definition.tags) };
  },
  resources: (call) => [
    { resource: call.arn('ecs', `task-definition/${call.input.string('family') ?? ''}:*`) },
    ...['taskRoleArn', 'executionRoleArn'].flatMap((field) => passRole(call.input.string(field))),
  ],
};

export const describeTaskDefinition: Action = {
  handle: (call) => {
    const definition = findTaskDefinition(call, call.input.requiredString('taskDefinition'));
    if (definition === undefined)
      throw new AwsError('ClientException', 'Unable to describe task definition.');
    const include = call.input.strings('include');
    return {
      taskDefinition: describe(definition),
      tags: include.includes('TAGS') ? describeTags(definition.tags) : undefined,
    };
  },
};

export const deregisterTaskDefinition: Action = {
  handle: (call) => {
    const reference = call.input.requiredString('taskDefinition');
    if (!/:\d+$/.test(reference)) {
      throw new AwsError(
        'InvalidParameterException',
        'Task definition can not be deregistered without a revision.',
      );
    }
    const definition = findTaskDefinition(call, reference);
    if (definition === undefined) {
      throw new AwsError('ClientException', 'The specified task definition does not exist.');
    }
    if (definition.status === 'ACTIVE') {
      definition.status = 'INACTIVE';
      definition.deregisteredAt = call.now().getTime();
    }
    return { taskDefinition: describe(definition) };
  },
};

export const listTaskDefinitions: Action = {
  handle: (call) => {
    const family = call.input.string('familyPrefix');
    const status = call.input.string('status') ?? 'ACTIVE';
    const direction = call.input.string('sort') === 'DESC' ? -1 : 1;
    const arns = call
      .table(taskDefinitions)
      .visible()
      .filter(
        (definition) =>
          definition.status === status && (family === undefined || definition.family === family),
      )
      .sort(
        (a, b) =>
          direction * (a.family === b.family ? a.revision - b.revision : a.family < b.family ? -1 : 1),
      )
      .map((definition) => definition.arn);
    const { items, next } = page(call.input, arns, (arn) => arn);
    return { taskDefinitionArns: items, nextToken: next };
  },
};

/** Whoever hands a role to tasks needs the right to pass it. */
function passRole(roleArn: string | undefined): AccessCheck[] {
  if (roleArn === undefined || roleArn === '') return [];
  return [
    {
      action: 'iam:PassRole',
      resource: roleArn,
      context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    },
  ];
}

/** Revisions are never used twice, not even those of a family that was deregistered. */
function nextRevision(call: Call, family: string): number {
  const used = call.table(taskDefinitions).filter((definition) => definition.family === family);
  return 1 + Math.max(0, ...used.map((definition) => definition.revision));
}

interface Size {
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
}

function readSize(call: Call): Size {
  const cpuText = call.input.string('cpu');
  const memoryText = call.input.string('memory');
  const cpu = cpuText === undefined ? undefined : parseCpu(cpuText);
  const memory = memoryText === undefined ? undefined : parseMemory(memoryText);
  if (cpuText !== undefined && cpu === undefined) {
    throw new AwsError('ClientException', `Invalid 'cpu' setting for task: '${cpuText}'.`);
  }
  if (memoryText !== undefined && memory === undefined) {
    throw new AwsError('ClientException', `Invalid 'memory' setting for task: '${memoryText}'.`);
  }
  return { cpu, memory };
}

function checkFargate(networkMode: string, size: Size): void {
  if (networkMode !== 'awsvpc') {
    throw new AwsError('ClientException', "Fargate only supports network mode 'awsvpc'.");
  }
  for (const field of ['cpu', 'memory'] as const) {
    if (size[field] === undefined) {
      throw new AwsError('ClientException', `Fargate requires that '${field}' be defined at the task level.`);
    }
  }
  const { cpu = 0, memory = 0 } = size;
  if (!fargateRuns(cpu, memory)) {
    throw new AwsError(
      'ClientException',
      `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`,
    );
  }
}

/** What Fargate does before the container starts, it does as the execution role. */
function checkNeedsNoRole(containers: readonly { readonly [name: string]: unknown }[]): void {
  const refuse = (what: string) =>
    new AwsError(
      'ClientException',
      `Fargate requires task definition to have execution role ARN to support ${what}.`,
    );
  for (const container of containers) {
    const log = container.logConfiguration as { logDriver?: unknown } | undefined;
    if (log?.logDriver === 'awslogs') throw refuse('log driver awslogs');
    if (/\.dkr\.ecr\.[\w-]+\.amazonaws\.com/.test(String(container.image))) throw refuse('ECR images');
    if (Array.isArray(container.secrets) && container.secrets.length > 0) throw refuse('secrets');
  }
}

function readRole(call: Call, field: string): string | undefined {
  const arn = call.input.string(field);
  if (arn === undefined || arn === '') return undefined;
  if (!ROLE.test(arn)) throw new AwsError('ClientException', `${field}: Role is not valid: '${arn}'`);
  return arn;
}

function describe(definition: TaskDefinition): Output {
  return {
    taskDefinitionArn: definition.arn,
    family: definition.family,
    revision: definition.revision,
    status: definition.status,
    ...definition.document,
    requiresAttributes: requiredAttributes(definition),
    compatibilities: definition.compatibilities,
    registeredAt: new Date(definition.registeredAt),
    deregisteredAt: definition.deregisteredAt === undefined ? undefined : new Date(definition.deregisteredAt),
    registeredBy: definition.registeredBy,
  };
}

function requiredAttributes(definition: TaskDefinition): Output[] {
  const names = ['com.amazonaws.ecs.capability.docker-remote-api.1.18'];
  if (definition.networkMode === 'awsvpc') names.push('ecs.capability.task-eni');
  if (definition.document.taskRoleArn !== undefined) names.push('com.amazonaws.ecs.capability.task-iam-role');
  return names.map((name) => ({ name }));
}
