/** Both sides of one connection, up to a port on this machine that stands for the customer's database. */
import { createServer, type Server, type Socket } from 'node:net';
import {
  AcceptVpcEndpointConnectionsCommand,
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateVpcEndpointServiceConfigurationCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointServicePermissionsCommand,
  RejectVpcEndpointConnectionsCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EmulatorOptions } from '../../../../../emulator/index.ts';
import { type Aws, CUSTOMER, startAws, TRAY } from '../../support/aws.ts';
import { makePlace, type Place, requestEndpoint } from '../../support/private-link.ts';

export interface Scenario {
  readonly aws: Aws;
  readonly consumer: Place;
  readonly producer: Place;
  /** Tray's interface in the first zone, and its group. */
  readonly from: string;
  readonly fromGroup: string;
  readonly endpointId: string;
  readonly endpointGroup: string;
  readonly balancerArn: string;
  readonly balancerGroup: string;
  readonly targetGroupArn: string;
  readonly listenerArn: string;
  readonly serviceId: string;
  /** The endpoint's regional name, then its zonal ones. */
  readonly names: readonly string[];
  readonly target: Listening;
}

export interface Listening {
  readonly port: number;
  readonly sockets: readonly Socket[];
  close(): Promise<void>;
}

export const PORT = 5432;

/** Accepted and available, with one target at 10.0.0.10 in the first zone. */
export async function connected(
  options: {
    emulator?: EmulatorOptions;
    zoneIds?: readonly string[];
    targetGroup?: Partial<CreateTargetGroupCommandInput>;
    certificateArn?: string;
    accepted?: boolean;
    onTarget?: (socket: Socket) => void;
  } = {},
): Promise<Scenario> {
  const zoneIds = options.zoneIds ?? ['euw1-az1', 'euw1-az2'];
  const aws = await startAws(options.emulator);
  const target = await listenOn(options.onTarget ?? ((socket) => socket.pipe(socket)));
  const producer = await makePlace(aws, CUSTOMER, { zoneIds });
  const ec2 = aws.ec2(CUSTOMER);
  const elb = aws.elbv2(CUSTOMER);
  const balancerGroup = await group(aws, CUSTOMER, producer.vpcId, 'balancer');
  await allowIn(aws, CUSTOMER, balancerGroup, PORT, '10.1.0.0/16');
  const made = await elb.send(
    new CreateLoadBalancerCommand({
      Name: 'db',
      Type: 'network',
      Scheme: 'internal',
      Subnets: [...producer.subnetIds],
      SecurityGroups: [balancerGroup],
    }),
  );
  const balancerArn = made.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const groups = await elb.send(
    new CreateTargetGroupCommand({
      Name: 'db',
      Protocol: 'TCP',
      Port: PORT,
      VpcId: producer.vpcId,
      TargetType: 'ip',
      ...options.targetGroup,
    }),
  );
  const targetGroupArn = groups.TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.send(
    new RegisterTargetsCommand({ TargetGroupArn: targetGroupArn, Targets: [{ Id: '10.0.0.10' }] }),
  );
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancerArn,
      Port: PORT,
      Protocol: options.certificateArn === undefined ? 'TCP' : 'TLS',
      ...(options.certificateArn === undefined
        ? {}
        : { Certificates: [{ CertificateArn: options.certificateArn }] }),
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  const { ServiceConfiguration } = await ec2.send(
    new CreateVpcEndpointServiceConfigurationCommand({ NetworkLoadBalancerArns: [balancerArn] }),
  );
  const serviceId = ServiceConfiguration?.ServiceId ?? '';
  await ec2.send(
    new ModifyVpcEndpointServicePermissionsCommand({ ServiceId: serviceId, AddAllowedPrincipals: ['*'] }),
  );
  const consumer = await makePlace(aws, TRAY, { zoneIds, cidr: '10.1' });
  const fromGroup = await group(aws, TRAY, consumer.vpcId, 'connector');
  const endpointGroup = await group(aws, TRAY, consumer.vpcId, 'endpoint');
  await allowIn(aws, TRAY, endpointGroup, PORT, '10.1.0.0/16');
  const endpointId = await requestEndpoint(aws, TRAY, consumer, ServiceConfiguration?.ServiceName ?? '', {
    SecurityGroupIds: [endpointGroup],
  });
  const from = await networkInterface(aws, TRAY, consumer.subnetIds[0] ?? '', fromGroup);
  if (options.accepted !== false) await accept(aws, serviceId, endpointId);
  await aws.emulator.advanceClock(5);
  await aws.emulator.dataPlane.mapAddress({
    vpcId: producer.vpcId,
    address: `10.0.0.10:${PORT}`,
    to: `127.0.0.1:${target.port}`,
  });
  const { VpcEndpoints } = await aws
    .ec2(TRAY)
    .send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }));
  const names = (VpcEndpoints?.[0]?.DnsEntries ?? []).map(({ DnsName }) => DnsName ?? '');
  const listenerArn = Listeners?.[0]?.ListenerArn ?? '';
  return {
    ...{ aws, consumer, producer, from, fromGroup, endpointId, endpointGroup, balancerArn, balancerGroup },
    ...{ targetGroupArn, listenerArn, serviceId, names, target },
  };
}

export async function end(scenario: Scenario): Promise<void> {
  await scenario.aws.emulator.close();
  await scenario.target.close();
}

export async function accept(aws: Aws, serviceId: string, endpointId: string): Promise<void> {
  await aws
    .ec2(CUSTOMER)
    .send(new AcceptVpcEndpointConnectionsCommand({ ServiceId: serviceId, VpcEndpointIds: [endpointId] }));
}

export async function reject({ aws, serviceId, endpointId }: Scenario): Promise<void> {
  await aws
    .ec2(CUSTOMER)
    .send(new RejectVpcEndpointConnectionsCommand({ ServiceId: serviceId, VpcEndpointIds: [endpointId] }));
}

export async function group(aws: Aws, account: string, vpcId: string, name: string): Promise<string> {
  const { GroupId } = await aws
    .ec2(account)
    .send(new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: name, Description: name }));
  return GroupId ?? '';
}

export async function allowIn(aws: Aws, account: string, groupId: string, port: number, cidr: string) {
  await aws.ec2(account).send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: groupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: cidr }] }],
    }),
  );
}

/** Nothing may leave the group any more but to that port, if one is named. */
export async function closeOut(aws: Aws, account: string, groupId: string, port?: number) {
  const ec2 = aws.ec2(account);
  const everything = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: groupId, IpPermissions: everything }));
  if (port === undefined) return;
  await ec2.send(
    new AuthorizeSecurityGroupEgressCommand({
      GroupId: groupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      ],
    }),
  );
}

export async function networkInterface(
  aws: Aws,
  account: string,
  subnetId: string,
  groupId: string,
): Promise<string> {
  const { NetworkInterface } = await aws
    .ec2(account)
    .send(new CreateNetworkInterfaceCommand({ SubnetId: subnetId, Groups: [groupId] }));
  return NetworkInterface?.NetworkInterfaceId ?? '';
}

export async function listenOn(onSocket: (socket: Socket) => void): Promise<Listening> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    sockets,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
