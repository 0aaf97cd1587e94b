import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { list, members, startStill, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const query = (action: string, params = {}) => wire.query('monitoring', action, params);
const json = (action: string, body = {}) =>
  wire.json('monitoring', 'GraniteServiceVersion20100801', action, body);

const alarm = {
  AlarmName: 'drops',
  Namespace: 'AWS/PrivateLinkEndpoints',
  MetricName: 'PacketsDropped',
  Statistic: 'Sum',
  Period: 300,
  EvaluationPeriods: 2,
  Threshold: 0.5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};
const arn = 'arn:aws:cloudwatch:eu-west-1:222222222222:alarm:drops';

describe('CloudWatch alarms', () => {
  test('an alarm made with a form reads back the same in JSON, with its types', async () => {
    await query('PutMetricAlarm', { ...alarm, Dimensions: [{ Name: 'VPC Endpoint Id', Value: 'vpce-1' }] });
    expect(list((await json('DescribeAlarms', { AlarmNames: ['drops'] })).MetricAlarms)).toMatchObject([
      {
        ...alarm,
        AlarmArn: arn,
        ActionsEnabled: true,
        StateValue: 'INSUFFICIENT_DATA',
        AlarmConfigurationUpdatedTimestamp: Date.UTC(2025, 0, 1) / 1000,
        Dimensions: [{ Name: 'VPC Endpoint Id', Value: 'vpce-1' }],
      },
    ]);
    const [inXml] = members((await query('DescribeAlarms')).MetricAlarms);
    expect(inXml).toMatchObject({
      AlarmConfigurationUpdatedTimestamp: '2025-01-01T00:00:00.000Z',
      Threshold: '0.5',
    });
  });

  test('CBOR carries the same, with times as times', async () => {
    const cbor = (action: string, body = {}) =>
      wire.cbor('monitoring', 'GraniteServiceVersion20100801', action, body);
    await cbor('PutMetricAlarm', { ...alarm, Dimensions: [{ Name: 'VPC Endpoint Id', Value: 'vpce-1' }] });
    expect(list((await cbor('DescribeAlarms', { AlarmNames: ['drops'] })).MetricAlarms)).toMatchObject([
      { ...alarm, AlarmArn: arn, StateUpdatedTimestamp: new Date('2025-01-01T00:00:00.000Z') },
    ]);
    await expect(cbor('DeleteAlarms', { AlarmNames: ['other'] })).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
    await expect(cbor('GetDashboard')).rejects.toMatchObject({ code: 'UnknownOperationException' });
  });

  test('the same name again changes the alarm but neither its state nor its tags', async () => {
    await json('PutMetricAlarm', { ...alarm, Tags: [{ Key: 'a', Value: '1' }] });
    await json('SetAlarmState', { AlarmName: 'drops', StateValue: 'ALARM', StateReason: 'test' });
    await json('PutMetricAlarm', { ...alarm, Threshold: 2, Tags: [{ Key: 'b', Value: '2' }] });
    expect(list((await json('DescribeAlarms')).MetricAlarms)).toMatchObject([
      { Threshold: 2, StateValue: 'ALARM' },
    ]);
    expect((await json('ListTagsForResource', { ResourceARN: arn })).Tags).toEqual([
      { Key: 'a', Value: '1' },
    ]);
  });

  test('an alarm on an expression needs exactly one metric that counts', async () => {
    const { MetricName, Namespace, Statistic, Period, ...rest } = alarm;
    const metric = (ReturnData: boolean) => ({
      Id: 'm1',
      ReturnData,
      MetricStat: { Metric: { Namespace, MetricName }, Period, Stat: Statistic },
    });
    const expression = { Id: 'e1', Expression: 'm1/2' };
    await expect(
      json('PutMetricAlarm', { ...rest, Metrics: [expression, metric(true)] }),
    ).rejects.toMatchObject({
      message: 'Exactly one element of the metrics list should return data.',
    });
    await json('PutMetricAlarm', { ...rest, Metrics: [expression, metric(false)] });
    const [described] = list((await json('DescribeAlarms')).MetricAlarms);
    expect(list(described?.Metrics)).toMatchObject([{ Id: 'e1', ReturnData: true }, metric(false)]);
  });

  test.each([
    [{ Period: 45 }, 'Period must be 10, 20, 30 or a multiple of 60'],
    [{ Period: 30 }, 'at least 60 seconds'],
    [{ EvaluationPeriods: 289 }, 'more than 86400 seconds'],
    [{ ComparisonOperator: 'More' }, "Value 'More' at 'comparisonOperator'"],
    [{ AlarmActions: ['topic'] }, 'Invalid arn syntax'],
    [{ AlarmActions: ['arn:aws:sns:us-east-1:222222222222:t'] }, 'Only eu-west-1 is supported'],
    [{ Statistic: undefined }, 'Exactly one of Statistic and ExtendedStatistic'],
  ])('%j is refused', async (change, why) => {
    await expect(json('PutMetricAlarm', { ...alarm, ...change })).rejects.toMatchObject({
      code: 'ValidationError',
      message: expect.stringContaining(why),
    });
  });

  test('deleting several alarms deletes none when one of them does not exist', async () => {
    await json('PutMetricAlarm', alarm);
    await expect(query('DeleteAlarms', { AlarmNames: ['drops', 'other'] })).rejects.toMatchObject({
      code: 'ResourceNotFound',
      status: 404,
    });
    expect(await emulator.resources()).toHaveLength(1);
    await query('DeleteAlarms', { AlarmNames: ['drops'] });
    expect(await emulator.resources()).toEqual([]);
  });

  test('alarms are found by prefix and state, page by page', async () => {
    for (const name of ['a1', 'a2', 'b1']) await json('PutMetricAlarm', { ...alarm, AlarmName: name });
    const first = await json('DescribeAlarms', { AlarmNamePrefix: 'a', MaxRecords: 1 });
    const second = await json('DescribeAlarms', {
      AlarmNamePrefix: 'a',
      MaxRecords: 1,
      NextToken: first.NextToken,
    });
    expect(list(second.MetricAlarms).map(({ AlarmName }) => AlarmName)).toEqual(['a2']);
    expect(second.NextToken).toBeUndefined();
    expect((await json('DescribeAlarms', { StateValue: 'OK' })).MetricAlarms).toEqual([]);
  });
});
