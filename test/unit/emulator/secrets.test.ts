import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { list, startStill, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
const secrets = (action: string, body: object = {}) =>
  wire.json('secretsmanager', 'secretsmanager', action, body);
const ssm = (action: string, body: object = {}) => wire.json('ssm', 'AmazonSSM', action, body);

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

test('a secret is found by name, by ARN, and by ARN without its last six characters', async () => {
  const { ARN } = await secrets('CreateSecret', { Name: 'tray/db', SecretString: 'v1' });
  expect(ARN).toMatch(/:secret:tray\/db-[A-Za-z0-9]{6}$/);
  for (const SecretId of ['tray/db', ARN, String(ARN).slice(0, -7)]) {
    expect(await secrets('GetSecretValue', { SecretId })).toMatchObject({ SecretString: 'v1', ARN });
  }
  await expect(secrets('GetSecretValue', { SecretId: 'other' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  });
});

test('a new value is current, and the one before it is previous', async () => {
  await secrets('CreateSecret', { Name: 'db', SecretString: 'v1' });
  await secrets('PutSecretValue', { SecretId: 'db', SecretString: 'v2' });
  await secrets('PutSecretValue', { SecretId: 'db', SecretString: 'v3' });
  const value = async (VersionStage: string) =>
    (await secrets('GetSecretValue', { SecretId: 'db', VersionStage })).SecretString;
  expect([await value('AWSCURRENT'), await value('AWSPREVIOUS')]).toEqual(['v3', 'v2']);
  expect(list((await secrets('ListSecretVersionIds', { SecretId: 'db' })).Versions)).toHaveLength(2);
});

test('a token makes one version, and not two of different values', async () => {
  await secrets('CreateSecret', { Name: 'db' });
  const put = (SecretString: string) =>
    secrets('PutSecretValue', {
      SecretId: 'db',
      SecretString,
      ClientRequestToken: '11111111-2222-3333-4444-555555555555',
    });
  expect(await put('v')).toEqual(await put('v'));
  await expect(put('w')).rejects.toMatchObject({ code: 'ResourceExistsException' });
});

test('a deleted secret can be restored until its window ends, and its name is taken until then', async () => {
  await secrets('CreateSecret', { Name: 'db', SecretString: 'v' });
  await secrets('DeleteSecret', { SecretId: 'db', RecoveryWindowInDays: 7 });
  await expect(secrets('GetSecretValue', { SecretId: 'db' })).rejects.toMatchObject({
    code: 'InvalidRequestException',
  });
  await expect(secrets('CreateSecret', { Name: 'db' })).rejects.toMatchObject({
    message: expect.stringContaining('already scheduled for deletion'),
  });
  await secrets('RestoreSecret', { SecretId: 'db' });
  await emulator.advanceClock(8 * 86_400);
  expect(await secrets('GetSecretValue', { SecretId: 'db' })).toMatchObject({ SecretString: 'v' });
  await secrets('DeleteSecret', { SecretId: 'db', RecoveryWindowInDays: 7 });
  expect(await emulator.resources({ service: 'secretsmanager' })).toEqual([]);
  await emulator.advanceClock(7 * 86_400);
  await secrets('CreateSecret', { Name: 'db' });
});

test('a parameter is read by name, ARN and version, and is overwritten only when asked to', async () => {
  const put = (Value: string, more: object = {}) =>
    ssm('PutParameter', { Name: '/tray/key', Type: 'SecureString', Value, ...more });
  await put('v1');
  await expect(put('v2')).rejects.toMatchObject({ code: 'ParameterAlreadyExists' });
  expect(await put('v2', { Overwrite: true })).toMatchObject({ Version: 2 });
  const arn = 'arn:aws:ssm:eu-west-1:222222222222:parameter/tray/key';
  for (const Name of ['/tray/key', arn, '/tray/key:2']) {
    const { Parameter } = await ssm('GetParameter', { Name, WithDecryption: true });
    expect(Parameter).toMatchObject({ Value: 'v2', ARN: arn, Version: 2 });
  }
  expect((await ssm('GetParameter', { Name: '/tray/key' })).Parameter).not.toMatchObject({ Value: 'v2' });
  await expect(ssm('GetParameter', { Name: '/none' })).rejects.toMatchObject({ code: 'ParameterNotFound' });
});

test('parameters are listed by path, and those that are not there are named', async () => {
  for (const Name of ['/a/1', '/a/b/2', '/c'])
    await ssm('PutParameter', { Name, Type: 'String', Value: Name });
  const below = async (more: object) =>
    list((await ssm('GetParametersByPath', { Path: '/a', ...more })).Parameters).map(({ Name }) => Name);
  expect(await below({})).toEqual(['/a/1']);
  expect(await below({ Recursive: true })).toEqual(['/a/1', '/a/b/2']);
  expect(await ssm('GetParameters', { Names: ['/c', '/none'] })).toMatchObject({
    Parameters: [{ Name: '/c' }],
    InvalidParameters: ['/none'],
  });
});
