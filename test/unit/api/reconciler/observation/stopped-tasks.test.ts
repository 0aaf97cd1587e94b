import { describe, expect, test } from '@jest/globals';
import {
  explainStoppedTask,
  type StoppedTask,
} from '../../../../../api/reconciler/observation/stopped-tasks.ts';

const secret = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme/orders-AbCdEf';
const connector = {
  image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/tray/reader:1.4.2',
  secrets: { DATABASE_PASSWORD: `${secret}:password::` },
  log_group: '/tray/connectors/acme/eu-west-1/reader',
};

function failedToStart(stoppedReason: string): StoppedTask {
  return { stopCode: 'TaskFailedToStart', stoppedReason, containers: [{ name: 'reader' }] };
}

describe('why a task stopped, by what AWS says', () => {
  test.each([
    [
      'an image that is not in its repository',
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${connector.image}: ${connector.image}: not found`,
      'image_unavailable',
      'There is no image',
    ],
    [
      'an image that may not be pulled',
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${connector.image}: pulling from host failed with status code [manifests 1.4.2]: 403 Forbidden`,
      'image_unavailable',
      'refuses',
    ],
    [
      'a registry that the network does not reach',
      `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${connector.image}: failed to do request: Head "https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/tray/reader/manifests/1.4.2": dial tcp 52.1.2.3:443: i/o timeout`,
      'aws_service_missing',
      'ecr.dkr',
    ],
    [
      'a sign-in to ECR that the network does not reach',
      'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 67.1.2.3:443: i/o timeout',
      'aws_service_missing',
      'ecr.api',
    ],
    [
      'a secret that does not exist',
      `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${secret} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
      'secret_unavailable',
      'DATABASE_PASSWORD',
    ],
    [
      'a secret that may not be read',
      `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${secret} from secrets manager: AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/x is not authorized to perform: secretsmanager:GetSecretValue on resource: ${secret}`,
      'secret_unavailable',
      'may not be read',
    ],
    [
      'Secrets Manager, when the network does not reach it',
      `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret ${secret} from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded`,
      'aws_service_missing',
      'secretsmanager',
    ],
    [
      'a parameter that does not exist',
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: /acme/password',
      'secret_unavailable',
      'does not exist',
    ],
    [
      'CloudWatch Logs, when the network does not reach it',
      'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: RequestCanceled: request context canceled caused by: context deadline exceeded : exit status 1',
      'aws_service_missing',
      'logs',
    ],
    [
      'a network interface that cannot be made',
      'Timeout waiting for network interface provisioning to complete.',
      'task_failed',
      'network interface',
    ],
  ] as const)('%s is named', (_what, stoppedReason, code, part) => {
    const reason = explainStoppedTask(failedToStart(stoppedReason), connector);
    expect(reason?.code).toBe(code);
    expect(reason?.message).toContain(part);
  });

  test('a program that ends by itself is told with its exit code', () => {
    const task: StoppedTask = {
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'reader', exitCode: 3 }],
    };
    expect(explainStoppedTask(task, connector)).toEqual({
      code: 'task_exited',
      message: 'The connector ended by itself with exit code 3.',
    });
  });

  test('a program that took too much memory is told so', () => {
    const task: StoppedTask = {
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        { name: 'reader', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
      ],
    };
    const reason = explainStoppedTask(task, connector);
    expect(reason?.code).toBe('task_exited');
    expect(reason?.message).toContain('exit code 137');
    expect(reason?.message).toContain('more memory');
  });

  test.each(['ServiceSchedulerInitiated', 'UserInitiated'] as const)(
    'a task that was stopped on purpose (%s) is no problem',
    (stopCode) => {
      const task: StoppedTask = {
        stopCode,
        stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
      };
      expect(explainStoppedTask(task, connector)).toBeUndefined();
    },
  );

  test('what AWS says beside it is not repeated to callers', () => {
    const words = 'ResourceInitializationError: something about arn:aws:iam::999999999999:role/hidden';
    expect(explainStoppedTask(failedToStart(words), connector)?.message).not.toContain('hidden');
  });
});
