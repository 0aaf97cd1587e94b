import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { type Answer, list, makeNetwork, members, record, startStill, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
let network: Awaited<ReturnType<typeof makeNetwork>>;

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});
beforeEach(async () => {
  await emulator.reset();
  network = await makeNetwork(wire);
});
afterAll(() => emulator.close());

const ecs = (action: string, body: object = {}) =>
  wire.json('ecs', 'AmazonEC2ContainerServiceV20141113', action, body);

const container = { name: 'connector', image: 'registry.example/connector:1', essential: true };
const fargate = {
  family: 'connector',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  containerDefinitions: [container],
};

async function register(change: object = {}): Promise<Answer> {
  return record((await ecs('RegisterTaskDefinition', { ...fargate, ...change })).taskDefinition);
}

async function createService(change: object = {}): Promise<Answer> {
  const answer = await ecs('CreateService', {
    cluster: 'tray',
    serviceName: 'connector',
    taskDefinition: 'connector',
    launchType: 'FARGATE',
    desiredCount: 2,
    networkConfiguration: {
      awsvpcConfiguration: { subnets: network.subnetIds.slice(0, 2), securityGroups: [network.groupId] },
    },
    ...change,
  });
  return record(answer.service);
}

async function describeService(): Promise<Answer> {
  return record(
    list((await ecs('DescribeServices', { cluster: 'tray', services: ['connector'] })).services)[0],
  );
}

async function interfaces(): Promise<Answer[]> {
  return members((await wire.query('ec2', 'DescribeNetworkInterfaces')).networkInterfaceSet, 'item');
}

describe('ECS clusters', () => {
  test('a cluster is described with what is asked for', async () => {
    await ecs('CreateCluster', {
      clusterName: 'tray',
      settings: [{ name: 'containerInsights', value: 'enabled' }],
      tags: [{ key: 'a', value: '1' }],
    });
    const [bare] = list((await ecs('DescribeClusters', { clusters: ['tray'] })).clusters);
    expect(bare).toMatchObject({ status: 'ACTIVE', settings: [], tags: [] });
    const [full] = list(
      (await ecs('DescribeClusters', { clusters: ['tray'], include: ['SETTINGS', 'TAGS'] })).clusters,
    );
    expect(full).toMatchObject({
      settings: [{ name: 'containerInsights', value: 'enabled' }],
      tags: [{ key: 'a', value: '1' }],
    });
  });

  test('one that does not exist is a failure in the answer, one that was deleted is inactive', async () => {
    const missing = await ecs('DescribeClusters', { clusters: ['tray'] });
    expect(missing).toMatchObject({ clusters: [], failures: [{ reason: 'MISSING' }] });
    await ecs('CreateCluster', { clusterName: 'tray' });
    await ecs('DeleteCluster', { cluster: 'tray' });
    expect(await ecs('DescribeClusters', { clusters: ['tray'] })).toMatchObject({
      clusters: [{ status: 'INACTIVE' }],
      failures: [],
    });
    await expect(ecs('ListServices', { cluster: 'tray' })).rejects.toMatchObject({
      code: 'ClusterNotFoundException',
      message: 'Cluster not found.',
    });
    expect(await emulator.resources({ service: 'ecs' })).toEqual([]);
  });

  test('capacity providers are Fargate’s, and a strategy uses those of the cluster', async () => {
    await ecs('CreateCluster', { clusterName: 'tray' });
    const put = (capacityProviders: string[], capacityProvider = 'FARGATE_SPOT') =>
      ecs('PutClusterCapacityProviders', {
        cluster: 'tray',
        capacityProviders,
        defaultCapacityProviderStrategy: [{ capacityProvider, weight: 1 }],
      });
    await expect(put(['mine'], 'mine')).rejects.toMatchObject({ code: 'InvalidParameterException' });
    await expect(put(['FARGATE'])).rejects.toMatchObject({
      message: expect.stringContaining('not associated'),
    });
    await expect(put(['FARGATE', 'FARGATE_SPOT'])).resolves.toBeDefined();
    await register();
    const service = await createService({ launchType: undefined });
    expect(service).toMatchObject({
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }],
    });
    expect(service).not.toHaveProperty('launchType');
  });
});

describe('ECS task definitions', () => {
  test('revisions count up and are never used twice', async () => {
    expect(await register()).toMatchObject({
      revision: 1,
      status: 'ACTIVE',
      compatibilities: ['EC2', 'FARGATE'],
    });
    expect(await register()).toMatchObject({ revision: 2 });
    await ecs('DeregisterTaskDefinition', { taskDefinition: 'connector:2' });
    expect(await register()).toMatchObject({ revision: 3 });
    const { taskDefinitionArns } = await ecs('ListTaskDefinitions', { familyPrefix: 'connector' });
    expect(taskDefinitionArns).toEqual([
      'arn:aws:ecs:eu-west-1:222222222222:task-definition/connector:1',
      'arn:aws:ecs:eu-west-1:222222222222:task-definition/connector:3',
    ]);
  });

  test('containers come back with the fields that ECS fills in', async () => {
    const { containerDefinitions } = await register({
      containerDefinitions: [{ ...container, portMappings: [{ containerPort: 8080 }] }],
    });
    expect(containerDefinitions).toEqual([
      {
        ...container,
        cpu: 0,
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
        portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
      },
    ]);
  });

  test.each<[string, object, string]>([
    [
      'a size that Fargate does not have',
      { cpu: '1024', memory: '1024' },
      'No Fargate configuration exists for given values: 1024 CPU, 1024 memory. See the Amazon ECS documentation for the valid values.',
    ],
    ['no memory', { memory: undefined }, "Fargate requires that 'memory' be defined at the task level."],
    ['the network mode bridge', { networkMode: 'bridge' }, "Fargate only supports network mode 'awsvpc'."],
    ['no containers', { containerDefinitions: [] }, 'Container list cannot be empty.'],
    [
      'a secret without a role to read it',
      { containerDefinitions: [{ ...container, secrets: [{ name: 'A', valueFrom: 'x' }] }] },
      'execution role ARN to support secrets',
    ],
    [
      'a log without a role to write it',
      { containerDefinitions: [{ ...container, logConfiguration: { logDriver: 'awslogs' } }] },
      'execution role ARN to support log driver awslogs',
    ],
    [
      'no essential container',
      { containerDefinitions: [{ ...container, essential: false }] },
      'At least one essential container',
    ],
    ['a role that is none', { taskRoleArn: 'role' }, 'Role is not valid'],
  ])('%s is refused', async (_what, change, why) => {
    await expect(register(change)).rejects.toMatchObject({
      code: 'ClientException',
      message: expect.stringContaining(why),
    });
  });
});

describe('ECS services', () => {
  beforeEach(async () => {
    await ecs('CreateCluster', { clusterName: 'tray' });
    await register();
  });

  test('a service starts its tasks, each with a network interface, and reaches a steady state', async () => {
    expect(await createService()).toMatchObject({
      status: 'ACTIVE',
      desiredCount: 2,
      runningCount: 0,
      pendingCount: 2,
    });
    await emulator.advanceClock(1);
    const service = await describeService();
    expect(service).toMatchObject({
      runningCount: 2,
      pendingCount: 0,
      deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 2 }],
    });
    expect(list(service.events)[0]?.message).toBe('(service connector) has reached a steady state.');
    expect((await interfaces()).map(({ subnetId }) => subnetId).sort()).toEqual(
      network.subnetIds.slice(0, 2).sort(),
    );
    const { taskArns } = await ecs('ListTasks', { cluster: 'tray', serviceName: 'connector' });
    const [task] = list((await ecs('DescribeTasks', { cluster: 'tray', tasks: taskArns })).tasks);
    expect(task).toMatchObject({
      lastStatus: 'RUNNING',
      group: 'service:connector',
      containers: [{ name: 'connector' }],
    });
  });

  test('a new task definition replaces the tasks once the new ones run', async () => {
    await createService();
    await emulator.advanceClock(1);
    await register({ memory: '1024' });
    await ecs('UpdateService', { cluster: 'tray', service: 'connector', taskDefinition: 'connector' });
    expect(await describeService()).toMatchObject({
      runningCount: 2,
      pendingCount: 2,
      deployments: [
        { status: 'PRIMARY', rolloutState: 'IN_PROGRESS' },
        { status: 'ACTIVE', runningCount: 2 },
      ],
    });
    await emulator.advanceClock(1);
    expect(await describeService()).toMatchObject({
      runningCount: 2,
      pendingCount: 0,
      taskDefinition: expect.stringMatching(/connector:2$/),
    });
    await emulator.advanceClock(1);
    expect(await interfaces()).toHaveLength(2);
  });

  test('scaling starts and stops tasks', async () => {
    await createService();
    await emulator.advanceClock(1);
    const scale = (desiredCount: number) =>
      ecs('UpdateService', { cluster: 'tray', service: 'connector', desiredCount });
    await scale(3);
    await emulator.advanceClock(1);
    expect(await describeService()).toMatchObject({ runningCount: 3 });
    await scale(0);
    await emulator.advanceClock(1);
    expect(await describeService()).toMatchObject({ runningCount: 0, desiredCount: 0 });
    expect(await interfaces()).toEqual([]);
  });

  test('deleting drains the service first, and the cluster waits for it', async () => {
    await createService();
    const remove = (force: boolean) => ecs('DeleteService', { cluster: 'tray', service: 'connector', force });
    await expect(remove(false)).rejects.toMatchObject({
      message: 'The service cannot be stopped while it is scaled above 0.',
    });
    await remove(true);
    await expect(ecs('DeleteCluster', { cluster: 'tray' })).rejects.toMatchObject({
      code: 'ClusterContainsServicesException',
    });
    await emulator.advanceClock(1);
    expect(await describeService()).toMatchObject({ status: 'INACTIVE' });
    await ecs('DeleteCluster', { cluster: 'tray' });
    await ecs('DeregisterTaskDefinition', { taskDefinition: 'connector:1' });
    expect(await emulator.resources({ service: 'ecs' })).toEqual([]);
    expect(await interfaces()).toEqual([]);
  });

  test('the same request again, by its token, is the same service; without it is refused', async () => {
    await createService({ clientToken: 'one' });
    await expect(createService({ clientToken: 'one' })).resolves.toMatchObject({ serviceName: 'connector' });
    await expect(createService()).rejects.toMatchObject({
      message: 'Creation of service was not idempotent.',
    });
  });

  test('a service that was deleted can be made anew', async () => {
    await createService({ desiredCount: 0 });
    await ecs('DeleteService', { cluster: 'tray', service: 'connector' });
    await emulator.advanceClock(1);
    await expect(createService()).resolves.toMatchObject({ status: 'ACTIVE' });
  });

  test('ECS services without Fargate there is nowhere to place a task', async () => {
    await createService({ launchType: 'EC2' });
    await emulator.advanceClock(1);
    const service = await describeService();
    expect(service).toMatchObject({ runningCount: 0 });
    expect(list(service.events)[0]?.message).toContain('unable to place a task');
  });

  test.each<[string, object, string]>([
    ['no task definition', { taskDefinition: 'other' }, 'TaskDefinition not found.'],
    [
      'no network',
      { networkConfiguration: undefined },
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      'a subnet that does not exist',
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0123'] } } },
      "The subnet ID 'subnet-0123' does not exist (ErrorCode: InvalidSubnetID.NotFound)",
    ],
    ['a cluster that does not exist', { cluster: 'other' }, 'Cluster not found.'],
  ])('%s is refused', async (_what, change, why) => {
    await expect(createService(change)).rejects.toMatchObject({ message: expect.stringContaining(why) });
    expect(await interfaces()).toEqual([]);
  });

  test('tags are kept on clusters, services and task definitions, and handed to tasks on request', async () => {
    const service = await createService({ tags: [{ key: 'a', value: '1' }], propagateTags: 'SERVICE' });
    const resourceArn = String(service.serviceArn);
    await ecs('TagResource', { resourceArn, tags: [{ key: 'b', value: '2' }] });
    await ecs('UntagResource', { resourceArn, tagKeys: ['a'] });
    expect(await ecs('ListTagsForResource', { resourceArn })).toEqual({ tags: [{ key: 'b', value: '2' }] });
    const { taskArns } = await ecs('ListTasks', { cluster: 'tray' });
    const { tasks } = await ecs('DescribeTasks', { cluster: 'tray', tasks: taskArns, include: ['TAGS'] });
    expect(list(tasks)[0]?.tags).toEqual([{ key: 'a', value: '1' }]);
  });
});
