import { CreateSubnetCommand, CreateVpcCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { execa } from 'execa';
import { accounts } from './support/fleet.ts';
import { createProducer, type Producer } from './support/producer.ts';
import { createWorld, type World } from './support/world.ts';

jest.setTimeout(3 * 60_000);

const region = 'eu-west-1';
const installed = (await execa('aws', ['--version'], { reject: false })).exitCode === 0;

let world: World;
let producer: Producer;
let endpointId: string;

/** The plain AWS CLI with the environment that the emulator prints. Its answer, or its error text. */
async function aws(accountId: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr, exitCode } = await execa('aws', ['ec2', ...args, '--output', 'json'], {
    env: world.environment(accountId, region),
    reject: false,
    timeout: 60_000,
    stdin: 'ignore',
  });
  if (exitCode !== 0) return { error: stderr.trim() };
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

// The AWS CLI is not part of the project, and a machine without it can run everything else.
const describeWithCli = installed ? describe : describe.skip;

describeWithCli('the plain AWS CLI', () => {
  beforeAll(async () => {
    world = await createWorld();
    producer = await createProducer(world, {
      accountId: accounts.acme,
      region,
      zoneId: 'euw1-az1',
      allowedPrincipals: [`arn:aws:iam::${accounts.tray}:root`],
    });
  });

  afterAll(() => world?.close());

  test('describe-vpc-endpoint-services tells the consumer owner, zones and acceptance', async () => {
    const answer = await aws(
      accounts.tray,
      'describe-vpc-endpoint-services',
      '--service-names',
      producer.serviceName,
    );
    expect(answer.ServiceDetails).toMatchObject([
      {
        ServiceName: producer.serviceName,
        ServiceId: producer.serviceId,
        Owner: accounts.acme,
        AcceptanceRequired: true,
        ServiceRegion: region,
      },
    ]);
  });

  test('a service that one may not see does not exist', async () => {
    const answer = await aws(
      accounts.globex,
      'describe-vpc-endpoint-services',
      '--service-names',
      producer.serviceName,
    );
    expect(answer.error).toBe(
      `An error occurred (InvalidServiceName) when calling the DescribeVpcEndpointServices operation: The Vpc Endpoint Service '${producer.serviceName}' does not exist`,
    );
  });

  test('create-vpc-endpoint asks, describe-vpc-endpoints shows the waiting request', async () => {
    const ec2 = world.ec2(accounts.tray, region);
    const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '100.64.0.0/24' }));
    const { Subnet: subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpc?.VpcId,
        AvailabilityZoneId: 'euw1-az1',
        CidrBlock: '100.64.0.0/26',
      }),
    );
    const { SecurityGroups: groups } = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc?.VpcId ?? ''] }] }),
    );
    const created = await aws(
      accounts.tray,
      'create-vpc-endpoint',
      ...[
        '--vpc-endpoint-type',
        'Interface',
        '--vpc-id',
        String(vpc?.VpcId),
        '--service-name',
        producer.serviceName,
      ],
      ...['--subnet-ids', String(subnet?.SubnetId), '--security-group-ids', String(groups?.[0]?.GroupId)],
    );
    endpointId = String((created.VpcEndpoint as { VpcEndpointId: string }).VpcEndpointId);
    const { VpcEndpoints: endpoints } = await aws(
      accounts.tray,
      'describe-vpc-endpoints',
      '--vpc-endpoint-ids',
      endpointId,
    );
    expect(endpoints).toMatchObject([{ VpcEndpointId: endpointId, State: 'pendingAcceptance' }]);
  });

  test('describe-vpc-endpoint-connections shows it to the producer', async () => {
    const answer = await aws(accounts.acme, 'describe-vpc-endpoint-connections');
    expect(answer.VpcEndpointConnections).toMatchObject([
      { ServiceId: producer.serviceId, VpcEndpointId: endpointId, VpcEndpointOwner: accounts.tray },
    ]);
  });

  test('accept-vpc-endpoint-connections accepts it, and names what it could not accept', async () => {
    const stranger = 'vpce-0123456789abcdef0';
    const accept = (id: string) =>
      aws(
        accounts.acme,
        'accept-vpc-endpoint-connections',
        '--service-id',
        producer.serviceId,
        '--vpc-endpoint-ids',
        id,
      );
    expect((await accept(stranger)).Unsuccessful).toMatchObject([
      { ResourceId: stranger, Error: { Code: 'InvalidVpcEndpoint.NotFound' } },
    ]);
    expect((await accept(endpointId)).Unsuccessful).toEqual([]);
    const { VpcEndpoints: endpoints } = await aws(
      accounts.tray,
      'describe-vpc-endpoints',
      '--vpc-endpoint-ids',
      endpointId,
    );
    expect(['pending', 'available']).toContain((endpoints as { State: string }[])[0]?.State);
  });
});
