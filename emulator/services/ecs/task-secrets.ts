/** The values of a container's secrets, fetched as the execution role. */
import type { RoleSession } from '../../core/identity.ts';
import { isTree, type Tree } from '../../core/input.ts';
import type { Call } from '../../core/service.ts';
import { callAs, RoleCallFailed } from '../iam/act-as-role.ts';
import { secretsManager } from '../secretsmanager/index.ts';
import { ssm } from '../ssm/index.ts';
import type { Task } from './state.ts';
import { StartFailure } from './task-failure.ts';
import { PUBLIC_ADDRESS, reaches } from './task-network.ts';

export function fetchSecret(call: Call, task: Task, session: RoleSession, valueFrom: string): string {
  return valueFrom.startsWith('arn:') && valueFrom.split(':')[2] === 'secretsmanager'
    ? fromSecretsManager(call, task, session, valueFrom)
    : fromParameterStore(call, task, session, valueFrom);
}

/** `arn:aws:secretsmanager:<region>:<account>:secret:<name>:<json key>:<version stage>:<version id>`, each of the last three optional. */
function fromSecretsManager(call: Call, task: Task, session: RoleSession, valueFrom: string): string {
  const parts = valueFrom.split(':');
  const arn = parts.slice(0, 7).join(':');
  const [jsonKey = '', stage = '', versionId = ''] = parts.slice(7);
  const refuse = (times: number, why: string) =>
    failure(
      `unable to retrieve secret from asm: service call has been retried ${times} time(s): failed to fetch secret ${arn} from secrets manager: ${why}`,
    );
  if (!reaches(call, task, `secretsmanager.${parts[3]}.amazonaws.com`)) {
    throw refuse(5, 'RequestCanceled: request context canceled caused by: context deadline exceeded');
  }
  const { SecretString: text } = attempt(
    () =>
      callAs(call, session, secretsManager, 'GetSecretValue', {
        SecretId: arn,
        ...(stage === '' ? {} : { VersionStage: stage }),
        ...(versionId === '' ? {} : { VersionId: versionId }),
      }),
    (why) => refuse(1, `${why}`),
  );
  if (typeof text !== 'string') throw refuse(1, 'the secret has no string value');
  if (jsonKey === '') return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw failure(
      `unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager is not valid JSON: ${arn}`,
    );
  }
  const field = isTree(value) && Object.hasOwn(value, jsonKey) ? (value as Tree)[jsonKey] : undefined;
  if (field === undefined) {
    throw failure(
      `unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key ${jsonKey}`,
    );
  }
  return typeof field === 'string' ? field : JSON.stringify(field);
}

/** A parameter by name in the task's region, or by ARN. */
function fromParameterStore(call: Call, task: Task, session: RoleSession, valueFrom: string): string {
  const refuse = (times: number, why: string) =>
    failure(`unable to retrieve secrets from ssm: service call has been retried ${times} time(s): ${why}`);
  const region = valueFrom.startsWith('arn:') ? valueFrom.split(':')[3] : call.region;
  const host = `ssm.${region}.amazonaws.com`;
  if (!reaches(call, task, host)) {
    throw refuse(
      5,
      `RequestError: send request failed caused by: Post "https://${host}/": dial tcp ${PUBLIC_ADDRESS}:443: i/o timeout`,
    );
  }
  const { Parameters: found } = attempt(
    () => callAs(call, session, ssm, 'GetParameters', { Names: [valueFrom], WithDecryption: true }),
    (why) => refuse(1, why),
  );
  const [parameter] = Array.isArray(found) ? found : [];
  const value = isTree(parameter) ? parameter.Value : undefined;
  if (typeof value !== 'string') throw refuse(1, `invalid ssm parameters: ${valueFrom}`);
  return value;
}

function attempt<T>(run: () => T, refuse: (why: string) => StartFailure): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RoleCallFailed) throw refuse(error.message);
    throw error;
  }
}

function failure(why: string): StartFailure {
  return new StartFailure(
    `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ${why}`,
  );
}
