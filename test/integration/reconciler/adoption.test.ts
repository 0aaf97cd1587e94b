import { tmpdir } from 'node:os';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  type ResourceType,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { collisionImportId, findStrays, withImports } from '../../../api/reconciler/runner/adoption.ts';
import { Synthesis, type TerraformDocument } from '../../../api/reconciler/stacks/synthesis.ts';
import type { Connection, Network, Organization } from '../../../api/store/schema.ts';
import { StateDocument } from '../../../api/terraform-state/document.ts';
import { AddressPool } from '../../../domain/address-pool.ts';
import { type Emulator, startEmulator } from '../../../emulator/index.ts';

const tray = '111111111111';
const region = 'eu-west-1';

let emulator: Emulator;
let ec2: EC2Client;

beforeAll(async () => {
  emulator = await startEmulator();
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = emulator.environment(tray, region);
  ec2 = new EC2Client({
    endpoint: emulator.url,
    region,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
});
afterAll(async () => {
  ec2.destroy();
  await emulator.close();
});

const synthesis = new Synthesis(
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
);
const organization = (id: string) =>
  ({ id, customer_name: id, aws_account_ids: ['222222222222'], partition: 'aws' }) as unknown as Organization;
const networkStack = (id: string): TerraformDocument =>
  synthesis.network(organization(id), {
    region,
    cidr: '100.64.0.0/24',
    zone_ids: ['euw1-az1'],
  } as unknown as Network);

/** The tags that Terraform would give the resource at the address. */
function tagsOf(document: TerraformDocument, address: string): Record<string, string> {
  const [type = '', name = ''] = address.split('.');
  const [provider] = document.provider?.aws ?? [];
  const [defaults] = (provider?.default_tags ?? []) as { tags: Record<string, string> }[];
  return { ...defaults?.tags, ...(document.resource?.[type]?.[name]?.tags as Record<string, string>) };
}

const specification = (document: TerraformDocument, address: string, ResourceType: ResourceType) => ({
  TagSpecifications: [
    { ResourceType, Tags: Object.entries(tagsOf(document, address)).map(([Key, Value]) => ({ Key, Value })) },
  ],
});

const emptyState = (resources: unknown[] = []) =>
  StateDocument.parse(JSON.stringify({ version: 4, serial: 1, lineage: 'one', resources }));

describe('what an interrupted run left behind', () => {
  test('is nothing before the first run', async () => {
    expect(await findStrays(networkStack('fresh'), undefined, ec2)).toEqual([]);
  });

  test('is found by its tags, and what hangs on it by that', async () => {
    const document = networkStack('acme');
    const { Vpc: vpc } = await ec2.send(
      new CreateVpcCommand({
        CidrBlock: '100.64.0.0/24',
        ...specification(document, 'aws_vpc.network_vpc', 'vpc'),
      }),
    );
    const { Subnet: subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpc?.VpcId,
        CidrBlock: '100.64.0.0/27',
        AvailabilityZoneId: 'euw1-az1',
        ...specification(document, 'aws_subnet.network_subnet_euw1-az1', 'subnet'),
      }),
    );
    const { RouteTable: table } = await ec2.send(
      new CreateRouteTableCommand({
        VpcId: vpc?.VpcId,
        ...specification(document, 'aws_route_table.network_route-table', 'route-table'),
      }),
    );
    const strays = await findStrays(document, undefined, ec2);
    expect(strays).toEqual([
      { address: 'aws_vpc.network_vpc', importId: vpc?.VpcId },
      { address: 'aws_route_table.network_route-table', importId: table?.RouteTableId },
      { address: 'aws_subnet.network_subnet_euw1-az1', importId: subnet?.SubnetId },
    ]);
    expect(withImports(document, strays).import).toEqual(
      strays.map(({ address, importId }) => ({ to: address, id: importId })),
    );
  });

  test('is not what the state has already', async () => {
    const document = networkStack('acme');
    const known = emptyState([
      {
        mode: 'managed',
        type: 'aws_vpc',
        name: 'network_vpc',
        instances: [{ attributes: { id: 'vpc-known' } }],
      },
    ]);
    const strays = await findStrays(document, known, ec2);
    expect(strays.map(({ address }) => address)).not.toContain('aws_vpc.network_vpc');
  });

  test('is never another organization’s', async () => {
    expect(await findStrays(networkStack('globex'), emptyState(), ec2)).toEqual([]);
  });

  test('is also a rule of a security group, which has no tags of its own', async () => {
    const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '100.64.1.0/24' }));
    const document = synthesis.connection(
      organization('acme'),
      {
        id: 'acme-db',
        region,
        service_name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
        service_region: region,
        service_kind: 'customer',
        ports: [
          { port: 5432, protocol: 'TCP' },
          { port: 6432, protocol: 'TCP' },
        ],
        hostname: null,
      } as unknown as Connection,
      {
        vpcId: vpc?.VpcId ?? '',
        cidr: '100.64.1.0/24',
        subnetIds: { 'euw1-az1': 'subnet-1' },
        zoneName: 'privatelink.tray.internal',
        hostedZoneId: 'Z1',
      },
      { zoneIds: ['euw1-az1'], stage: 'accepted' },
    );
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: 'tray-acme-db-1',
        Description: 'left',
        VpcId: vpc?.VpcId,
        ...specification(document, 'aws_security_group.connection_security-group', 'security-group'),
      }),
    );
    const { SecurityGroupRules = [] } = await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: '100.64.1.0/24' }] },
        ],
      }),
    );
    expect(await findStrays(document, undefined, ec2)).toEqual([
      { address: 'aws_security_group.connection_security-group', importId: GroupId },
      {
        address: 'aws_vpc_security_group_ingress_rule.connection_security-group_ingress_tcp-5432',
        importId: SecurityGroupRules[0]?.SecurityGroupRuleId,
      },
    ]);
    // Names that can be taken once are learned from AWS's refusal.
    const collision = (address: string, words = '') =>
      collisionImportId({ address, words }, document, undefined);
    expect(collision('aws_route53_record.connection_dns_record')).toBe(
      'Z1_acme-db.privatelink.tray.internal_A',
    );
    expect(collision('aws_vpc_endpoint.connection_endpoint')).toBeUndefined();
    expect(
      collisionImportId(
        {
          address: 'aws_route53_zone.zone',
          words:
            'ConflictingDomainExists: The VPC vpc-1 in region eu-west-1 has already been associated with the hosted zone Z0B688CCEA with the same domain name.',
        },
        networkStack('acme'),
        undefined,
      ),
    ).toBe('Z0B688CCEA');
  });
});
