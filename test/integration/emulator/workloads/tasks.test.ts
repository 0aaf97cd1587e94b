import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { list, record } from '../../../unit/emulator/support/wire.ts';
import * as on from './support/stage.ts';
import { until } from './support/until.ts';

let stage: on.Stage | undefined;

afterEach(async () => {
  await stage?.emulator.close();
  stage = undefined;
});

const forever = 'console.log(process.pid); setInterval(() => {}, 1000);';
const secret = async (body: object) =>
  record(await stage?.wire.json('secretsmanager', 'secretsmanager', 'CreateSecret', body));

test('a task runs its program, and its lines, exit code and reason are those of AWS', async () => {
  stage = await on.setStage();
  await on.define(stage, `console.log('row 1'); console.error('row 2'); process.exitCode = 3;`);
  const arn = await on.runTask(stage);
  const task = await on.taskIn(stage, arn, 'STOPPED');
  expect(task).toMatchObject({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: 'connector', lastStatus: 'STOPPED', exitCode: 3 }],
  });
  expect((await on.linesOf(stage, arn)).sort()).toEqual(['row 1', 'row 2']);
});

test('a container sees its environment, its command and its secrets', async () => {
  stage = await on.setStage();
  const { ARN } = await secret({ Name: 'db', SecretString: '{"user":"reader","port":5432}' });
  await stage.wire.json('ssm', 'AmazonSSM', 'PutParameter', {
    Name: '/tray/key',
    Type: 'SecureString',
    Value: 'k',
  });
  await on.define(
    stage,
    `const { A, USER_NAME, ALL, KEY } = process.env;
     console.log(JSON.stringify({ A, USER_NAME, ALL: JSON.parse(ALL).port, KEY, args: process.argv.slice(1) }));`,
    {
      environment: [{ name: 'A', value: 'given' }],
      command: ['--', 'from the definition'],
      secrets: [
        { name: 'USER_NAME', valueFrom: `${ARN}:user::` },
        { name: 'ALL', valueFrom: ARN },
        { name: 'KEY', valueFrom: 'arn:aws:ssm:eu-west-1:222222222222:parameter/tray/key' },
      ],
    },
  );
  const arn = await on.runTask(stage, {
    overrides: {
      containerOverrides: [
        { name: 'connector', command: ['--', 'overridden'], environment: [{ name: 'A', value: 'changed' }] },
      ],
    },
  });
  await on.taskIn(stage, arn, 'STOPPED');
  const [line = '{}'] = await on.linesOf(stage, arn);
  expect(JSON.parse(line)).toEqual({
    A: 'changed',
    USER_NAME: 'reader',
    ALL: 5432,
    KEY: 'k',
    args: ['overridden'],
  });
});

const startFailures: [string, Parameters<typeof on.setStage>[0], object, string][] = [
  [
    'no endpoint for the registry',
    { endpoints: ['ecr.dkr', 'logs'] },
    {},
    'ResourceInitializationError: unable to pull secrets or registry auth: .*Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp .*: i/o timeout',
  ],
  ['no way to the layers in S3', { s3: false }, {}, 'CannotPullContainerError: .*starport.*i/o timeout'],
  [
    'no endpoint for logs',
    { endpoints: ['ecr.api', 'ecr.dkr'] },
    {},
    'ResourceInitializationError: failed to validate logger args: .*connection issue',
  ],
  [
    'no image of that name',
    {},
    { image: `${on.IMAGE}-other:1` },
    'CannotPullContainerError: .*tray/connector-other:1: not found',
  ],
  [
    'no permission for the registry',
    { allowed: ['logs:*'] },
    {},
    'unable to retrieve ecr registry auth: .*AccessDeniedException: User: .*execution.* is not authorized to perform: ecr:GetAuthorizationToken',
  ],
  [
    'no such secret',
    {},
    {
      secrets: [{ name: 'S', valueFrom: 'arn:aws:secretsmanager:eu-west-1:222222222222:secret:none-AbCdEf' }],
    },
    "unable to retrieve secret from asm: .*ResourceNotFoundException: Secrets Manager can't find the specified secret",
  ],
  [
    'no permission for the secret',
    { allowed: ['ecr:*', 'logs:*'] },
    {
      secrets: [{ name: 'S', valueFrom: 'arn:aws:secretsmanager:eu-west-1:222222222222:secret:none-AbCdEf' }],
    },
    'AccessDeniedException: User: .* is not authorized to perform: secretsmanager:GetSecretValue',
  ],
  [
    'no such parameter',
    {},
    { secrets: [{ name: 'S', valueFrom: '/none' }] },
    'unable to retrieve secrets from ssm: .*invalid ssm parameters: /none',
  ],
  [
    'no such log group',
    {},
    {
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': '/other', 'awslogs-stream-prefix': 'x' },
      },
    },
    'failed to validate logger args: .*ResourceNotFoundException: The specified log group does not exist',
  ],
];

test.each(startFailures)(
  'a task with %s does not start and says why',
  async (_what, options, container, reason) => {
    stage = await on.setStage(options);
    await on.define(stage, forever, container);
    const task = await on.taskIn(stage, await on.runTask(stage), 'STOPPED');
    expect(task).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringMatching(new RegExp(reason)),
    });
  },
);

test('a stopped task ends its program, by force when it takes no notice', async () => {
  stage = await on.setStage();
  await on.define(stage, `process.on('SIGTERM', () => console.log('not yet')); ${forever}`);
  const arn = await on.runTask(stage);
  await on.taskIn(stage, arn, 'RUNNING');
  const own = stage;
  await until(async () => (await on.linesOf(own, arn)).length === 1);
  await on.ecs(stage, 'StopTask', { cluster: 'tray', task: arn, reason: 'enough' });
  const task = await on.taskIn(stage, arn, 'STOPPED');
  expect(task).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'enough',
    containers: [{ exitCode: 137 }],
  });
  expect(await on.linesOf(stage, arn)).toEqual([expect.stringMatching(/^\d+$/), 'not yet']);
});

test('a service replaces a task that exited, and counts as running only what runs', async () => {
  stage = await on.setStage();
  await on.define(stage, forever);
  await on.createService(stage);
  const own = stage;
  await until(async () => (await on.serviceOf(own)).runningCount === 1);
  const [before] = (await on.ecs(stage, 'ListTasks', { cluster: 'tray' })).taskArns as string[];
  await until(async () => (await on.linesOf(own, before ?? '')).length === 1);
  process.kill(Number((await on.linesOf(stage, before ?? ''))[0]), 'SIGKILL');
  await on.taskIn(stage, before ?? '', 'STOPPED');
  await stage.emulator.advanceClock(10);
  await until(async () => (await on.serviceOf(own)).runningCount === 1);
  const [after] = (await on.ecs(stage, 'ListTasks', { cluster: 'tray' })).taskArns as string[];
  expect(after).not.toBe(before);
  await on.ecs(stage, 'DeleteService', { cluster: 'tray', service: 'connector', force: true });
  await until(async () => (await on.serviceOf(own)).status === 'INACTIVE');
});

test('a service whose tasks never start pauses longer and longer, and its circuit breaker opens', async () => {
  stage = await on.setStage({ endpoints: [] });
  await on.define(stage, forever);
  await on.createService(stage, {
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
  });
  const own = stage;
  const failed = async () => Number(list((await on.serviceOf(own)).deployments)[0]?.failedTasks);
  await until(async () => (await failed()) === 1);
  await stage.emulator.advanceClock(6);
  await until(async () => (await failed()) === 2);
  await stage.emulator.advanceClock(6);
  expect(await failed()).toBe(2);
  await stage.emulator.advanceClock(6);
  await until(async () => (await failed()) === 3);
  const service = await on.serviceOf(stage);
  expect(service).toMatchObject({ runningCount: 0, deployments: [{ rolloutState: 'FAILED' }] });
  expect(list(service.events).map(({ message }) => message)).toContainEqual(
    expect.stringContaining('is unable to consistently start tasks successfully'),
  );
  await stage.emulator.advanceClock(3600);
  expect(await failed()).toBe(3);
});

test.each(['close', 'reset'] as const)('no program survives the emulator’s %s', async (how) => {
  stage = await on.setStage();
  await on.define(stage, forever);
  const arn = await on.runTask(stage);
  const own = stage;
  await on.taskIn(stage, arn, 'RUNNING');
  await until(async () => (await on.linesOf(own, arn)).length === 1);
  const pid = Number((await on.linesOf(stage, arn))[0]);
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  await stage.emulator[how]();
  await until(() => !existsSync(`/proc/${pid}`));
  if (how === 'close') stage = undefined;
});

test('a program in a VPC reaches what listens there, and nothing else', async () => {
  stage = await on.setStage();
  const database = createServer((socket) => socket.end('one row\n'));
  await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = database.address() as AddressInfo;
    const { vpcId } = stage.network;
    await stage.emulator.dataPlane.mapAddress({ vpcId, address: '10.0.1.200:5432', to: `127.0.0.1:${port}` });
    await on.define(
      stage,
      `import { connect } from 'node:net';
       connect(5432, '10.0.1.200').on('data', (row) => console.log(String(row).trim()));`,
    );
    const arn = await on.runTask(stage);
    await on.taskIn(stage, arn, 'STOPPED');
    expect(await on.linesOf(stage, arn)).toEqual(['one row']);
  } finally {
    database.close();
  }
});
