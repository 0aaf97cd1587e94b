import {
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  type CreateVpcEndpointCommandInput,
  CreateVpcEndpointServiceConfigurationCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import { CreateLoadBalancerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { type Aws, CUSTOMER, type Keys, TRAY } from './aws.ts';

export interface Place {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
}

export interface Service {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly loadBalancerArn: string;
}

/** A VPC with one subnet per zone. */
export async function makePlace(
  aws: Aws,
  account: string,
  options: { region?: string; zoneIds?: readonly string[]; cidr?: string } = {},
): Promise<Place> {
  const { region = 'eu-west-1', zoneIds = ['euw1-az1'], cidr = '10.0' } = options;
  const ec2 = aws.ec2(account, region);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `${cidr}.0.0/16` }));
  const vpcId = text(Vpc?.VpcId);
  const subnetIds: string[] = [];
  for (const [index, zoneId] of zoneIds.entries()) {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: `${cidr}.${index}.0/24`,
        AvailabilityZoneId: zoneId,
      }),
    );
    subnetIds.push(text(Subnet?.SubnetId));
  }
  return { vpcId, subnetIds };
}

/** An endpoint service behind a network load balancer of its own, open to the given principals. */
export async function makeService(
  aws: Aws,
  options: {
    account?: string;
    region?: string;
    zoneIds?: readonly string[];
    principals?: readonly string[];
    supportedRegions?: string[];
    acceptanceRequired?: boolean;
    name?: string;
  } = {},
): Promise<Service> {
  const { account = CUSTOMER, region = 'eu-west-1', zoneIds = ['euw1-az1'], name = 'service' } = options;
  const place = await makePlace(aws, account, { region, zoneIds });
  const { LoadBalancers } = await aws.elbv2(account, region).send(
    new CreateLoadBalancerCommand({
      Name: name,
      Type: 'network',
      Scheme: 'internal',
      Subnets: [...place.subnetIds],
    }),
  );
  const loadBalancerArn = text(LoadBalancers?.[0]?.LoadBalancerArn);
  const ec2 = aws.ec2(account, region);
  const { ServiceConfiguration } = await ec2.send(
    new CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [loadBalancerArn],
      AcceptanceRequired: options.acceptanceRequired ?? true,
      ...(options.supportedRegions ? { SupportedRegions: options.supportedRegions } : {}),
    }),
  );
  const serviceId = text(ServiceConfiguration?.ServiceId);
  const principals = options.principals ?? [`arn:aws:iam::${TRAY}:root`];
  if (principals.length > 0) {
    await ec2.send(
      new ModifyVpcEndpointServicePermissionsCommand({
        ServiceId: serviceId,
        AddAllowedPrincipals: [...principals],
      }),
    );
  }
  return { serviceId, serviceName: text(ServiceConfiguration?.ServiceName), loadBalancerArn };
}

export async function requestEndpoint(
  aws: Aws,
  who: string | Keys,
  place: Place,
  serviceName: string,
  more: Partial<CreateVpcEndpointCommandInput> = {},
  region = 'eu-west-1',
): Promise<string> {
  const { VpcEndpoint } = await aws.ec2(who, region).send(
    new CreateVpcEndpointCommand({
      VpcEndpointType: 'Interface',
      VpcId: place.vpcId,
      SubnetIds: [...place.subnetIds],
      ServiceName: serviceName,
      ...more,
    }),
  );
  return text(VpcEndpoint?.VpcEndpointId);
}

/** The endpoint's state in the words of the wire, or `gone`. */
export async function endpointState(
  aws: Aws,
  account: string,
  id: string,
  region = 'eu-west-1',
): Promise<string> {
  const { VpcEndpoints } = await aws
    .ec2(account, region)
    .send(new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-endpoint-id', Values: [id] }] }));
  return VpcEndpoints?.[0]?.State ?? 'gone';
}

/** A role with one inline policy, and the keys of a session of it. */
export async function roleSession(
  aws: Aws,
  statements: readonly object[],
  options: { account?: string; roleName?: string } = {},
): Promise<Keys> {
  const { account = TRAY, roleName = 'role' } = options;
  await aws.query(account, 'iam', {
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName: roleName,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
      ],
    }),
  });
  if (statements.length > 0) {
    await aws.query(account, 'iam', {
      Action: 'PutRolePolicy',
      Version: '2010-05-08',
      RoleName: roleName,
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    });
  }
  return assume(aws, account, `arn:aws:iam::${account}:role/${roleName}`);
}

export async function assume(aws: Aws, who: string | Keys, roleArn: string): Promise<Keys> {
  const { Credentials } = await aws
    .sts(who)
    .send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'test' }));
  return {
    accessKeyId: text(Credentials?.AccessKeyId),
    secretAccessKey: text(Credentials?.SecretAccessKey),
    sessionToken: text(Credentials?.SessionToken),
  };
}

/** AWS's error code of a call that must fail. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
  return 'no error';
}

function text(value: string | undefined): string {
  if (value === undefined) throw new Error('the answer lacks a field that it must have');
  return value;
}
