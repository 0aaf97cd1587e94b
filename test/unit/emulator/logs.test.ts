import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { list, startStill, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
const name = '/tray/connectors/acme';
const arn = `arn:aws:logs:eu-west-1:222222222222:log-group:${name}`;

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const logs = (action: string, body = {}) => wire.json('logs', 'Logs_20140328', action, body);

async function groups(): Promise<Record<string, unknown>[]> {
  return list((await logs('DescribeLogGroups', { logGroupNamePrefix: '/tray/' })).logGroups);
}

describe('CloudWatch Logs groups', () => {
  test('a group is described with both forms of its ARN', async () => {
    await logs('CreateLogGroup', { logGroupName: name });
    expect(await groups()).toMatchObject([
      { logGroupName: name, arn: `${arn}:*`, logGroupArn: arn, logGroupClass: 'STANDARD', storedBytes: 0 },
    ]);
  });

  test('the same name again is refused, and so is a name with other characters', async () => {
    await logs('CreateLogGroup', { logGroupName: name });
    await expect(logs('CreateLogGroup', { logGroupName: name })).rejects.toMatchObject({
      code: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
    await expect(logs('CreateLogGroup', { logGroupName: 'a b' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  test('retention is one of the periods that AWS knows, and can be taken away', async () => {
    await logs('CreateLogGroup', { logGroupName: name });
    await logs('PutRetentionPolicy', { logGroupName: name, retentionInDays: 30 });
    expect(await groups()).toMatchObject([{ retentionInDays: 30 }]);
    await expect(
      logs('PutRetentionPolicy', { logGroupName: name, retentionInDays: 31 }),
    ).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message: expect.stringContaining("Value '31' at 'retentionInDays'"),
    });
    await logs('DeleteRetentionPolicy', { logGroupName: name });
    expect((await groups())[0]).not.toHaveProperty('retentionInDays');
  });

  test('a key can be attached when the group is made or later, and detached', async () => {
    const key = 'arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    await logs('CreateLogGroup', { logGroupName: name, kmsKeyId: key });
    expect(await groups()).toMatchObject([{ kmsKeyId: key }]);
    await logs('DisassociateKmsKey', { logGroupName: name });
    await expect(logs('AssociateKmsKey', { logGroupName: name, kmsKeyId: 'alias/x' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
    expect((await groups())[0]).not.toHaveProperty('kmsKeyId');
  });

  test('tags are the same through the calls by ARN and the older ones by name', async () => {
    await logs('CreateLogGroup', { logGroupName: name, tags: { a: '1' } });
    await logs('TagLogGroup', { logGroupName: name, tags: { b: '2' } });
    await logs('UntagResource', { resourceArn: arn, tagKeys: ['a'] });
    await expect(logs('ListTagsForResource', { resourceArn: arn })).resolves.toEqual({ tags: { b: '2' } });
    await expect(logs('ListTagsLogGroup', { logGroupName: name })).resolves.toEqual({ tags: { b: '2' } });
    await expect(logs('ListTagsForResource', { resourceArn: `${arn}:*` })).resolves.toEqual({
      tags: { b: '2' },
    });
  });

  test('a group that is gone is not found', async () => {
    await logs('CreateLogGroup', { logGroupName: name });
    await logs('DeleteLogGroup', { logGroupName: name });
    await expect(logs('DeleteLogGroup', { logGroupName: name })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    expect(await emulator.resources()).toEqual([]);
  });

  test('pages go on after the last group of the page before', async () => {
    for (const letter of ['a', 'b', 'c']) await logs('CreateLogGroup', { logGroupName: `/tray/${letter}` });
    const first = await logs('DescribeLogGroups', { limit: 2 });
    await logs('DeleteLogGroup', { logGroupName: '/tray/b' });
    const second = await logs('DescribeLogGroups', { limit: 2, nextToken: first.nextToken });
    expect(list(second.logGroups).map((group) => group.logGroupName)).toEqual(['/tray/c']);
    expect(second.nextToken).toBeUndefined();
  });

  test('streams belong to a group, resource policies to the account', async () => {
    await logs('CreateLogGroup', { logGroupName: name });
    await logs('CreateLogStream', { logGroupName: name, logStreamName: 's' });
    await expect(logs('CreateLogStream', { logGroupName: name, logStreamName: 's' })).rejects.toMatchObject({
      code: 'ResourceAlreadyExistsException',
    });
    expect(list((await logs('DescribeLogStreams', { logGroupName: name })).logStreams)).toHaveLength(1);
    await logs('PutResourcePolicy', { policyName: 'p', policyDocument: '{"Statement":[]}' });
    await expect(logs('PutResourcePolicy', { policyName: 'p', policyDocument: 'x' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
    await logs('DeleteResourcePolicy', { policyName: 'p' });
    expect((await logs('DescribeResourcePolicies')).resourcePolicies).toEqual([]);
  });
});
