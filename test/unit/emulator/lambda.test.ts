import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteSubnetCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { until } from '../../support/eventually.ts';
import { type Aws, CUSTOMER, type Keys, startAws, TRAY } from './support/aws.ts';
import { codeOf, makePlace, roleSession } from './support/private-link.ts';

let aws: Aws;
let mine: LambdaClient;

const lambdaOf = (who: string | Keys) =>
  new LambdaClient({
    endpoint: aws.emulator.url,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: typeof who === 'string' ? { accessKeyId: `AKIA0000${who}`, secretAccessKey: 'any' } : who,
  });

const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('emulator-function-'));

beforeEach(async () => {
  aws = await startAws();
  mine = lambdaOf(TRAY);
});

afterEach(() => aws.emulator.close());

const ROLE = `arn:aws:iam::${TRAY}:role/function`;
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DeleteNetworkInterface',
];

async function makeRole(actions: readonly string[] = INTERFACES, service = 'lambda.amazonaws.com') {
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await aws.query(TRAY, 'iam', {
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName: 'function',
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
    }),
  });
  if (actions.length === 0) return;
  await aws.query(TRAY, 'iam', {
    Action: 'PutRolePolicy',
    Version: '2010-05-08',
    RoleName: 'function',
    PolicyName: 'own',
    PolicyDocument: document({ Effect: 'Allow', Action: actions, Resource: '*' }),
  });
}

const zip = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

const create = (source: string, more: Partial<CreateFunctionCommandInput> = {}) =>
  mine.send(
    new CreateFunctionCommand({
      FunctionName: 'probe',
      Runtime: 'nodejs22.x',
      Role: ROLE,
      Handler: 'index.handler',
      Code: { ZipFile: zip({ 'index.mjs': source }) },
      ...more,
    }),
  );

async function made(source: string, more: Partial<CreateFunctionCommandInput> = {}) {
  await makeRole();
  await create(source, more);
  await aws.emulator.advanceClock(1);
}

async function invoke(event: unknown, more: Partial<InvokeCommandInput> = {}, client = mine) {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: 'probe', Payload: strToU8(JSON.stringify(event)), ...more }),
  );
  const text = Buffer.from(answer.Payload ?? []).toString();
  return { ...answer, value: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

describe('an invocation', () => {
  test('runs the code with its environment, and leaves nothing', async () => {
    await made(
      `export const handler = async (event, context) => ({
        event, mine: process.env.MINE, region: process.env.AWS_REGION, name: process.env.AWS_LAMBDA_FUNCTION_NAME,
        hasKeys: (process.env.AWS_ACCESS_KEY_ID ?? '').startsWith('ASIA'), left: context.getRemainingTimeInMillis() > 0 });`,
      { Environment: { Variables: { MINE: 'yes' } }, Timeout: 30 },
    );
    const { value, StatusCode, FunctionError } = await invoke({ a: 1 });
    expect([StatusCode, FunctionError]).toEqual([200, undefined]);
    expect(value).toEqual({
      event: { a: 1 },
      mine: 'yes',
      region: 'eu-west-1',
      name: 'probe',
      hasKeys: true,
      left: true,
    });
    expect(folders()).toEqual([]);
  });

  test('of CommonJS with a callback works', async () => {
    await made('', {
      Code: {
        ZipFile: zip({ 'index.js': 'exports.handler = (event, context, done) => done(null, event.a + 1);' }),
      },
      Timeout: 30,
    });
    expect((await invoke({ a: 1 })).value).toBe(2);
  });

  test('that throws answers the error with its trace, and the tail of its log', async () => {
    await made(`export const handler = () => { console.log('before'); throw new TypeError('no'); };`, {
      Timeout: 30,
    });
    const { value, FunctionError, LogResult } = await invoke({}, { LogType: 'Tail' });
    expect(FunctionError).toBe('Unhandled');
    expect(value).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'no',
      trace: expect.arrayContaining(['TypeError: no']),
    });
    const log = Buffer.from(LogResult ?? '', 'base64').toString();
    expect(log).toMatch(/^START RequestId: [\s\S]*INFO\tbefore[\s\S]*\nREPORT RequestId: /);
  });

  test.each([
    ['may write', ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], true],
    ['may make a stream and write nothing', ['logs:CreateLogGroup', 'logs:CreateLogStream'], false],
  ])(
    'leaves its lines in CloudWatch Logs as far as its role lets it: one that %s',
    async (_what, actions, writes) => {
      await makeRole(actions);
      await create(`export const handler = () => { console.log('a row'); };`);
      await aws.emulator.advanceClock(1);
      await invoke({});
      const logs = new CloudWatchLogsClient({
        endpoint: aws.emulator.url,
        region: 'eu-west-1',
        credentials: { accessKeyId: `AKIA0000${TRAY}`, secretAccessKey: 'any' },
      });
      const logGroupName = '/aws/lambda/probe';
      const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
      expect(logStreams).toHaveLength(1);
      const logStreamName = logStreams?.[0]?.logStreamName ?? '';
      const { events = [] } = await logs.send(
        new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
      );
      logs.destroy();
      const lines = [/^START RequestId: /, /INFO\ta row$/, /^END RequestId: /, /^REPORT RequestId: /];
      expect(events.map(({ message }) => message)).toEqual(
        writes ? lines.map((line) => expect.stringMatching(line)) : [],
      );
    },
  );

  test('that takes too long is ended', async () => {
    await made('export const handler = () => new Promise(() => setInterval(() => {}, 1000));', {
      Timeout: 1,
    });
    const { value, FunctionError } = await invoke({});
    expect(FunctionError).toBe('Unhandled');
    expect(value).toMatchObject({
      errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
    });
    expect(folders()).toEqual([]);
  });

  test('whose process exits says so', async () => {
    await made('export const handler = () => process.exit(7);', { Timeout: 30 });
    expect((await invoke({})).value).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 7'),
    });
  });

  test('of a handler that is not there says so', async () => {
    await made('export const other = 1;', { Timeout: 30 });
    expect((await invoke({})).value).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
  });

  test('beyond the reserved concurrency is throttled, and one after it is not', async () => {
    await made('export const handler = () => new Promise((go) => setTimeout(go, 1500));', { Timeout: 30 });
    await mine.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'probe', ReservedConcurrentExecutions: 1 }),
    );
    const first = invoke({});
    await until(async () => folders().length === 1);
    await expect(invoke({})).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    expect((await first).StatusCode).toBe(200);
    expect((await invoke({})).StatusCode).toBe(200);
  });

  test('does not run as a dry run, and is not waited for as an event', async () => {
    await made('export const handler = () => new Promise(() => setInterval(() => {}, 1000));', {
      Timeout: 60,
    });
    expect((await invoke({}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(folders()).toEqual([]);
    expect((await invoke({}, { InvocationType: 'Event' })).StatusCode).toBe(202);
    await until(async () => folders().length === 1);
    await aws.emulator.reset();
    await until(async () => folders().length === 0);
  });

  test('takes no payload over 6 MB, and none that is no JSON', async () => {
    await made('export const handler = () => 1;', { Timeout: 30 });
    expect(await codeOf(invoke('x'.repeat(6_291_456)))).toBe('RequestTooLargeException');
    expect(await codeOf(invoke({}, { Payload: strToU8('{') }))).toBe('InvalidRequestContentException');
  });

  test('is throttled by a fault of the control API', async () => {
    await made('export const handler = () => 1;', { Timeout: 30 });
    await aws.emulator.addFault({ kind: 'throttle', service: 'lambda', action: 'Invoke', count: 1 });
    expect(await codeOf(invoke({}))).toBe('TooManyRequestsException');
    expect((await invoke({})).value).toBe(1);
  });

  test("needs the caller's policy or the function's, and a Deny beats both", async () => {
    await made('export const handler = () => 1;', { Timeout: 30 });
    const allow = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' };
    const allowed = lambdaOf(await roleSession(aws, [allow], { roleName: 'allowed' }));
    const bare = lambdaOf(await roleSession(aws, [], { roleName: 'bare' }));
    const denied = lambdaOf(
      await roleSession(aws, [allow, { ...allow, Effect: 'Deny' }], { roleName: 'denied' }),
    );
    expect((await invoke({}, {}, allowed)).value).toBe(1);
    expect(await codeOf(invoke({}, {}, bare))).toBe('AccessDeniedException');
    for (const name of ['bare', 'denied']) {
      await mine.send(
        new AddPermissionCommand({
          FunctionName: 'probe',
          StatementId: name,
          Action: 'lambda:InvokeFunction',
          Principal: `arn:aws:iam::${TRAY}:role/${name}`,
        }),
      );
    }
    expect((await invoke({}, {}, bare)).value).toBe(1);
    expect(await codeOf(invoke({}, {}, denied))).toBe('AccessDeniedException');
    const FunctionName = `arn:aws:lambda:eu-west-1:${TRAY}:function:probe`;
    expect(await codeOf(invoke({}, { FunctionName }, lambdaOf(CUSTOMER)))).toBe('AccessDeniedException');
  });
});

describe('a function', () => {
  test('stands in its subnets until a while after it went', async () => {
    await makeRole();
    const place = await makePlace(aws, TRAY);
    const { SecurityGroups } = await aws.ec2(TRAY).send(new DescribeSecurityGroupsCommand({}));
    const VpcConfig = {
      SubnetIds: [...place.subnetIds],
      SecurityGroupIds: [SecurityGroups?.[0]?.GroupId ?? ''],
    };
    const { State } = await create('export const handler = () => 1;', { VpcConfig });
    expect(State).toBe('Pending');
    expect(await codeOf(invoke({}))).toBe('ResourceConflictException');
    await aws.emulator.advanceClock(1);
    const { Configuration } = await mine.send(new GetFunctionCommand({ FunctionName: 'probe' }));
    expect(Configuration).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
    const interfaces = async () =>
      (await aws.ec2(TRAY).send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces ?? [];
    expect(await interfaces()).toMatchObject([
      {
        Description: expect.stringMatching(/^AWS Lambda VPC ENI-probe-/),
        RequesterId: 'amazon-aws',
        InterfaceType: 'lambda',
        SubnetId: place.subnetIds[0],
      },
    ]);
    await mine.send(new DeleteFunctionCommand({ FunctionName: 'probe' }));
    const remove = () =>
      codeOf(aws.ec2(TRAY).send(new DeleteSubnetCommand({ SubnetId: place.subnetIds[0] })));
    expect(await remove()).toBe('DependencyViolation');
    await aws.emulator.advanceClock(1);
    expect(await interfaces()).toEqual([]);
    expect(await remove()).toBe('no error');
  });

  test.each([
    ['Lambda may not assume', INTERFACES, 'ec2.amazonaws.com', /cannot be assumed by Lambda/],
    [
      'may make no interfaces',
      [],
      'lambda.amazonaws.com',
      /permissions to call CreateNetworkInterface on EC2/,
    ],
  ])('is refused with a role that %s', async (_what, actions, service, message) => {
    await makeRole(actions, service);
    const place = await makePlace(aws, TRAY);
    const { SecurityGroups } = await aws.ec2(TRAY).send(new DescribeSecurityGroupsCommand({}));
    const VpcConfig = {
      SubnetIds: [...place.subnetIds],
      SecurityGroupIds: [SecurityGroups?.[0]?.GroupId ?? ''],
    };
    await expect(create('export const handler = () => 1;', { VpcConfig })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ['that leaves its folder', zip({ '../evil.mjs': '1' })],
    ['that is none', strToU8('not a zip')],
    ['with nothing in it', zip({})],
  ])('is refused with a zip %s', async (_what, ZipFile) => {
    await makeRole();
    expect(await codeOf(create('', { Code: { ZipFile } }))).toBe('InvalidParameterValueException');
  });
});
