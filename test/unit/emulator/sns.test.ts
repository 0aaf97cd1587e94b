import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { members, record, startStill, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
const arn = 'arn:aws:sns:eu-west-1:222222222222:alarms';

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const sns = (action: string, params = {}) => wire.query('sns', action, params);

async function attributes(): Promise<Record<string, unknown>> {
  const answer = await sns('GetTopicAttributes', { TopicArn: arn });
  return Object.fromEntries(members(answer.Attributes, 'entry').map(({ key, value }) => [key, value]));
}

describe('SNS topics', () => {
  test('creating a topic twice gives the same topic; other tags or attributes are refused', async () => {
    await expect(sns('CreateTopic', { Name: 'alarms' })).resolves.toMatchObject({ TopicArn: arn });
    await expect(sns('CreateTopic', { Name: 'alarms' })).resolves.toMatchObject({ TopicArn: arn });
    await expect(
      sns('CreateTopic', { Name: 'alarms', Tags: [{ Key: 'a', Value: 'b' }] }),
    ).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: 'Invalid parameter: Tags Reason: Topic already exists with different tags',
    });
  });

  test('a topic has a default policy that names its owner, until another one is set', async () => {
    await sns('CreateTopic', { Name: 'alarms' });
    expect(JSON.parse(String((await attributes()).Policy))).toMatchObject({ Id: '__default_policy_ID' });
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'vpce.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: arn,
        },
      ],
    });
    await sns('SetTopicAttributes', { TopicArn: arn, AttributeName: 'Policy', AttributeValue: policy });
    expect((await attributes()).Policy).toBe(policy);
  });

  test.each([
    ['{', 'failed to parse JSON'],
    [JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'sns:Publish' }] }), 'PrincipalNotFound'],
    [
      JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] }),
      'action out of service scope',
    ],
  ])('the policy %s is refused', async (policy, why) => {
    await sns('CreateTopic', { Name: 'alarms' });
    await expect(
      sns('SetTopicAttributes', { TopicArn: arn, AttributeName: 'Policy', AttributeValue: policy }),
    ).rejects.toMatchObject({ code: 'InvalidParameter', message: expect.stringContaining(why) });
  });

  test('a topic that does not exist is NotFound, and deleting it is no error', async () => {
    await expect(sns('GetTopicAttributes', { TopicArn: arn })).rejects.toMatchObject({
      code: 'NotFound',
      status: 404,
    });
    await expect(sns('DeleteTopic', { TopicArn: arn })).resolves.toBeDefined();
  });

  test('tags can be added, changed and removed', async () => {
    await sns('CreateTopic', { Name: 'alarms', Tags: [{ Key: 'a', Value: '1' }] });
    await sns('TagResource', {
      ResourceArn: arn,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '3' },
      ],
    });
    await sns('UntagResource', { ResourceArn: arn, TagKeys: ['b'] });
    expect(members((await sns('ListTagsForResource', { ResourceArn: arn })).Tags)).toEqual([
      { Key: 'a', Value: '2' },
    ]);
  });

  test('topics are listed a hundred at a time', async () => {
    for (let index = 0; index < 101; index += 1) await sns('CreateTopic', { Name: `t${index}` });
    const first = await sns('ListTopics');
    const second = await sns('ListTopics', { NextToken: String(first.NextToken) });
    expect(members(first.Topics)).toHaveLength(100);
    expect(members(second.Topics)).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('SNS subscriptions', () => {
  test('AWS endpoints are confirmed at once, people and web servers are asked first', async () => {
    await sns('CreateTopic', { Name: 'alarms' });
    const queue = await sns('Subscribe', {
      TopicArn: arn,
      Protocol: 'sqs',
      Endpoint: 'arn:aws:sqs:eu-west-1:222222222222:q',
    });
    const mail = await sns('Subscribe', { TopicArn: arn, Protocol: 'email', Endpoint: 'ops@example.com' });
    expect(String(queue.SubscriptionArn)).toContain(`${arn}:`);
    expect(mail.SubscriptionArn).toBe('pending confirmation');
    expect(await attributes()).toMatchObject({ SubscriptionsConfirmed: '1', SubscriptionsPending: '1' });
    const listed = members((await sns('ListSubscriptionsByTopic', { TopicArn: arn })).Subscriptions);
    expect(listed.map(({ SubscriptionArn }) => SubscriptionArn)).toContain('PendingConfirmation');
  });

  test('deleting the topic takes its subscriptions along', async () => {
    await sns('CreateTopic', { Name: 'alarms' });
    const { SubscriptionArn } = await sns('Subscribe', {
      TopicArn: arn,
      Protocol: 'lambda',
      Endpoint: 'arn:aws:lambda:eu-west-1:222222222222:function:f',
    });
    await sns('DeleteTopic', { TopicArn: arn });
    await expect(
      sns('GetSubscriptionAttributes', { SubscriptionArn: String(SubscriptionArn) }),
    ).rejects.toMatchObject({ code: 'NotFound' });
    expect(await emulator.resources()).toEqual([]);
    expect(record(await emulator.calls()).counts).toBeDefined();
  });
});
