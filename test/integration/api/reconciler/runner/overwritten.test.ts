import { tmpdir } from 'node:os';
import { DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { nameTaken } from '../../../../../api/reconciler/runner/reclaim/conflicts.ts';
import { Reclaimer } from '../../../../../api/reconciler/runner/reclaim/reclaimer.ts';
import { wantedOf } from '../../../../../api/reconciler/runner/reclaim/wanted.ts';
import { Synthesis } from '../../../../../api/reconciler/stacks/synthesis.ts';
import type { Connection, Organization } from '../../../../../api/store/schema.ts';
import { StateDocument } from '../../../../../api/terraform-state/document.ts';
import { AddressPool } from '../../../../../domain/address-pool.ts';
import { slow } from '../../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { type EmulatedAws, region, startEmulatedAws, tray } from '../../../support/emulated-aws.ts';

let aws: EmulatedAws;
let database: TestDatabase;
let reclaimer: Reclaimer;

beforeAll(async () => {
  [aws, database] = await Promise.all([startEmulatedAws(), createTestDatabase()]);
  reclaimer = new Reclaimer({
    store: database.store,
    aws: aws.clients,
    platform: { trayAccountId: tray, partition: 'aws' },
    logger: pino({ level: 'silent' }),
  });
}, slow);
afterAll(() => Promise.all([aws.close(), database.close()]));
beforeEach(() => aws.emulator.reset());

const document = new Synthesis(
  {
    trayAccountId: tray,
    partition: 'aws',
    regions: [region],
    addressPool: new AddressPool({ cidr: '100.64.0.0/10' }),
    zone: 'privatelink.tray.internal',
    acceptanceDays: 14,
  },
  {},
  tmpdir(),
).connection(
  {
    id: 'acme',
    customer_name: 'Acme',
    aws_account_ids: ['222222222222'],
    partition: 'aws',
  } as unknown as Organization,
  {
    id: 'acme-db',
    region,
    service_name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
    service_region: region,
    service_kind: 'customer',
    ports: [{ port: 5432, protocol: 'TCP' }],
    hostname: null,
  } as unknown as Connection,
  {
    vpcId: 'vpc-1',
    cidr: '100.64.0.0/24',
    subnetIds: { 'euw1-az1': 'subnet-1' },
    zoneName: 'privatelink.tray.internal',
    hostedZoneId: 'Z000000NETWORK',
  },
  { zoneIds: ['euw1-az1'], stage: 'requested' },
);
const target = {
  stack: 'conn-acme-db',
  organizationId: 'acme',
  region,
  action: 'apply' as const,
  endpointsOfPrincipal: true,
  otherNames: async () => new Set<string>(),
};
const [alarm] = wantedOf([document], 'aws_cloudwatch_metric_alarm');
const { address = '', configuration, tags = {} } = alarm ?? {};
const name = String(configuration?.alarm_name);

const put = (Tags: Readonly<Record<string, string>>) =>
  aws.clients.cloudWatch(region).send(
    new PutMetricAlarmCommand({
      AlarmName: name,
      AlarmDescription: 'as it was',
      MetricName: 'Anything',
      Namespace: 'Somebody',
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Period: 60,
      Threshold: 1,
      Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
const ask = (state?: StateDocument) =>
  reclaimer.overwritten(target, { document, state, imports: [] }, AbortSignal.timeout(30_000));
const callsOf = async (action: string) => (await aws.emulator.calls()).counts[`monitoring:${action}`] ?? 0;

test('an alarm of somebody else’s is not overwritten: the run is refused with its name', async () => {
  await put({ team: 'billing' });
  const { imports, foreign } = await ask();
  expect({ imports, foreign }).toEqual({ imports: [], foreign: [address] });
  const reason = nameTaken({ address, words: '' }, document, undefined);
  expect(reason).toMatchObject({ code: 'name_taken', message: expect.stringContaining(`alarm ${name}`) });
  const { MetricAlarms = [] } = await aws.clients.cloudWatch(region).send(new DescribeAlarmsCommand({}));
  expect(MetricAlarms.map(({ AlarmDescription }) => AlarmDescription)).toEqual(['as it was']);
});

test('an alarm with some of the stack’s tags, or with those of another stack, is somebody else’s', async () => {
  const [first] = Object.entries(tags);
  for (const others of [
    Object.fromEntries(first ? [first] : []),
    { ...tags, 'tray:connection-id': 'globex-db' },
  ]) {
    await aws.emulator.reset();
    await put(others);
    expect((await ask()).foreign).toEqual([address]);
  }
});

test('the stack’s own alarm, that no state knows, is imported', async () => {
  await put(tags);
  expect(await ask()).toEqual({ imports: [{ address, importId: name }], foreign: [] });
});

test('nothing is asked for alarms that the state holds, and a name that is free is free', async () => {
  const state = StateDocument.parse(
    JSON.stringify({
      version: 4,
      serial: 1,
      lineage: 'one',
      resources: wantedOf([document], 'aws_cloudwatch_metric_alarm').map((one) => ({
        mode: 'managed',
        type: 'aws_cloudwatch_metric_alarm',
        name: one.address.split('.')[1],
        instances: [{ attributes: { id: one.configuration.alarm_name } }],
      })),
    }),
  );
  const before = await callsOf('DescribeAlarms');
  expect(await ask(state)).toEqual({ imports: [], foreign: [] });
  expect(await callsOf('DescribeAlarms')).toBe(before);
  expect(await ask()).toEqual({ imports: [], foreign: [] });
  expect(await callsOf('DescribeAlarms')).toBeGreaterThan(before);
});
