import {
  AcceptVpcEndpointConnectionsCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  CreateVpcEndpointServiceConfigurationCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  ModifyVpcEndpointServicePermissionsCommand,
  RejectVpcEndpointConnectionsCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { AwsClients } from '../../../../../api/aws/clients.ts';
import { Observer } from '../../../../../api/reconciler/observation/observer.ts';
import { StrayEndpoints } from '../../../../../api/reconciler/observation/stray-endpoints.ts';
import { type LeaseHolder, Leases } from '../../../../../api/store/leases.ts';
import { identify, type ProcessIdentity } from '../../../../../api/terraform/process-identity.ts';
import { type Emulator, startEmulator } from '../../../../../emulator/index.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';

const [tray, customer] = ['111111111111', '222222222222'] as const;
const region = 'eu-west-1';
const system = { kind: 'system', component: 'test' } as const;

let emulator: Emulator;
let database: TestDatabase;
let ec2: EC2Client;
let customerEc2: EC2Client;
let observer: Observer;
let leases: Leases;
let service: { id: string; name: string };
let vpcId: string;
let subnetId: string;
const holder: LeaseHolder = { worker: 'test', process: identify() as ProcessIdentity };

function configuration(accountId: string) {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = emulator.environment(accountId, region);
  return {
    endpoint: emulator.url,
    region,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  };
}

async function place(client: EC2Client, cidr: string) {
  const { Vpc: vpc } = await client.send(new CreateVpcCommand({ CidrBlock: cidr }));
  const { Subnet: subnet } = await client.send(
    new CreateSubnetCommand({ VpcId: vpc?.VpcId, CidrBlock: cidr, AvailabilityZoneId: 'euw1-az1' }),
  );
  return { vpcId: vpc?.VpcId ?? '', subnetId: subnet?.SubnetId ?? '' };
}

beforeAll(async () => {
  emulator = await startEmulator();
  database = await createTestDatabase();
  ec2 = new EC2Client(configuration(tray));
  customerEc2 = new EC2Client(configuration(customer));
  ({ vpcId, subnetId } = await place(ec2, '100.64.0.0/24'));
  const theirs = await place(customerEc2, '10.30.0.0/24');
  const balancing = new ElasticLoadBalancingV2Client(configuration(customer));
  const { LoadBalancers } = await balancing.send(
    new CreateLoadBalancerCommand({
      Name: 's',
      Type: 'network',
      Scheme: 'internal',
      Subnets: [theirs.subnetId],
    }),
  );
  balancing.destroy();
  const { ServiceConfiguration } = await customerEc2.send(
    new CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [LoadBalancers?.[0]?.LoadBalancerArn ?? ''],
      AcceptanceRequired: true,
    }),
  );
  service = { id: ServiceConfiguration?.ServiceId ?? '', name: ServiceConfiguration?.ServiceName ?? '' };
  await customerEc2.send(
    new ModifyVpcEndpointServicePermissionsCommand({
      ServiceId: service.id,
      AddAllowedPrincipals: [`arn:aws:iam::${tray}:root`],
    }),
  );
  leases = new Leases(database.db, 30_000);
  const aws = { ec2: () => ec2, ec2As: () => ec2 } as unknown as AwsClients;
  const logger = pino({ level: 'silent' });
  observer = new Observer({
    store: database.store,
    aws,
    accountId: tray,
    regions: [region],
    strays: new StrayEndpoints({ store: database.store, leases, aws, trayAccountId: tray, holder, logger }),
    logger,
    intervalMs: 0,
  });
  await database.store.transaction((store) =>
    store.organizations.put('acme', {
      customerName: 'Acme',
      awsAccountIds: [customer],
      partition: 'aws',
      declaredCidrs: [],
    }),
  );
});
afterAll(async () => {
  ec2?.destroy();
  customerEc2?.destroy();
  await emulator?.close();
  await database?.close();
});

async function endpoint(connectionId: string): Promise<string> {
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: vpcId,
      SubnetIds: [subnetId],
      ServiceName: service.name,
      VpcEndpointType: 'Interface',
      TagSpecifications: [
        {
          ResourceType: 'vpc-endpoint',
          Tags: [
            { Key: 'tray:managed-by', Value: 'tray-privatelink' },
            { Key: 'tray:connection-id', Value: connectionId },
          ],
        },
      ],
    }),
  );
  return VpcEndpoint?.VpcEndpointId ?? '';
}

let number = 0;
/** A connection whose endpoint waits for the customer since a while. */
async function pending(): Promise<{ id: string; endpointId: string }> {
  const id = `acme-${++number}`;
  const { connections } = database.store;
  await connections.create(
    {
      id,
      organizationId: 'acme',
      service: { name: service.name, kind: 'customer', region, zoneIds: ['euw1-az1'] },
      ports: [{ port: 5432, protocol: 'TCP' }],
      region,
      regionChoice: { crossRegion: false, reason: 'test' },
      hostname: null,
      description: null,
    },
    { actor: system },
  );
  const endpointId = await endpoint(id);
  await connections.transition(id, { from: 'requested', to: 'checking', actor: system });
  await connections.transition(id, { from: 'checking', to: 'provisioning', actor: system });
  await connections.transition(id, {
    from: 'provisioning',
    to: 'pending_acceptance',
    actor: system,
    endpointId,
    awsState: 'pendingAcceptance',
    acceptanceRequestedAt: new Date(Date.now() - 3_600_000),
    nextAttemptAt: null,
  });
  return { id, endpointId };
}

async function look(times = 1): Promise<void> {
  for (let time = 0; time < times; time++) {
    await database.query('update region_observations set next_at = now()');
    await observer.observe(new AbortController().signal);
  }
}

/** How often AWS was asked for endpoints so far. */
const listings = async () => (await emulator.calls()).counts['ec2:DescribeVpcEndpoints'] ?? 0;

const accept = (endpointId: string) =>
  customerEc2.send(
    new AcceptVpcEndpointConnectionsCommand({ ServiceId: service.id, VpcEndpointIds: [endpointId] }),
  );
const reject = (endpointId: string) =>
  customerEc2.send(
    new RejectVpcEndpointConnectionsCommand({ ServiceId: service.id, VpcEndpointIds: [endpointId] }),
  );

describe('observation', () => {
  test('observation notices an acceptance, as something that happened at AWS, and calls a worker', async () => {
    const { id, endpointId } = await pending();
    await accept(endpointId);
    await emulator.advanceClock(120);
    await look();
    const row = await database.store.connections.get(id);
    expect(row).toMatchObject({
      state: 'configuring',
      aws_state: 'available',
      endpoint_dns_name: expect.stringContaining(endpointId),
      endpoint_zonal_dns_names: [{ zoneId: 'euw1-az1', dnsName: expect.any(String) }],
    });
    expect(row?.next_attempt_at?.getTime()).toBeLessThanOrEqual(Date.now());
    const [last] = await database.store.events.list({ connectionId: id, order: 'desc', limit: 1 });
    expect(last).toMatchObject({ actor: { kind: 'aws' }, aws_request_id: expect.any(String) });
  });

  test('observation notices a rejection, and an acceptance after it', async () => {
    const { id, endpointId } = await pending();
    await reject(endpointId);
    await look();
    expect(await database.store.connections.get(id)).toMatchObject({
      state: 'rejected',
      reason: { code: 'endpoint_rejected' },
    });
    await accept(endpointId);
    await emulator.advanceClock(120);
    await look();
    expect((await database.store.connections.get(id))?.state).toBe('configuring');
  });

  test('believes that an endpoint is gone only when it is missing twice', async () => {
    const { id, endpointId } = await pending();
    await look();
    await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }));
    await emulator.advanceClock(600);
    await look();
    expect((await database.store.connections.get(id))?.state).toBe('pending_acceptance');
    await look();
    expect(await database.store.connections.get(id)).toMatchObject({
      state: 'failed',
      aws_state: 'deleted',
      reason: { code: 'endpoint_deleted_elsewhere' },
    });
  });

  test('observation asks AWS once for all connections of a region', async () => {
    await Promise.all([pending(), pending(), pending()]);
    const before = await listings();
    await look();
    expect((await listings()) - before).toBe(1);
  });

  test('observation is one worker’s turn at a time', async () => {
    await database.query("update region_observations set next_at = now() + interval '1 hour'");
    const before = await listings();
    await observer.observe(new AbortController().signal);
    expect(await listings()).toBe(before);
  });

  test('observation goes on with what it can see when AWS refuses', async () => {
    const { id, endpointId } = await pending();
    await reject(endpointId);
    await emulator.addFault({
      kind: 'error',
      action: 'DescribeVpcEndpoints',
      status: 403,
      code: 'UnauthorizedOperation',
      count: 1,
    });
    await look();
    expect((await database.store.connections.get(id))?.state).toBe('pending_acceptance');
    await look();
    expect((await database.store.connections.get(id))?.state).toBe('rejected');
  });
});

describe('an endpoint that no run knows of', () => {
  const live = async (connectionId: string) => {
    const { VpcEndpoints = [] } = await ec2.send(
      new DescribeVpcEndpointsCommand({
        Filters: [{ Name: 'tag:tray:connection-id', Values: [connectionId] }],
      }),
    );
    return VpcEndpoints.filter(({ State }) => !/delet/i.test(State ?? '')).map(
      ({ VpcEndpointId }) => VpcEndpointId,
    );
  };

  test('an endpoint that no run knows of is deleted once it was seen twice, and the connection’s own stays', async () => {
    const { id, endpointId } = await pending();
    const stray = await endpoint(id);
    await look();
    expect(await live(id)).toHaveLength(2);
    await look();
    expect(await live(id)).toEqual([endpointId]);
    const [last] = await database.store.events.list({ connectionId: id, order: 'desc', limit: 1 });
    expect(last).toMatchObject({ type: 'noted', reason: { message: expect.stringContaining(stray) } });
  });

  test('an endpoint that no run knows of is left alone while somebody works on the stack', async () => {
    const { id } = await pending();
    await endpoint(id);
    const lease = await leases.acquire(`conn-${id}`, holder);
    await look(3);
    expect(await live(id)).toHaveLength(2);
    if (lease) await leases.release(lease);
    await look();
    expect(await live(id)).toHaveLength(1);
  });

  test('an endpoint that no run knows of of a connection that this database does not know is somebody else’s', async () => {
    const other = await endpoint('of-another-installation');
    await look(3);
    expect(await live('of-another-installation')).toEqual([other]);
  });
});
