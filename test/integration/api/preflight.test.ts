import {
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointServiceConfigurationCommand,
  EC2Client,
  ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../api/aws/clients.ts';
import { type PreflightQuestion, principalInspector } from '../../../api/preflight.ts';
import { explain } from '../../../api/reconciler/runner/failure.ts';
import { decide } from '../../../api/reconciler/work/preflight.ts';
import { parseServiceName } from '../../../domain/service-name.ts';
import { type Emulator, startEmulator } from '../../../emulator/index.ts';

const [tray, customer] = ['111111111111', '222222222222'] as const;

const platform = { trayAccountId: tray, partition: 'aws' as const };

let emulator: Emulator;
let aws: AwsClients;
let service: { name: string; id: string };
let hidden: { name: string; id: string };
const clients: { destroy(): void }[] = [];

function keep<T extends { destroy(): void }>(client: T): T {
  clients.push(client);
  return client;
}

function configuration(accountId: string, region: string) {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = emulator.environment(accountId, region);
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return { endpoint: emulator.url, region, credentials, maxAttempts: 3 };
}

async function makeService(cidr: string, zoneIds: readonly string[], allowed: boolean) {
  const ec2 = keep(new EC2Client(configuration(customer, 'eu-west-1')));
  const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `${cidr}.0.0/16` }));
  const subnets: string[] = [];
  for (const [index, zoneId] of zoneIds.entries()) {
    const { Subnet: subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpc?.VpcId,
        AvailabilityZoneId: zoneId,
        CidrBlock: `${cidr}.${index}.0/24`,
      }),
    );
    subnets.push(subnet?.SubnetId ?? '');
  }
  const balancing = keep(new ElasticLoadBalancingV2Client(configuration(customer, 'eu-west-1')));
  const { LoadBalancers } = await balancing.send(
    new CreateLoadBalancerCommand({
      Name: `s-${cidr.replace('.', '-')}`,
      Type: 'network',
      Scheme: 'internal',
      Subnets: subnets,
    }),
  );
  const { ServiceConfiguration } = await ec2.send(
    new CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [LoadBalancers?.[0]?.LoadBalancerArn ?? ''],
      AcceptanceRequired: true,
      SupportedRegions: ['eu-west-1', 'us-east-1'],
    }),
  );
  const made = { name: ServiceConfiguration?.ServiceName ?? '', id: ServiceConfiguration?.ServiceId ?? '' };
  if (allowed) {
    await ec2.send(
      new ModifyVpcEndpointServicePermissionsCommand({
        ServiceId: made.id,
        AddAllowedPrincipals: [`arn:aws:iam::${tray}:root`],
      }),
    );
  }
  return made;
}

beforeAll(async () => {
  emulator = await startEmulator();
  const byRegion = new Map<string, EC2Client>();
  const ec2 = (region: string) => {
    const client = byRegion.get(region) ?? keep(new EC2Client(configuration(tray, region)));
    byRegion.set(region, client);
    return client;
  };
  aws = { ec2, ec2As: (_arn: string, region: string) => ec2(region) } as unknown as AwsClients;
  service = await makeService('10.1', ['euw1-az1', 'euw1-az3'], true);
  hidden = await makeService('10.2', ['euw1-az1'], false);
});
afterEach(() => emulator.clearFaults());
afterAll(async () => {
  for (const client of clients) client.destroy();
  await emulator.close();
});

const ask = (changes: Partial<PreflightQuestion> & { name?: string; accounts?: string[] } = {}) =>
  decide(principalInspector(aws, { accountId: tray, partition: 'aws' }), platform, {
    organization: { id: 'acme', aws_account_ids: changes.accounts ?? [customer] },
    service: parseServiceName(changes.name ?? service.name),
    zoneIds: [],
    region: 'eu-west-1',
    networkZoneIds: [],
    ...changes,
  });

describe('before an endpoint is made', () => {
  test('its zones are those of the service', async () => {
    expect(await ask()).toMatchObject({
      verdict: 'go',
      service: { owner: customer, acceptanceRequired: true },
      serviceZoneIds: ['euw1-az1', 'euw1-az3'],
      endpointZoneIds: ['euw1-az1', 'euw1-az3'],
    });
  });

  test('from another region its zones are the network’s, but for those that cannot reach across', async () => {
    const answer = await ask({ region: 'us-east-1', networkZoneIds: ['use1-az3', 'use1-az2'] });
    expect(answer).toMatchObject({ verdict: 'go', endpointZoneIds: ['use1-az2'] });
  });

  test.each([
    ['does not exist', () => 'com.amazonaws.vpce.eu-west-1.vpce-svc-00000000000000000'],
    ['does not allow the principal', () => hidden.name],
  ])('a service that %s is waited for, as AWS does not tell which it is', async (_what, name) => {
    expect(await ask({ name: name() })).toMatchObject({
      verdict: 'wait',
      reason: { code: 'service_not_visible', awsErrorCode: 'InvalidServiceName' },
    });
  });

  test('a region that the service does not support looks the same, and is named', async () => {
    const answer = await ask({ region: 'ap-southeast-2' });
    expect(answer).toMatchObject({ verdict: 'wait', reason: { code: 'service_not_visible' } });
    expect(answer.verdict === 'wait' && answer.reason.message).toContain('ap-southeast-2');
  });

  test('a service of somebody else is refused, whoever it allows', async () => {
    expect(await ask({ accounts: ['333333333333'] })).toMatchObject({
      verdict: 'refuse',
      reason: { code: 'owner_mismatch', message: expect.stringContaining(customer) },
    });
  });

  test('a service of the organization’s own that passes for a product of the Marketplace is refused', async () => {
    const own = parseServiceName(service.name, { marketplace: true });
    expect(await ask({ service: own })).toMatchObject({
      verdict: 'refuse',
      reason: { code: 'owner_mismatch', message: expect.stringContaining('aws-marketplace') },
    });
  });

  test('a busy AWS is asked again', async () => {
    await emulator.addFault({ kind: 'throttle', action: 'DescribeVpcEndpointServices', count: 1 });
    expect((await ask()).verdict).toBe('go');
  });

  test('an AWS that stays busy is a reason to wait, and no storm', async () => {
    await emulator.clearCalls();
    await emulator.addFault({ kind: 'throttle', action: 'DescribeVpcEndpointServices' });
    const failure = explain(await ask().catch((error: unknown) => error));
    expect(failure.reason.code).toBe('throttled');
    expect((await emulator.calls()).counts['ec2:DescribeVpcEndpointServices']).toBeLessThanOrEqual(3);
  });
});
