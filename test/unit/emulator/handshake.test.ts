import {
  AcceptVpcEndpointConnectionsCommand,
  DeleteVpcEndpointServiceConfigurationsCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointConnectionsCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointServicePermissionsCommand,
  RejectVpcEndpointConnectionsCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Aws, CUSTOMER, STRANGER, startAws, TRAY } from './support/aws.ts';
import {
  codeOf,
  endpointState,
  makePlace,
  makeService,
  type Place,
  requestEndpoint,
  type Service,
} from './support/private-link.ts';

describe('the handshake of two accounts', () => {
  let aws: Aws;
  let service: Service;
  let place: Place;

  beforeEach(async () => {
    aws = await startAws();
    service = await makeService(aws);
    place = await makePlace(aws, TRAY);
  });

  afterEach(() => aws.emulator.close());

  const accept = (...ids: string[]) =>
    aws
      .ec2(CUSTOMER)
      .send(new AcceptVpcEndpointConnectionsCommand({ ServiceId: service.serviceId, VpcEndpointIds: ids }));
  const reject = (...ids: string[]) =>
    aws
      .ec2(CUSTOMER)
      .send(new RejectVpcEndpointConnectionsCommand({ ServiceId: service.serviceId, VpcEndpointIds: ids }));

  test('a request waits for acceptance, is pending for a while, then available', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    expect(await endpointState(aws, TRAY, id)).toBe('pendingAcceptance');
    expect((await accept(id)).Unsuccessful).toEqual([]);
    expect(await endpointState(aws, TRAY, id)).toBe('pending');
    await aws.emulator.advanceClock(1);
    expect(await endpointState(aws, TRAY, id)).toBe('available');
  });

  test('a service without acceptance connects by itself', async () => {
    const open = await makeService(aws, { acceptanceRequired: false, name: 'open' });
    const id = await requestEndpoint(aws, TRAY, place, open.serviceName);
    expect(await endpointState(aws, TRAY, id)).toBe('pending');
    await aws.emulator.advanceClock(1);
    expect(await endpointState(aws, TRAY, id)).toBe('available');
  });

  test('the producer sees the endpoint id and the owner, and no tags', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName, {
      TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'secret', Value: 'tenant' }] }],
    });
    const { VpcEndpointConnections } = await aws
      .ec2(CUSTOMER)
      .send(new DescribeVpcEndpointConnectionsCommand({}));
    expect(VpcEndpointConnections).toHaveLength(1);
    expect(VpcEndpointConnections?.[0]).toMatchObject({
      ServiceId: service.serviceId,
      VpcEndpointId: id,
      VpcEndpointOwner: TRAY,
      VpcEndpointState: 'pendingAcceptance',
      VpcEndpointRegion: 'eu-west-1',
      NetworkLoadBalancerArns: [service.loadBalancerArn],
      Tags: [],
    });
    expect(JSON.stringify(VpcEndpointConnections)).not.toContain('tenant');
  });

  test('accepting some ids leaves the others waiting and names those that do not exist', async () => {
    const first = await requestEndpoint(aws, TRAY, place, service.serviceName);
    const other = await makePlace(aws, TRAY, { cidr: '10.1' });
    const second = await requestEndpoint(aws, TRAY, other, service.serviceName);
    const { Unsuccessful } = await accept(second, 'vpce-00000000000000000');
    expect(Unsuccessful).toEqual([
      {
        ResourceId: 'vpce-00000000000000000',
        Error: {
          Code: 'InvalidVpcEndpoint.NotFound',
          Message: "The Vpc Endpoint Id 'vpce-00000000000000000' does not exist",
        },
      },
    ]);
    expect(await endpointState(aws, TRAY, first)).toBe('pendingAcceptance');
    expect(await endpointState(aws, TRAY, second)).toBe('pending');
  });

  test('an endpoint of one service cannot be accepted through another', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    const rival = await makeService(aws, { name: 'rival' });
    const { Unsuccessful } = await aws
      .ec2(CUSTOMER)
      .send(new AcceptVpcEndpointConnectionsCommand({ ServiceId: rival.serviceId, VpcEndpointIds: [id] }));
    expect(Unsuccessful).toHaveLength(1);
    expect(await endpointState(aws, TRAY, id)).toBe('pendingAcceptance');
  });

  test('only the owner of the service decides', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    const attempt = aws
      .ec2(STRANGER)
      .send(new AcceptVpcEndpointConnectionsCommand({ ServiceId: service.serviceId, VpcEndpointIds: [id] }));
    expect(await codeOf(attempt)).toBe('InvalidVpcEndpointServiceId.NotFound');
  });

  test('a connection can be rejected after it was available, and accepted again', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    await accept(id);
    await aws.emulator.advanceClock(1);
    await reject(id);
    expect(await endpointState(aws, TRAY, id)).toBe('rejected');
    await accept(id);
    await aws.emulator.advanceClock(1);
    expect(await endpointState(aws, TRAY, id)).toBe('available');
  });

  test('a rejection overtakes the change to available that was under way', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    await accept(id);
    await reject(id);
    await aws.emulator.advanceClock(60);
    expect(await endpointState(aws, TRAY, id)).toBe('rejected');
  });

  test('a request that nobody decides expires, and cannot be accepted any more', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    await aws.emulator.advanceClock(14 * 24 * 3600 - 1);
    expect(await endpointState(aws, TRAY, id)).toBe('pendingAcceptance');
    await aws.emulator.advanceClock(1);
    expect(await endpointState(aws, TRAY, id)).toBe('expired');
    expect((await accept(id)).Unsuccessful?.[0]?.Error?.Code).toBe('InvalidState');
  });

  test('a principal that is taken away keeps its connection but cannot make another', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    await accept(id);
    await aws.emulator.advanceClock(1);
    await aws.ec2(CUSTOMER).send(
      new ModifyVpcEndpointServicePermissionsCommand({
        ServiceId: service.serviceId,
        RemoveAllowedPrincipals: [`arn:aws:iam::${TRAY}:root`],
      }),
    );
    expect(await endpointState(aws, TRAY, id)).toBe('available');
    expect(await codeOf(requestEndpoint(aws, TRAY, place, service.serviceName))).toBe('InvalidServiceName');
  });

  test('a service with waiting or live connections cannot be deleted; once they are rejected it can', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    const remove = () =>
      aws
        .ec2(CUSTOMER)
        .send(new DeleteVpcEndpointServiceConfigurationsCommand({ ServiceIds: [service.serviceId] }));
    expect(await endpointState(aws, TRAY, id)).toBe('pendingAcceptance');
    expect((await remove()).Unsuccessful?.[0]?.Error?.Code).toBe('ExistingVpcEndpointConnections');
    await accept(id);
    expect((await remove()).Unsuccessful?.[0]?.Error?.Code).toBe('ExistingVpcEndpointConnections');
    await reject(id);
    expect((await remove()).Unsuccessful).toEqual([]);
    expect(await endpointState(aws, TRAY, id)).toBe('rejected');
  });

  test('a deleted endpoint is deleting for a while, then gone on both sides', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    await aws.ec2(TRAY).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    expect(await endpointState(aws, TRAY, id)).toBe('deleting');
    await aws.emulator.advanceClock(1);
    const byId = aws.ec2(TRAY).send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    expect(await codeOf(byId)).toBe('InvalidVpcEndpointId.NotFound');
    const { VpcEndpointConnections } = await aws
      .ec2(CUSTOMER)
      .send(new DescribeVpcEndpointConnectionsCommand({}));
    expect(VpcEndpointConnections).toEqual([]);
  });

  test('DNS names carry endpoint, service and the zone names of the consumer', async () => {
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    const { VpcEndpoints } = await aws
      .ec2(TRAY)
      .send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    const names = (VpcEndpoints?.[0]?.DnsEntries ?? []).map((entry) => entry.DnsName ?? '');
    const host = `${service.serviceId}\\.eu-west-1\\.vpce\\.amazonaws\\.com`;
    expect(names).toHaveLength(2);
    expect(names[0]).toMatch(new RegExp(`^${id}-[0-9a-f]{8}\\.${host}$`));
    expect(names[1]).toMatch(new RegExp(`^${id}-[0-9a-f]{8}-eu-west-1[a-c]\\.${host}$`));
  });

  test('what does not exist and what does not allow the caller look the same', async () => {
    const ask = (name: string) =>
      aws.ec2(STRANGER).send(new DescribeVpcEndpointServicesCommand({ ServiceNames: [name] }));
    const absent = 'com.amazonaws.vpce.eu-west-1.vpce-svc-00000000000000000';
    const answers = await Promise.all(
      [service.serviceName, absent].map((name) =>
        ask(name).then(
          () => 'found',
          (error: Error) => `${error.name}: ${error.message.replace(name, 'NAME')}`,
        ),
      ),
    );
    expect(answers[0]).toBe("InvalidServiceName: The Vpc Endpoint Service 'NAME' does not exist");
    expect(answers[1]).toBe(answers[0]);
  });

  test('the consumer sees owner, zones by its own names, and that acceptance is required', async () => {
    const { ServiceDetails } = await aws
      .ec2(TRAY)
      .send(new DescribeVpcEndpointServicesCommand({ ServiceNames: [service.serviceName] }));
    expect(ServiceDetails?.[0]).toMatchObject({
      Owner: CUSTOMER,
      ServiceRegion: 'eu-west-1',
      AvailabilityZoneIds: ['euw1-az1'],
      AcceptanceRequired: true,
    });
  });
});
