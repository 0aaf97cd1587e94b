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
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { AwsClients } from '../../../../api/aws/clients.ts';
import { ConnectionWork } from '../../../../api/reconciler/work/connection-work.ts';
import type { Pass, WorkContext } from '../../../../api/reconciler/work/context.ts';
import { type Emulator, startEmulator } from '../../../../emulator/index.ts';
import { platform, slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { withoutLeases } from '../../support/without-leases.ts';

const [tray, customer, stranger] = ['111111111111', '222222222222', '333333333333'] as const;
const actor = { kind: 'system', component: 'test' } as const;

/** The check of a worker, with the emulator's AWS: who sees a service, and who owns it, decides whose it is. */
describe('a claim on a service', () => {
  let emulator: Emulator;
  let database: TestDatabase;
  let work: ConnectionWork;
  let service: string;
  const clients: { destroy(): void }[] = [];
  const keep = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const configuration = (accountId: string) => {
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = emulator.environment(
      accountId,
      'eu-west-1',
    );
    return {
      endpoint: emulator.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    };
  };

  beforeAll(async () => {
    emulator = await startEmulator();
    database = await createTestDatabase();
    service = await makeService();
    // Tray's account is allowed; another one stands for a principal that the service does not allow.
    const [allowed, refused] = [
      keep(new EC2Client(configuration(tray))),
      keep(new EC2Client(configuration(stranger))),
    ];
    const context = {
      store: withoutLeases(database.store),
      platform,
      aws: {
        ec2: () => allowed,
        ec2As: (arn: string) => (arn.includes('squatter') ? refused : allowed),
      } as unknown as AwsClients,
      logger: pino({ level: 'silent' }),
      backoff: { baseMs: 1_000, capMs: 1_000 },
      // Nothing here comes as far as a run.
      runner: { run: async () => ({ state: 'canceled' }) },
    } as unknown as WorkContext;
    work = new ConnectionWork(context);
    for (const [id, account] of [
      ['owner', customer],
      ['squatter', stranger],
      ['liar', stranger],
    ] as const) {
      await database.store.transaction((held) =>
        held.organizations.put(id, {
          customerName: id,
          awsAccountIds: [account],
          partition: 'aws',
          declaredCidrs: [],
        }),
      );
      await database.store.organizations.settle(id, {
        state: 'ready',
        observedGeneration: 1,
        nextAttemptAt: null,
        attempts: 0,
      });
    }
  }, slow);
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await emulator.close();
    await database.close();
  });

  async function makeService(): Promise<string> {
    const ec2 = keep(new EC2Client(configuration(customer)));
    const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
    const { Subnet: subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpc?.VpcId,
        AvailabilityZoneId: 'euw1-az1',
        CidrBlock: '10.1.0.0/24',
      }),
    );
    const balancing = keep(new ElasticLoadBalancingV2Client(configuration(customer)));
    const { LoadBalancers } = await balancing.send(
      new CreateLoadBalancerCommand({
        Name: 'claimed',
        Type: 'network',
        Scheme: 'internal',
        Subnets: [subnet?.SubnetId ?? ''],
      }),
    );
    const { ServiceConfiguration: made } = await ec2.send(
      new CreateVpcEndpointServiceConfigurationCommand({
        NetworkLoadBalancerArns: [LoadBalancers?.[0]?.LoadBalancerArn ?? ''],
        AcceptanceRequired: true,
      }),
    );
    await ec2.send(
      new ModifyVpcEndpointServicePermissionsCommand({
        ServiceId: made?.ServiceId ?? '',
        AddAllowedPrincipals: [`arn:aws:iam::${tray}:root`],
      }),
    );
    return made?.ServiceName ?? '';
  }

  const create = (id: string, organizationId: string) =>
    database.store.connections.create(
      {
        id,
        organizationId,
        service: { name: service, kind: 'customer', region: 'eu-west-1', zoneIds: [] },
        ports: [{ port: 5432, protocol: 'TCP' }],
        region: 'eu-west-1',
        regionChoice: { crossRegion: false, reason: 'test' },
        hostname: null,
        description: null,
      },
      { actor },
    );
  const look = async (id: string) => {
    const still = new AbortController().signal;
    await work.reconcile(id, { lease: { lease: {}, lost: still }, stop: still } as unknown as Pass);
    return database.store.connections.get(id);
  };

  test('a claim on a service is proven by whom AWS shows the service and whose account owns it, not by who asked first', async () => {
    await create('squatting', 'squatter');
    expect(await look('squatting')).toMatchObject({
      state: 'checking',
      reason: { code: 'service_not_visible' },
      claim_proven_at: null,
    });
    // It is shown to this one, too, but is not theirs: that proves nothing either.
    await create('lying', 'liar');
    expect(await look('lying')).toMatchObject({ state: 'failed', reason: { code: 'owner_mismatch' } });

    await create('owning', 'owner');
    expect(await look('owning')).toMatchObject({ state: 'provisioning', claim_proven_at: expect.any(Date) });
    const ended = await database.store.connections.get('squatting');
    expect(ended).toMatchObject({
      state: 'failed',
      endpoint_id: null,
      reason: { code: 'service_name_taken' },
    });
    expect(JSON.stringify(ended?.reason)).not.toMatch(/owner|owning/);
    const [last] = await database.store.events.list({ connectionId: 'squatting', order: 'desc', limit: 1 });
    expect(last).toMatchObject({
      from_state: 'checking',
      to_state: 'failed',
      actor: { kind: 'system', component: 'reconciler' },
    });
  });

  test('a claim on a service ends a request that nobody had ended yet, before AWS is asked', async () => {
    const { id } = await database.db
      .selectFrom('connections')
      .select('id')
      .where('id', '=', 'squatting')
      .executeTakeFirstOrThrow();
    // As many rivals as one transaction does not end; here one, put back where it was.
    const client = await database.pool.connect();
    try {
      await client.query('set session_replication_role = replica');
      await client.query("update connections set state = 'checking', reason = null where id = $1", [id]);
    } finally {
      client.release(true);
    }
    expect(await look(id)).toMatchObject({ state: 'failed', reason: { code: 'service_name_taken' } });
  });
});
