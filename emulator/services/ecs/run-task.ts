/** Tasks of their own: run them, stop any. */
import { AwsError } from '../../core/aws-error.ts';
import { isTree } from '../../core/input.ts';
import type { Action, Call } from '../../core/service.ts';
import { asDocument } from './document.ts';
import { clusterName, clusterOf, clusterResource, findTaskDefinition, shortName } from './lookup.ts';
import { newTask } from './new-task.ts';
import { isFargate } from './service-deployment.ts';
import { readRollout } from './service-input.ts';
import { type Task, tasks } from './state.ts';
import { readTags } from './tags.ts';
import { end, launch, runsProcesses } from './task-lifecycle.ts';
import { describeTask } from './tasks.ts';

const MAX_COUNT = 10;

export const runTask: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    const rollout = readRollout(call, cluster);
    if (!isFargate(rollout)) {
      throw new AwsError('InvalidParameterException', 'No Container Instances were found in your cluster.');
    }
    const count = call.input.integer('count', { min: 1, max: MAX_COUNT }) ?? 1;
    const overrides = call.input.raw('overrides');
    const given = isTree(overrides) ? overrides : {};
    const containerOverrides = Array.isArray(given.containerOverrides)
      ? given.containerOverrides.filter(isTree)
      : [];
    checkOverrides(
      call,
      rollout.taskDefinitionArn,
      containerOverrides.map(({ name }) => String(name)),
    );
    const family = shortName(rollout.taskDefinitionArn).replace(/:\d+$/, '');
    const started = Array.from({ length: count }, (_none, index) =>
      newTask(call, cluster.name, rollout, index, {
        startedBy: call.input.string('startedBy'),
        group: call.input.string('group') ?? `family:${family}`,
        tags: readTags(call.input),
        executionRoleArn: typeof given.executionRoleArn === 'string' ? given.executionRoleArn : undefined,
        containerOverrides,
        overrides: asDocument(overrides),
      }),
    );
    for (const task of started) begin(call, task);
    return { tasks: started.map((task) => describeTask(call, task, true)), failures: [] };
  },
  resources: (call) => {
    const definition = findTaskDefinition(call, call.input.string('taskDefinition') ?? '');
    return [
      {
        resource:
          definition?.arn ?? call.arn('ecs', `task-definition/${call.input.string('taskDefinition')}`),
        context: { 'ecs:cluster': call.arn('ecs', `cluster/${clusterName(call)}`) },
      },
      ...passedRoles(call),
    ];
  },
};

export const stopTask: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    const id = shortName(call.input.requiredString('task'));
    const task = call.table(tasks).get(call.arn('ecs', `task/${cluster.name}/${id}`));
    if (task === undefined) {
      throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
    }
    end(call, task, 'UserInitiated', call.input.string('reason') ?? 'Task stopped by user');
    return { task: describeTask(call, task, true) };
  },
  resources: (call) => [
    {
      resource: call.arn('ecs', `task/${clusterName(call)}/${shortName(call.input.string('task') ?? '')}`),
      context: { 'ecs:cluster': clusterResource(call)[0]?.resource },
    },
  ],
};

function begin(call: Call, task: Task): void {
  if (runsProcesses(call)) {
    launch(call, task, () => {});
    return;
  }
  call.after(call.world.settings.transitionSeconds, () => {
    if (task.lastStatus !== 'PROVISIONING') return;
    task.lastStatus = 'RUNNING';
    task.startedAt = call.now().getTime();
  });
}

function checkOverrides(call: Call, taskDefinitionArn: string, names: readonly string[]): void {
  const containers: unknown = findTaskDefinition(call, taskDefinitionArn)?.document.containerDefinitions;
  const known = Array.isArray(containers) ? containers.filter(isTree).map(({ name }) => name) : [];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new AwsError(
    'InvalidParameterException',
    `Override for container named ${unknown} is not a container in the TaskDefinition.`,
  );
}

function passedRoles(call: Call) {
  const overrides = call.input.struct('overrides');
  return ['taskRoleArn', 'executionRoleArn'].flatMap((field) => {
    const resource = overrides?.string(field);
    if (resource === undefined || resource === '') return [];
    return [
      { action: 'iam:PassRole', resource, context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    ];
  });
}
