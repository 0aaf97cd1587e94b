import { tmpdir } from 'node:os';
import { CreateSubnetCommand, CreateVpcCommand } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Reclaimer, type ReclaimTarget } from '../../../../../api/reconciler/runner/reclaim/reclaimer.ts';
import {
  type Configuration,
  literal,
  wantedOf,
} from '../../../../../api/reconciler/runner/reclaim/wanted.ts';
import { Synthesis } from '../../../../../api/reconciler/stacks/synthesis.ts';
import type { Connector, Network, Organization } from '../../../../../api/store/schema.ts';
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
).connectors(
  {
    id: 'acme',
    customer_name: 'Acme',
    aws_account_ids: ['222222222222'],
    partition: 'aws',
  } as unknown as Organization,
  { region, aws_services: ['ecr.api', 'ecr.dkr', 'logs'] } as unknown as Network,
  {
    vpcId: 'vpc-1',
    cidr: '100.64.0.0/24',
    subnetIds: { 'euw1-az1': 'subnet-1' },
    hostedZoneId: 'Z1',
    zoneName: 'privatelink.tray.internal',
  },
  {
    connectors: [
      {
        id: 'reader',
        image: `${tray}.dkr.ecr.${region}.amazonaws.com/tray/reader:1`,
        command: null,
        cpu: 256,
        memory: 512,
        task_count: 1,
        environment: {},
        secrets: {},
        connections: [],
      } as unknown as Connector,
    ],
    connections: [],
  },
);

const target = (action: ReclaimTarget['action']): ReclaimTarget => ({
  stack: `connectors-acme-${region}`,
  organizationId: 'acme',
  region,
  action,
  endpointsOfPrincipal: false,
  otherNames: async () => new Set(),
});

function wanted(type: string) {
  const [one] = wantedOf([document], type);
  if (one?.tags === undefined) throw new Error(`no ${type}`);
  return { ...one, tags: Object.entries(one.tags).map(([key, value]) => ({ key, value })) };
}

const text = (configuration: Configuration, name: string) => literal(configuration[name]) ?? '';

/** As a run made them whose state was never written. */
async function makeAll(): Promise<void> {
  const ecs = aws.clients.ecs(region);
  const cluster = wanted('aws_ecs_cluster');
  await ecs.send(
    new CreateClusterCommand({ clusterName: text(cluster.configuration, 'name'), tags: cluster.tags }),
  );
  const definition = wanted('aws_ecs_task_definition');
  const family = text(definition.configuration, 'family');
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'reader', image: 'image:1', essential: true }],
      tags: definition.tags,
    }),
  );
  const { Vpc } = await aws.ec2.send(new CreateVpcCommand({ CidrBlock: '100.64.0.0/24' }));
  const { Subnet } = await aws.ec2.send(
    new CreateSubnetCommand({ VpcId: Vpc?.VpcId ?? '', CidrBlock: '100.64.0.0/27' }),
  );
  const service = wanted('aws_ecs_service');
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'tray-acme',
      serviceName: text(service.configuration, 'name'),
      taskDefinition: family,
      desiredCount: 0,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: [Subnet?.SubnetId ?? ''] } },
      tags: service.tags,
    }),
  );
}

const signal = new AbortController().signal;

describe('what an interrupted run left of connectors', () => {
  test('the cluster and the service are imported, a task definition that nobody knows goes', async () => {
    await makeAll();
    const { imports, surplus } = await reclaimer.look(
      target('apply'),
      { documents: [document], state: undefined },
      signal,
    );
    expect(imports.map(({ address, importId }) => `${address.split('.')[0]} ${importId}`)).toEqual([
      'aws_ecs_cluster tray-acme',
      'aws_ecs_service tray-acme/reader',
    ]);
    expect(surplus).toMatchObject([
      { type: 'aws_ecs_task_definition', id: expect.stringContaining('tray-acme-reader:1') },
    ]);
  });

  test('all of it goes when nothing is wanted any more', async () => {
    await makeAll();
    const { surplus } = await reclaimer.look(
      target('destroy'),
      { documents: [document], state: undefined },
      signal,
    );
    expect(surplus.map(({ type }) => type)).toEqual([
      'aws_ecs_service',
      'aws_ecs_task_definition',
      'aws_ecs_cluster',
    ]);
    const blocked = await reclaimer.remove(target('destroy'), surplus, {
      patient: true,
      signal,
      onRemoved: () => {},
    });
    expect(blocked).toEqual([]);
    const ecs = aws.clients.ecs(region);
    const { taskDefinitionArns } = await ecs.send(new ListTaskDefinitionsCommand({ status: 'ACTIVE' }));
    expect(taskDefinitionArns).toEqual([]);
    await expect(ecs.send(new ListServicesCommand({ cluster: 'tray-acme' }))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
    });
  });

  test('a cluster of somebody else’s that has the name is not taken over', async () => {
    await aws.clients.ecs(region).send(new CreateClusterCommand({ clusterName: 'tray-acme' }));
    const names = { document, state: undefined, imports: [] };
    expect(await reclaimer.overwritten(target('apply'), names, signal)).toEqual({
      imports: [],
      foreign: [wanted('aws_ecs_cluster').address],
    });
    const { imports, surplus } = await reclaimer.look(
      target('apply'),
      { documents: [document], state: undefined },
      signal,
    );
    expect([imports, surplus]).toEqual([[], []]);
  });

  test('a cluster that the stack made is imported before it is created again', async () => {
    await makeAll();
    const { imports, foreign } = await reclaimer.overwritten(
      target('apply'),
      { document, state: undefined, imports: [] },
      signal,
    );
    expect(foreign).toEqual([]);
    expect(imports).toMatchObject([{ importId: 'tray-acme' }]);
  });
});
