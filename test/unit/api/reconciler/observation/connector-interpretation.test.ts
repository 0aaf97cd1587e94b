import { describe, expect, test } from '@jest/globals';
import {
  interpretService,
  isSteady,
  type ObservedService,
} from '../../../../../api/reconciler/observation/connector-interpretation.ts';
import type { StoppedTask } from '../../../../../api/reconciler/observation/stopped-tasks.ts';
import type { Connector } from '../../../../../api/store/schema.ts';

const wanted = 'arn:aws:ecs:eu-west-1:111111111111:task-definition/tray-acme-reader:2';
const before = 'arn:aws:ecs:eu-west-1:111111111111:task-definition/tray-acme-reader:1';

function connector(more: Partial<Connector> = {}) {
  return {
    state: 'provisioning',
    reason: null,
    image: 'image:1',
    secrets: {},
    log_group: null,
    task_definition_arn: wanted,
    ...more,
  } as Connector;
}

function service(running: number, more: Partial<ObservedService> = {}): ObservedService {
  return {
    desiredCount: 2,
    runningCount: running,
    pendingCount: 2 - running,
    deployments: [
      { id: 'ecs-svc/2', status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition: wanted },
    ],
    ...more,
  };
}

const exited: StoppedTask = {
  startedBy: 'ecs-svc/2',
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  stoppedAt: new Date('2026-01-05T09:00:00Z'),
  containers: [{ exitCode: 1 }],
};

describe('what a service says of its connector', () => {
  test('a connector whose tasks all run is running', () => {
    expect(interpretService(connector(), service(2), [])).toEqual({
      state: 'running',
      reason: undefined,
      desiredTasks: 2,
      runningTasks: 2,
    });
  });

  test('a connector that is to run no task is running as it is wanted', () => {
    const none = service(0, { desiredCount: 0, pendingCount: 0 });
    expect(interpretService(connector(), none, []).state).toBe('running');
  });

  test('a connector whose tasks are on their way stays as it is', () => {
    expect(interpretService(connector(), service(0), [])).toMatchObject({
      state: 'provisioning',
      reason: undefined,
      runningTasks: 0,
    });
  });

  test('a connector none of whose tasks stays up has failed, with the latest reason', () => {
    const later = { ...exited, stoppedAt: new Date('2026-01-05T09:05:00Z'), containers: [{ exitCode: 7 }] };
    const { state, reason } = interpretService(connector(), service(0), [exited, later]);
    expect(state).toBe('failed');
    expect(reason?.message).toContain('exit code 7');
  });

  test('a connector some of whose tasks run is degraded', () => {
    const running = connector({ state: 'running' });
    expect(interpretService(running, service(1), []).state).toBe('degraded');
    expect(interpretService(running, service(1), [exited])).toMatchObject({
      state: 'degraded',
      reason: { code: 'task_exited' },
    });
  });

  test('tasks of an earlier deployment say nothing of the present one', () => {
    const earlier = { ...exited, startedBy: 'ecs-svc/1' };
    expect(interpretService(connector(), service(0), [earlier]).state).toBe('provisioning');
  });

  test('a reason stays until the tasks run, although ECS forgets stopped tasks', () => {
    const reason = {
      code: 'task_exited',
      message: 'The connector ended by itself with exit code 1.',
    } as const;
    const failed = connector({ state: 'failed', reason });
    expect(interpretService(failed, service(0), [])).toMatchObject({ state: 'failed', reason });
    expect(interpretService(failed, service(2), [])).toMatchObject({ state: 'running', reason: undefined });
  });

  test('a deployment that AWS gave up and took back leaves the connector degraded, with what went wrong', () => {
    const reason = {
      code: 'task_exited',
      message: 'The connector ended by itself with exit code 1.',
    } as const;
    const back = service(2, {
      deployments: [
        { id: 'ecs-svc/3', status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition: before },
      ],
    });
    expect(interpretService(connector({ state: 'degraded', reason }), back, [])).toMatchObject({
      state: 'degraded',
      reason,
    });
    expect(interpretService(connector(), back, []).reason?.code).toBe('task_failed');
  });

  test('a deployment that was given up has failed even where no task is left to tell why', () => {
    const given = service(0, {
      deployments: [{ id: 'ecs-svc/2', status: 'PRIMARY', rolloutState: 'FAILED', taskDefinition: wanted }],
    });
    expect(isSteady(given)).toBe(false);
    expect(interpretService(connector(), given, [])).toMatchObject({
      state: 'failed',
      reason: { code: 'task_failed' },
    });
  });
});
