import { CreateVpcCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defined } from '../../../domain/defined.ts';
import { startEmulator } from '../../../emulator/index.ts';
import { type Aws, CUSTOMER, startAws, TRAY } from './support/aws.ts';
import { codeOf, endpointState, makePlace, makeService, requestEndpoint } from './support/private-link.ts';

describe('the control API', () => {
  let aws: Aws;

  beforeEach(async () => {
    aws = await startAws();
  });

  afterEach(() => aws.emulator.close());

  const describeVpcs = (account = TRAY, region = 'eu-west-1') =>
    codeOf(aws.ec2(account, region).send(new DescribeVpcsCommand({})));
  const createVpc = () => aws.ec2(TRAY).send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const control = (method: string, path: string, body?: string) =>
    fetch(`${aws.emulator.url}/_emulator/${path}`, { method, ...defined({ body }) });

  describe('faults', () => {
    test('throttle as often as asked, in the service’s own words', async () => {
      await aws.emulator.addFault({ kind: 'throttle', action: 'DescribeVpcs', count: 2 });
      await aws.emulator.addFault({ kind: 'throttle', service: 'sts' });
      expect([await describeVpcs(), await describeVpcs(), await describeVpcs()]).toEqual([
        'RequestLimitExceeded',
        'RequestLimitExceeded',
        'no error',
      ]);
      expect(await codeOf(aws.sts(TRAY).send(new GetCallerIdentityCommand({})))).toBe('Throttling');
    });

    test('hit only the account and region that they name', async () => {
      await aws.emulator.addFault({ kind: 'error', accountId: TRAY, region: 'eu-west-1' });
      expect(await describeVpcs(TRAY, 'eu-west-1')).toBe('InternalError');
      expect(await describeVpcs(TRAY, 'us-east-1')).toBe('no error');
      expect(await describeVpcs(CUSTOMER, 'eu-west-1')).toBe('no error');
    });

    test('carry a code and status of one’s own, after letting calls pass', async () => {
      await aws.emulator.addFault({
        kind: 'error',
        code: 'Unavailable',
        message: 'Come back later',
        status: 503,
        skip: 1,
        count: 1,
      });
      expect([await describeVpcs(), await describeVpcs(), await describeVpcs()]).toEqual([
        'no error',
        'Unavailable',
        'no error',
      ]);
    });

    test('cut the connection before the work is done, or only lose the answer', async () => {
      await aws.emulator.addFault({ kind: 'drop', action: 'CreateVpc', count: 1 });
      await expect(createVpc()).rejects.toThrow();
      expect(await aws.emulator.resources({ type: 'vpc' })).toHaveLength(0);
      await aws.emulator.addFault({ kind: 'drop', action: 'CreateVpc', when: 'after', count: 1 });
      await expect(createVpc()).rejects.toThrow();
      expect(await aws.emulator.resources({ type: 'vpc' })).toHaveLength(1);
    });

    test('faults make calls slow', async () => {
      await aws.emulator.addFault({ kind: 'latency', milliseconds: 60 });
      const started = performance.now();
      await describeVpcs();
      expect(performance.now() - started).toBeGreaterThanOrEqual(55);
    });

    test('faults keep what a call started in its transitional state until they are removed', async () => {
      const service = await makeService(aws, { acceptanceRequired: false });
      const place = await makePlace(aws, TRAY);
      const fault = await aws.emulator.addFault({ kind: 'stuck', action: 'CreateVpcEndpoint', count: 1 });
      const stuck = await requestEndpoint(aws, TRAY, place, service.serviceName);
      const free = await requestEndpoint(aws, TRAY, place, service.serviceName);
      await aws.emulator.advanceClock(3600);
      expect(await endpointState(aws, TRAY, stuck)).toBe('pending');
      expect(await endpointState(aws, TRAY, free)).toBe('available');
      await aws.emulator.removeFault(fault.id);
      expect(await endpointState(aws, TRAY, stuck)).toBe('available');
    });

    test('faults are listed with their hits, and removed one by one or all at once', async () => {
      const fault = await aws.emulator.addFault({ kind: 'throttle', action: 'DescribeVpcs' });
      await describeVpcs();
      expect(await aws.emulator.faults()).toEqual([{ ...fault, hits: 1 }]);
      await aws.emulator.removeFault(fault.id);
      await expect(aws.emulator.removeFault(fault.id)).rejects.toThrow(fault.id);
      await aws.emulator.addFault({ kind: 'throttle' });
      await aws.emulator.clearFaults();
      expect(await describeVpcs()).toBe('no error');
    });

    test.each([
      ['{}', 'kind'],
      ['{"kind":"fire"}', 'kind'],
      ['{"kind":"throttle","accountId":"12"}', 'accountId'],
      ['{"kind":"throttle","count":0}', 'count'],
      ['{"kind":"throttle","colour":"red"}', 'colour'],
      ['[]', 'body'],
      ['{', 'JSON'],
    ])('faults refuse %s and say why', async (body, complaint) => {
      const response = await control('POST', 'faults', body);
      expect(response.status).toBe(400);
      expect(JSON.stringify(await response.json())).toContain(complaint);
    });
  });

  test('eventual consistency hides a new resource from the first reads', async () => {
    await aws.emulator.changeSettings({ readsBeforeVisible: 2 });
    const { Vpc } = await createVpc();
    const byId = () => codeOf(aws.ec2(TRAY).send(new DescribeVpcsCommand({ VpcIds: [Vpc?.VpcId ?? ''] })));
    expect([await byId(), await byId(), await byId()]).toEqual([
      'InvalidVpcID.NotFound',
      'InvalidVpcID.NotFound',
      'no error',
    ]);
  });

  test('the clock only goes forward, and what is due happens at once', async () => {
    const before = await control('GET', 'clock').then((response) => response.json());
    const { now } = await aws.emulator.advanceClock(86_400);
    expect(Date.parse(now) - Date.parse((before as { now: string }).now)).toBe(86_400_000);
    for (const body of ['{"advanceSeconds":-1}', '{"advanceSeconds":"1"}', '{}', 'null']) {
      expect((await control('POST', 'clock', body)).status).toBe(400);
    }
  });

  test('calls are counted and remembered with caller, outcome and ignored parameters', async () => {
    await aws.query(TRAY, 'ec2', { Action: 'DescribeVpcs', Colour: 'red' });
    await aws.query(TRAY, 'ec2', { Action: 'DescribeVpcs', 'VpcId.1': 'vpc-1' });
    const { counts, calls } = await aws.emulator.calls();
    expect(counts).toEqual({ 'ec2:DescribeVpcs': 2 });
    expect(calls).toEqual([
      expect.objectContaining({
        accountId: TRAY,
        region: 'eu-west-1',
        status: 200,
        ignoredParameters: ['Colour'],
      }),
      expect.objectContaining({ status: 400, errorCode: 'InvalidVpcID.Malformed' }),
    ]);
  });

  test('reset leaves no resource, fault, call or session', async () => {
    await createVpc();
    await aws.emulator.addFault({ kind: 'throttle' });
    await aws.emulator.changeSettings({ transitionSeconds: 5 });
    await aws.emulator.reset();
    expect(await aws.emulator.resources()).toEqual([]);
    expect(await aws.emulator.faults()).toEqual([]);
    expect((await aws.emulator.calls()).calls).toEqual([]);
    expect(await control('GET', 'settings').then((response) => response.json())).toMatchObject({
      transitionSeconds: 1,
    });
  });

  test('accounts come with the environment that points clients at the emulator', async () => {
    const accounts = await control('GET', 'accounts?region=us-east-1').then((response) => response.json());
    expect(accounts).toContainEqual({
      accountId: CUSTOMER,
      environment: aws.emulator.environment(CUSTOMER, 'us-east-1'),
    });
    expect(aws.emulator.environment(CUSTOMER, 'us-east-1')).toMatchObject({
      AWS_ENDPOINT_URL: aws.emulator.url,
      AWS_ACCESS_KEY_ID: `AKIA0000${CUSTOMER}`,
      AWS_REGION: 'us-east-1',
    });
  });

  test('unknown paths and methods are named', async () => {
    expect((await control('GET', 'nothing')).status).toBe(404);
    expect((await control('PUT', 'faults')).status).toBe(405);
  });

  test('only loopback addresses are served', async () => {
    await expect(startEmulator({ host: '0.0.0.0' })).rejects.toThrow('loopback');
    await expect(startEmulator({ host: '127.0.0.1.example.com' })).rejects.toThrow('loopback');
    await expect(startEmulator({ accounts: ['12'] })).rejects.toThrow('twelve digits');
  });
});
