/** What Fargate does before a task's containers run: pull images, fetch secrets, make log streams. */

import type { RoleSession } from '../../core/identity.ts';
import { findImage } from '../../core/images.ts';
import { isTree, type Tree } from '../../core/input.ts';
import type { Call } from '../../core/service.ts';
import { callAs, RoleCallFailed, requireAllowed, serviceSession } from '../iam/act-as-role.ts';
import { append } from '../logs/event-store.ts';
import { logs } from '../logs/index.ts';
import { logGroups } from '../logs/state.ts';
import { findTaskDefinition } from './lookup.ts';
import type { Task } from './state.ts';
import { StartFailure } from './task-failure.ts';
import { PUBLIC_ADDRESS, reaches, reachesS3 } from './task-network.ts';
import { fetchSecret } from './task-secrets.ts';

/** A container that is ready to run. */
export interface Ready {
  readonly name: string;
  readonly essential: boolean;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly stopTimeout: number;
  log(line: string): void;
}

const STOP_TIMEOUT_SECONDS = 30;
const NO_LOGGER = 'failed to validate logger args';

/** Throws `StartFailure`. */
export function prepareTask(call: Call, task: Task): Ready[] {
  const definition = findTaskDefinition(call, task.taskDefinitionArn);
  const containers: unknown = definition?.document.containerDefinitions;
  if (definition === undefined || !Array.isArray(containers)) {
    throw new StartFailure('ResourceInitializationError: the task definition is gone');
  }
  const roleArn = task.executionRoleArn ?? textOf(definition.document.executionRoleArn);
  const session = roleArn === undefined ? undefined : executionSession(call, task, roleArn);
  return containers.filter(isTree).map((container) => prepare(call, task, session, container));
}

function executionSession(call: Call, task: Task, roleArn: string): RoleSession {
  const session = serviceSession(call, roleArn, 'ecs-tasks.amazonaws.com', task.id);
  if (session !== undefined) return session;
  throw new StartFailure(
    `ECS was unable to assume the role '${roleArn}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`,
  );
}

function prepare(call: Call, task: Task, session: RoleSession | undefined, container: Tree): Ready {
  const name = String(container.name);
  const reference = String(container.image);
  checkWayToImage(call, task, session, reference);
  const image = findImage(call.world, reference);
  if (image === undefined) {
    throw new StartFailure(
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${reference}: ${reference}: not found`,
    );
  }
  const override = task.containerOverrides.find((each) => each.name === name);
  const secrets = listOf(container.secrets).map((secret) => {
    if (session === undefined)
      throw new StartFailure('ResourceInitializationError: secrets need an execution role');
    return [String(secret.name), fetchSecret(call, task, session, String(secret.valueFrom))] as const;
  });
  const pairs = (value: unknown) =>
    listOf(value).map((pair) => [String(pair.name), String(pair.value ?? '')] as const);
  const args = textsOf(override?.command) ?? textsOf(container.command) ?? [];
  return {
    name,
    essential: container.essential !== false,
    command: [...image.command, ...args],
    environment: {
      AWS_REGION: call.region,
      AWS_DEFAULT_REGION: call.region,
      AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
      ...image.environment,
      ...Object.fromEntries([...pairs(container.environment), ...pairs(override?.environment), ...secrets]),
    },
    stopTimeout: typeof container.stopTimeout === 'number' ? container.stopTimeout : STOP_TIMEOUT_SECONDS,
    log: logOf(call, task, session, name, container.logConfiguration),
  };
}

function checkWayToImage(call: Call, task: Task, session: RoleSession | undefined, reference: string): void {
  const [, registry, accountId = '', region = ''] =
    /^((\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com(?:\.cn)?)\//.exec(reference) ?? [];
  const timeout = (host: string) => `dial tcp ${PUBLIC_ADDRESS}:443: i/o timeout (${host})`;
  const unpulled = (host: string) =>
    new StartFailure(
      `CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://${host}/": ${timeout(host)}`,
    );
  if (registry === undefined) {
    const first = reference.split('/')[0] ?? '';
    const host =
      reference.includes('/') && /[.:]/.test(first) ? first.replace(/:\d+$/, '') : 'registry-1.docker.io';
    if (!reaches(call, task, host)) throw unpulled(host);
    return;
  }
  const api = `api.ecr.${region}.amazonaws.com`;
  const auth = (times: number, why: string) =>
    new StartFailure(
      `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried ${times} time(s): ${why}`,
    );
  if (!reaches(call, task, api)) {
    throw auth(
      3,
      `RequestError: send request failed caused by: Post "https://${api}/": dial tcp ${PUBLIC_ADDRESS}:443: i/o timeout. Please check your task network configuration.`,
    );
  }
  if (session === undefined) throw auth(1, 'NoCredentialProviders: the task has no execution role');
  try {
    requireAllowed(call, session, 'ecr', 'GetAuthorizationToken', '*');
  } catch (error) {
    if (error instanceof RoleCallFailed) throw auth(1, error.message);
    throw error;
  }
  if (!reaches(call, task, registry)) throw unpulled(registry);
  const repository = reference.slice(registry.length + 1).replace(/[:@].*$/, '');
  try {
    const arn = call.arn('ecr', `repository/${repository}`, { region, accountId });
    requireAllowed(call, session, 'ecr', 'BatchGetImage', arn);
    requireAllowed(call, session, 'ecr', 'GetDownloadUrlForLayer', arn);
  } catch (error) {
    if (!(error instanceof RoleCallFailed)) throw error;
    throw new StartFailure(
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${reference}: unexpected status from HEAD request: 403 Forbidden: ${error.message}`,
    );
  }
  const layers = `prod-${region}-starport-layer-bucket.s3.${region}.amazonaws.com`;
  if (!reachesS3(call, task, layers)) throw unpulled(layers);
}

/** Where a container's lines go: into the stream `<prefix>/<container>/<task id>` with the driver awslogs, else nowhere. */
function logOf(
  call: Call,
  task: Task,
  session: RoleSession | undefined,
  container: string,
  configuration: unknown,
): (line: string) => void {
  if (!isTree(configuration) || configuration.logDriver !== 'awslogs') return () => {};
  const options = isTree(configuration.options) ? configuration.options : {};
  const groupName = String(options['awslogs-group'] ?? '');
  const region = String(options['awslogs-region'] ?? call.region);
  const prefix = String(options['awslogs-stream-prefix'] ?? 'ecs');
  const stream = `${prefix}/${container}/${task.id}`;
  const refuse = (why: string) => new StartFailure(`ResourceInitializationError: ${NO_LOGGER}: ${why}`);
  if (!reaches(call, task, `logs.${region}.amazonaws.com`)) {
    throw refuse(
      'The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed',
    );
  }
  if (session === undefined) throw refuse('the task has no execution role');
  const scope = { accountId: call.accountId, region };
  const there: Call = {
    ...call,
    region,
    scope,
    table: (collection) => call.world.state.table(collection, scope),
  };
  const say = (action: string, parameters: Tree) => {
    try {
      callAs(there, session, logs, action, parameters);
    } catch (error) {
      if (!(error instanceof RoleCallFailed)) throw error;
      if (error.code === 'ResourceAlreadyExistsException') return;
      throw refuse(
        `create stream has been retried 1 times: failed to create Cloudwatch log stream: ${error.message} : exit status 1`,
      );
    }
  };
  if (options['awslogs-create-group'] === 'true') say('CreateLogGroup', { logGroupName: groupName });
  say('CreateLogStream', { logGroupName: groupName, logStreamName: stream });
  return (line) => {
    if (line === '') return;
    // A group that was deleted meanwhile gets no more lines: the driver drops what it cannot deliver.
    const found = there.table(logGroups).get(groupName)?.streams[stream];
    const now = call.now().getTime();
    if (found !== undefined) append(found, { timestamp: now, message: line }, now);
  };
}

function listOf(value: unknown): Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
