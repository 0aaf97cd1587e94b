import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { until } from '../../../support/eventually.ts';
import { TRAY } from '../support/aws.ts';
import { connected, end, PORT } from './support/scenario.ts';
import { entrance, hello, request } from './support/socks-client.ts';

test("an alarm over an endpoint's dropped packets goes to ALARM when some are dropped, and back to OK", async () => {
  const scenario = await connected({ accepted: false });
  const { aws, from, names, endpointId } = scenario;
  try {
    const { VpcEndpoints } = await aws
      .ec2(TRAY)
      .send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }));
    const { ServiceName = '', VpcId = '' } = VpcEndpoints?.[0] ?? {};
    const cloudWatch = new CloudWatchClient({
      endpoint: aws.emulator.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: `AKIA0000${TRAY}`, secretAccessKey: 'any' },
    });
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'dropped',
        Namespace: 'AWS/PrivateLinkEndpoints',
        MetricName: 'PacketsDropped',
        Dimensions: Object.entries({
          'Endpoint Type': 'Interface',
          'Service Name': ServiceName,
          'VPC Endpoint Id': endpointId,
          'VPC Id': VpcId,
        }).map(([Name, Value]) => ({ Name, Value })),
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      }),
    );
    const state = async () =>
      (await cloudWatch.send(new DescribeAlarmsCommand({}))).MetricAlarms?.[0]?.StateValue;
    expect(await state()).toBe('INSUFFICIENT_DATA');
    await aws.emulator.advanceClock(60);
    expect(await state()).toBe('OK');
    const socket = entrance(aws.emulator);
    socket.write(Buffer.concat([hello(from), request(names[0] ?? '', PORT)]));
    await until(async () => (await aws.emulator.dataPlane.counters())[0]?.PacketsDropped === 1);
    socket.destroy();
    await aws.emulator.advanceClock(60);
    expect(await state()).toBe('ALARM');
    await aws.emulator.advanceClock(60);
    expect(await state()).toBe('OK');
    cloudWatch.destroy();
  } finally {
    await end(scenario);
  }
});
