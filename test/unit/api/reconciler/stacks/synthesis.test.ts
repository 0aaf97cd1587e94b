import { tmpdir } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { Synthesis, type TerraformDocument } from '../../../../../api/reconciler/stacks/synthesis.ts';
import type { Connection, Network, Organization } from '../../../../../api/store/schema.ts';
import { AddressPool } from '../../../../../domain/address-pool.ts';
import { loadFleet } from '../../../../../stacks/fleet/load.ts';
import { buildFleetApp } from '../../../../../stacks/index.ts';
import { anyText, codeIn, read } from '../../../../support/hostile-text.ts';

const synthesis = new Synthesis(
  {
    trayAccountId: '111111111111',
    partition: 'aws',
    regions: ['eu-west-1'],
    addressPool: new AddressPool({ cidr: '100.64.0.0/10' }),
    zone: 'privatelink.tray.internal',
    acceptanceDays: 14,
  },
  {},
  tmpdir(),
);
const organization = {
  id: 'acme',
  customer_name: 'Acme',
  aws_account_ids: ['222222222222'],
  partition: 'aws',
} as unknown as Organization;
const network = {
  region: 'eu-west-1',
  cidr: '100.64.0.0/24',
  zone_ids: ['euw1-az1'],
} as unknown as Network;
const connection = {
  id: 'acme-db',
  region: 'eu-west-1',
  service_name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
  service_region: 'eu-west-1',
  service_kind: 'customer',
  ports: [{ port: 5432, protocol: 'TCP' }],
  hostname: null,
} as unknown as Connection;
const attributes = {
  vpcId: 'vpc-1',
  cidr: '100.64.0.0/24',
  subnetIds: { 'euw1-az1': 'subnet-1' },
  zoneName: 'privatelink.tray.internal',
  hostedZoneId: 'Z1',
};

const addresses = ({ resource = {} }: TerraformDocument) =>
  Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));

const stack = (stage: 'requested' | 'accepted') =>
  synthesis.connection(organization, connection, attributes, { zoneIds: ['euw1-az1'], stage });

describe('a stack made in process', () => {
  test('a stack made in process is the same every time, so that a second run finds nothing to do', () => {
    expect(JSON.stringify(stack('accepted'))).toBe(JSON.stringify(stack('accepted')));
  });

  test('a stack made in process names neither address nor password of its backend', () => {
    expect(stack('requested').terraform.backend).toEqual({ http: {} });
  });

  test('a stack made in process asks AWS for nothing that the database knows', () => {
    expect(stack('accepted').data).toBeUndefined();
  });

  test('a stack made in process of a connection has names only once the customer has accepted', () => {
    expect(addresses(stack('requested'))).toContain('aws_vpc_endpoint.connection_endpoint');
    expect(addresses(stack('requested')).filter((address) => address.includes('route53'))).toEqual([]);
    expect(addresses(stack('accepted'))).toContain('aws_route53_record.connection_dns_record');
  });

  test('a stack made in process of a network and of an organization come from the fleet’s own constructs', () => {
    expect(addresses(synthesis.network(organization, network))).toContain('aws_vpc.network_vpc');
    expect(addresses(synthesis.organization(organization, []))).toContain('aws_iam_role.principal');
  });
});

test('a row is text in every string, whatever it says', () => {
  const code = codeIn(synthesis.organization(organization, []));
  fc.assert(
    fc.property(anyText, (customer_name) => {
      const document = synthesis.organization({ ...organization, customer_name }, []);
      expect(codeIn(document)).toEqual(code);
      const { customer_name: output } = document.output as Record<string, { value: string }>;
      expect(read(output?.value ?? '')).toEqual({ text: customer_name, code: [] });
    }),
    { numRuns: 100 },
  );
});

test('what AWS answered is text as well', () => {
  const plain = codeIn(stack('accepted'));
  fc.assert(
    fc.property(anyText, anyText, (vpcId, hostedZoneId) => {
      const document = synthesis.connection(
        organization,
        connection,
        { ...attributes, vpcId, hostedZoneId, subnetIds: { 'euw1-az1': vpcId } },
        { zoneIds: ['euw1-az1'], stage: 'accepted' },
      );
      expect(codeIn(document)).toEqual(plain);
      const { aws_security_group: groups = {} } = document.resource ?? {};
      expect(Object.values(groups).map(({ vpc_id }) => read(String(vpc_id)).text)).toEqual([vpcId]);
    }),
    { numRuns: 50 },
  );
});

test('a network of a row is the one that the fleet file with the same content gives', () => {
  const gateways = {
    s3: { buckets: ['acme-exports', { name: 'acme-lake', access: 'read' as const }] },
    dynamodb: { tables: [{ name: 'orders', account: '222222222222', principals: 'any' as const }] },
  };
  const awsServices = ['ecr.api', 'ecr.dkr', 'logs'];
  const document = synthesis.network(organization, {
    ...network,
    gateways,
    aws_services: awsServices,
  });
  const fleet = loadFleet(
    stringify({
      version: 1,
      tray: { accountId: '111111111111', regions: ['eu-west-1'] },
      organizations: [{ id: 'acme', customerName: 'Acme', awsAccounts: ['222222222222'] }],
      networks: [
        {
          organization: 'acme',
          region: 'eu-west-1',
          cidr: network.cidr,
          zoneIds: [...network.zone_ids],
          gateways,
          awsServices,
        },
      ],
    }),
    { fileName: 'fleet.yaml' },
  );
  const { stacks } = buildFleetApp(fleet, { outdir: tmpdir() });
  const stack = stacks.find(({ node }) => node.id === 'net-acme-eu-west-1');
  stack?.prepareStack();
  expect(document.resource).toEqual(stack?.toTerraform().resource);
});
