/**
 * `node runtime.mjs <folder>`: runs one invocation of a function as Lambda's Node runtime would. The folder has `task/`, the
 * function's code, and `event.json`; `result.json` is written there: `returned` or `failed`, a line break, and JSON.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [folder = ''] = process.argv.slice(2);
const take = (name) => {
  const value = process.env[name] ?? '';
  delete process.env[name];
  return value;
};
const requestId = take('EMULATOR_REQUEST_ID');
const invokedFunctionArn = take('EMULATOR_FUNCTION_ARN');
const endsAt = Date.now() + Number(take('EMULATOR_TIMEOUT_SECONDS')) * 1000;

for (const [method, level] of Object.entries({
  log: 'INFO',
  info: 'INFO',
  debug: 'DEBUG',
  warn: 'WARN',
  error: 'ERROR',
  trace: 'TRACE',
})) {
  console[method] = (...args) =>
    process.stdout.write(
      `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...args).replaceAll('\n', '\r')}\n`,
    );
}

function finish(outcome, payload) {
  const path = join(folder, 'result.json');
  // Complete or not at all: the process may be killed meanwhile.
  writeFileSync(`${path}.new`, `${outcome}\n${payload}`);
  renameSync(`${path}.new`, path);
  // What was printed is out before the process ends.
  process.stdout.write('', () => process.exit(0));
}

function fail(error, errorType) {
  const isError = error instanceof Error;
  const thrown = {
    errorType: errorType ?? (isError ? error.name : typeof error),
    errorMessage: isError ? error.message : String(error),
    trace: isError ? (error.stack ?? '').split('\n') : [],
  };
  console.error('Invoke Error', JSON.stringify(thrown));
  finish('failed', JSON.stringify(thrown));
}

process.on('uncaughtException', (error) => fail(error));
process.on('unhandledRejection', (reason) => fail(reason, 'Runtime.UnhandledPromiseRejection'));

async function load() {
  const handler = process.env._HANDLER ?? '';
  const dot = handler.lastIndexOf('.');
  const [module, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const path = ['.js', '.mjs', '.cjs']
    .map((ending) => join(folder, 'task', module + ending))
    .find(existsSync);
  if (path === undefined) {
    throw Object.assign(new Error(`Cannot find module '${module}'`), { name: 'Runtime.ImportModuleError' });
  }
  const loaded = await import(pathToFileURL(path).href);
  const found = loaded[name] ?? loaded.default?.[name];
  if (typeof found !== 'function') {
    throw Object.assign(new Error(`${handler} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return found;
}

const context = {
  awsRequestId: requestId,
  invokedFunctionArn,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, endsAt - Date.now()),
};

try {
  const handler = await load();
  const event = JSON.parse(readFileSync(join(folder, 'event.json'), 'utf8'));
  const value = await new Promise((resolve, reject) => {
    const answer = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    if (typeof answer?.then === 'function') answer.then(resolve, reject);
    else if (handler.length < 3) resolve(answer);
  });
  finish('returned', JSON.stringify(value === undefined ? null : value));
} catch (error) {
  fail(error);
}
