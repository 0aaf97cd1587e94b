/** One invocation: a folder and a process of its own, which both go with it. Every start is a cold one. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Child } from '../../core/runner.ts';
import type { Call } from '../../core/service.ts';
import { unpack } from './code.ts';
import { assumeExecutionRole } from './execution-role.ts';
import { FunctionLog } from './function-log.ts';
import type { LambdaFunction } from './state.ts';

const runtime = fileURLToPath(new URL('./runtime.mjs', import.meta.url));
const MAX_RESPONSE_BYTES = 6_291_556;

export interface Invocation {
  readonly call: Call;
  readonly item: LambdaFunction;
  /** JSON. */
  readonly event: string;
}

export interface Result {
  /** JSON: the function's answer, or `{errorType, errorMessage, trace}`. */
  readonly payload: string;
  readonly failed: boolean;
  /** The last 4 KB of its log. */
  readonly log: string;
}

/** Resolves with what became of it, whatever that is; never rejects. */
export async function run({ call, item, event }: Invocation): Promise<Result> {
  const { requestId, world } = call;
  const { configuration, name } = item;
  const [, , , region = '', accountId = ''] = item.arn.split(':');
  const keys = assumeExecutionRole(world, accountId, configuration.roleArn, name);
  if (keys === undefined) {
    return failure('AccessDenied', 'The role defined for the function cannot be assumed by Lambda.', '');
  }
  const log = new FunctionLog(world, { accountId, region }, item, keys.session);
  log.line(`START RequestId: ${requestId} Version: $LATEST`);
  const folder = mkdtempSync(join(tmpdir(), 'emulator-function-'));
  const started = performance.now();
  let timedOut = false;
  let timer: NodeJS.Timeout | undefined;
  try {
    const root = join(folder, 'task');
    mkdirSync(root);
    unpack(item.code, root);
    writeFileSync(join(folder, 'event.json'), event);
    if (world.runner === undefined) throw new Error('the emulator runs no programs');
    const [networkInterfaceId] = item.networkInterfaceIds;
    const child: Child = world.runner.start({
      command: 'node',
      args: [runtime, folder],
      directory: root,
      ...(networkInterfaceId === undefined ? {} : { networkInterfaceId }),
      environment: {
        ...configuration.environment,
        _HANDLER: configuration.handler,
        LAMBDA_TASK_ROOT: root,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
        AWS_LAMBDA_LOG_GROUP_NAME: configuration.logging.group,
        AWS_LAMBDA_LOG_STREAM_NAME: log.stream,
        AWS_ACCESS_KEY_ID: keys.session.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secret,
        AWS_SESSION_TOKEN: keys.session.sessionToken,
        EMULATOR_REQUEST_ID: requestId,
        EMULATOR_FUNCTION_ARN: item.arn,
        EMULATOR_TIMEOUT_SECONDS: String(configuration.timeout),
        TZ: ':UTC',
      },
      onLine: (text) => log.line(text),
    });
    timer = setTimeout(() => {
      timedOut = true;
      child.stop(0);
    }, configuration.timeout * 1000);
    const exit = await child.exit;
    const milliseconds = performance.now() - started;
    const end = () => {
      log.line(`END RequestId: ${requestId}`);
      log.line(
        `REPORT RequestId: ${requestId}\tDuration: ${milliseconds.toFixed(2)} ms\tBilled Duration: ${Math.ceil(milliseconds)} ms\tMemory Size: ${configuration.memorySize} MB`,
      );
    };
    if (timedOut) {
      const message = `Error: Task timed out after ${configuration.timeout}.00 seconds`;
      log.line(`${requestId} ${message.slice('Error: '.length)}`);
      end();
      return failure('Sandbox.Timedout', `RequestId: ${requestId} ${message}`, log.tail);
    }
    const said = readResult(join(folder, 'result.json'));
    end();
    if (said === undefined) {
      const how =
        exit.failure ?? (exit.signal === undefined ? `exit status ${exit.code}` : `signal: ${exit.signal}`);
      return failure(
        'Runtime.ExitError',
        `RequestId: ${requestId} Error: Runtime exited with error: ${how}`,
        log.tail,
      );
    }
    return { ...said, log: log.tail };
  } catch (error) {
    return failure('Runtime.Unknown', error instanceof Error ? error.message : String(error), log.tail);
  } finally {
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}

function failure(errorType: string, errorMessage: string, log: string): Result {
  return { payload: JSON.stringify({ errorType, errorMessage }), failed: true, log };
}

/** What `runtime.mjs` left: `undefined` when the process ended before it could. */
function readResult(path: string): Pick<Result, 'payload' | 'failed'> | undefined {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return undefined;
  if (size > MAX_RESPONSE_BYTES) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
    return {
      payload: JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage }),
      failed: true,
    };
  }
  // The first line says how it went, the rest is the payload.
  const [outcome = '', ...rest] = readFileSync(path, 'utf8').split('\n');
  return { payload: rest.join('\n'), failed: outcome !== 'returned' };
}
