import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';

/** What a customer has before PrivateLink: a VPC with one private subnet per zone, and a database in it. */
export interface CustomerEnvironment {
  readonly vpcId: string;
  /** Subnet ids by AZ id. */
  readonly subnetIds: Readonly<Record<string, string>>;
  /** Address of the database, inside the first subnet. */
  readonly databaseAddress: string;
  /** Takes it down again. Everything that was put into it must be gone before. */
  readonly destroy: () => Promise<void>;
}

export interface CustomerEnvironmentOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly zoneIds: readonly string[];
}

/** Makes the customer's side as it is on the day Tray asks for a connection. */
export async function createCustomerEnvironment(
  options: CustomerEnvironmentOptions,
): Promise<CustomerEnvironment> {
  const { endpoint, region, credentials, zoneIds } = options;
  const ec2 = new EC2Client({ endpoint, region, credentials, maxAttempts: 3 });
  const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16' }));
  const vpcId = required(vpc?.VpcId, 'CreateVpc answered without a VPC id');
  const subnetIds: Record<string, string> = {};
  for (const [index, zoneId] of zoneIds.entries()) {
    const { Subnet: subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: vpcId, AvailabilityZoneId: zoneId, CidrBlock: `10.20.${index}.0/24` }),
    );
    subnetIds[zoneId] = required(subnet?.SubnetId, 'CreateSubnet answered without a subnet id');
  }
  return {
    vpcId,
    subnetIds,
    databaseAddress: '10.20.0.10',
    destroy: async () => {
      for (const subnetId of Object.values(subnetIds)) {
        await ec2.send(new DeleteSubnetCommand({ SubnetId: subnetId }));
      }
      await ec2.send(new DeleteVpcCommand({ VpcId: vpcId }));
      ec2.destroy();
    },
  };
}

function required<T>(value: T | undefined, problem: string): T {
  if (value === undefined) throw new Error(problem);
  return value;
}
