/** A VPC with everything that a Fargate task needs before it runs, in parts that a test can leave out. */
import { type Emulator, startEmulator } from '../../../../../emulator/index.ts';
import { list, makeNetwork, record, Wire } from '../../../../unit/emulator/support/wire.ts';
import { until } from './until.ts';

export const ACCOUNT = '222222222222';
export const IMAGE = `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/tray/connector`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/execution`;
const ENDPOINTS = ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm'];

export interface Stage {
  readonly emulator: Emulator;
  readonly wire: Wire;
  readonly network: Awaited<ReturnType<typeof makeNetwork>>;
}

export const ecs = ({ wire }: Stage, action: string, body: object = {}) =>
  wire.json('ecs', 'AmazonEC2ContainerServiceV20141113', action, body);
export const logs = ({ wire }: Stage, action: string, body: object = {}) =>
  wire.json('logs', 'Logs_20140328', action, body);

export async function setStage(
  options: { endpoints?: readonly string[]; s3?: boolean; allowed?: readonly string[] } = {},
): Promise<Stage> {
  const emulator = await startEmulator({ settings: { transitionSeconds: 0 } });
  const wire = new Wire(emulator, { accountId: ACCOUNT });
  const stage = { emulator, wire, network: await makeNetwork(wire) };
  const { vpcId, subnetIds, groupId } = stage.network;
  await wire.query('ec2', 'ModifyVpcAttribute', { VpcId: vpcId, EnableDnsHostnames: { Value: true } });
  await wire.query('ec2', 'AuthorizeSecurityGroupIngress', {
    GroupId: groupId,
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/16' }] }],
  });
  for (const name of options.endpoints ?? ENDPOINTS) {
    await wire.query('ec2', 'CreateVpcEndpoint', {
      VpcId: vpcId,
      VpcEndpointType: 'Interface',
      ServiceName: `com.amazonaws.eu-west-1.${name}`,
      SubnetId: subnetIds.slice(0, 1),
      SecurityGroupId: [groupId],
      PrivateDnsEnabled: true,
    });
  }
  if (options.s3 !== false) {
    const tables = record((await wire.query('ec2', 'DescribeRouteTables')).routeTableSet).item;
    await wire.query('ec2', 'CreateVpcEndpoint', {
      VpcId: vpcId,
      ServiceName: 'com.amazonaws.eu-west-1.s3',
      RouteTableId: list(tables).map(({ routeTableId }) => String(routeTableId)),
    });
  }
  await wire.query('iam', 'CreateRole', {
    RoleName: 'execution',
    AssumeRolePolicyDocument: policy('sts:AssumeRole', { Service: 'ecs-tasks.amazonaws.com' }),
  });
  const allowed = options.allowed ?? [
    'ecr:*',
    'logs:*',
    'secretsmanager:GetSecretValue',
    'ssm:GetParameters',
  ];
  await wire.query('iam', 'PutRolePolicy', {
    RoleName: 'execution',
    PolicyName: 'allowed',
    PolicyDocument: policy(allowed),
  });
  await logs(stage, 'CreateLogGroup', { logGroupName: '/tray' });
  await ecs(stage, 'CreateCluster', { clusterName: 'tray' });
  return stage;
}

function policy(actions: string | readonly string[], principal?: object): string {
  const subject = principal === undefined ? { Resource: '*' } : { Principal: principal };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, ...subject }],
  });
}

/** Maps the image to a program of Node's and registers a task definition of one container. */
export async function define(stage: Stage, source: string, container: object = {}): Promise<void> {
  await stage.emulator.workloads.mapImage({
    image: 'tray/connector',
    command: ['{node}', '--input-type=module', '--eval', source],
  });
  await ecs(stage, 'RegisterTaskDefinition', {
    family: 'connector',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    executionRoleArn: ROLE,
    containerDefinitions: [
      {
        name: 'connector',
        image: `${IMAGE}:4.2.0`,
        essential: true,
        stopTimeout: 1,
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': '/tray',
            'awslogs-region': 'eu-west-1',
            'awslogs-stream-prefix': 'orders',
          },
        },
        ...container,
      },
    ],
  });
}

const placement = ({ network }: Stage) => ({
  cluster: 'tray',
  taskDefinition: 'connector',
  launchType: 'FARGATE',
  networkConfiguration: {
    awsvpcConfiguration: { subnets: network.subnetIds.slice(0, 1), securityGroups: [network.groupId] },
  },
});

/** Runs one task; its ARN. */
export async function runTask(stage: Stage, more: object = {}): Promise<string> {
  const { tasks } = await ecs(stage, 'RunTask', { ...placement(stage), ...more });
  return String(list(tasks)[0]?.taskArn);
}

export async function createService(stage: Stage, more: object = {}): Promise<void> {
  await ecs(stage, 'CreateService', {
    ...placement(stage),
    serviceName: 'connector',
    desiredCount: 1,
    ...more,
  });
}

export async function serviceOf(stage: Stage) {
  const { services } = await ecs(stage, 'DescribeServices', { cluster: 'tray', services: ['connector'] });
  return record(list(services)[0]);
}

export async function taskOf(stage: Stage, arn: string) {
  return record(list((await ecs(stage, 'DescribeTasks', { cluster: 'tray', tasks: [arn] })).tasks)[0]);
}

/** The task once it has the status. */
export async function taskIn(stage: Stage, arn: string, lastStatus: string) {
  await until(async () => (await taskOf(stage, arn)).lastStatus === lastStatus);
  return taskOf(stage, arn);
}

/** What the task's container has logged. */
export async function linesOf(stage: Stage, arn: string): Promise<string[]> {
  const { events } = await logs(stage, 'GetLogEvents', {
    logGroupName: '/tray',
    logStreamName: `orders/connector/${arn.split('/').at(-1)}`,
    startFromHead: true,
  });
  return list(events).map(({ message }) => String(message));
}
