import type { Task } from '@aws-sdk/client-ecs';
import type { Connector, Reason } from '../../store/schema.ts';

/** Of a task that ECS stopped, what tells why. */
export type StoppedTask = Pick<
  Task,
  'startedBy' | 'stopCode' | 'stoppedReason' | 'stoppedAt' | 'containers' | 'taskArn'
>;

type Facts = Pick<Connector, 'image' | 'secrets' | 'log_group'>;

/** A packet that nobody answers: the network has no way to where it went. */
const timedOut =
  /i\/o timeout|context deadline exceeded|RequestCanceled|connection issue|network is unreachable|no such host|Client\.Timeout/i;
const refused = /AccessDenied|not authorized|no basic auth credentials|403 Forbidden/i;

/**
 * Why a task did not start, or ended, for people: our words, with nothing of AWS's but what the connector's own row says, too.
 * Undefined for one that ECS or a person stopped on purpose.
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html and
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 */
export function explainStoppedTask(task: StoppedTask, connector: Facts): Reason | undefined {
  const { stopCode, stoppedReason: text = '' } = task;
  if (stopCode === 'ServiceSchedulerInitiated' || stopCode === 'UserInitiated') return undefined;
  // Of a container's own reason, what the task's does not repeat.
  const words = [text, ...(task.containers ?? []).map(({ reason }) => reason ?? '')].join(' ');
  if (/CannotPull(Container|ImageManifest|ECRContainer)?Error|CannotPull/i.test(words))
    return imageReason(words, connector);
  if (/ResourceInitializationError/i.test(words)) return initialization(words, connector);
  const container = (task.containers ?? []).find(({ exitCode }) => exitCode !== undefined);
  if (/OutOfMemory/i.test(words))
    return {
      code: 'task_exited',
      message: `The connector was ended because it used more memory than it has${exit(container?.exitCode)}. Give it more memory.`,
    };
  if (stopCode === 'EssentialContainerExited' || /Essential container in task exited/i.test(words))
    return { code: 'task_exited', message: `The connector ended by itself${exit(container?.exitCode)}.` };
  if (/capacity/i.test(words))
    return { code: 'task_failed', message: 'AWS has no capacity for the task at the moment.' };
  if (stopCode === 'SpotInterruption' || stopCode === 'TerminationNotice')
    return { code: 'task_failed', message: 'AWS took back the machine that the task ran on.' };
  if (/network interface/i.test(words))
    return {
      code: 'task_failed',
      message: 'AWS could not give the task its network interface: the subnets may have no free address.',
    };
  return { code: 'task_failed', message: 'AWS could not start the task.' };
}

function imageReason(words: string, { image }: Facts): Reason {
  if (timedOut.test(words))
    return missing('ecr.dkr, or the S3 gateway', `the image ${image} cannot be fetched`);
  if (refused.test(words))
    return {
      code: 'image_unavailable',
      message: `The registry refuses the image ${image}: its repository must allow Tray's account to pull.`,
    };
  return { code: 'image_unavailable', message: `There is no image ${image}.` };
}

function initialization(words: string, connector: Facts): Reason {
  const secret = Object.entries(connector.secrets).find(([, arn]) =>
    words.includes(arn.split(':').slice(0, 7).join(':')),
  );
  const which =
    secret === undefined ? 'A secret of the connector' : `The secret for ${secret[0]} (${secret[1]})`;
  const isSsm = /\bssm\b|Parameter ?Store|invalid parameters|GetParameters/i.test(words);
  const isSecret = isSsm || /secretsmanager|Secrets Manager|\basm\b|GetSecretValue/i.test(words);
  if (/logger args|log stream|Cloudwatch|awslogs/i.test(words)) {
    if (timedOut.test(words)) return missing('logs', 'the connector cannot write its log');
    return {
      code: 'task_failed',
      message: `The log group ${connector.log_group ?? 'of the connector'} cannot be written to. The connector's next change mends it.`,
    };
  }
  if (timedOut.test(words)) {
    if (!isSecret) return missing('ecr.api', 'the connector cannot sign in to ECR');
    return missing(isSsm ? 'ssm' : 'secretsmanager', `${which} cannot be read`);
  }
  if (isSecret && refused.test(words))
    return {
      code: 'secret_unavailable',
      message: `${which} may not be read: its own policy, or that of its key, does not allow Tray's account.`,
    };
  if (isSecret)
    return {
      code: 'secret_unavailable',
      message: `${which} does not exist, or lacks the key that is asked for.`,
    };
  if (refused.test(words))
    return {
      code: 'image_unavailable',
      message: `The connector may not sign in to the registry of ${connector.image}.`,
    };
  return { code: 'task_failed', message: 'AWS could not prepare the task.' };
}

function missing(service: string, effect: string): Reason {
  return {
    code: 'aws_service_missing',
    message: `The network does not reach ${service}: ${effect}.`,
  };
}

function exit(code: number | undefined): string {
  return code === undefined ? '' : ` with exit code ${code}`;
}
