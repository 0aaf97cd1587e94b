/** What AWS says about names, kinds of addresses and services of endpoints. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defined } from '../../../domain/defined.ts';
import type { Emulator } from '../../../emulator/index.ts';
import { list, makeNetwork, members, type Params, record, startStill, texts, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
let vpcId = '';
let subnetIds: readonly string[] = [];

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
  ({ vpcId, subnetIds } = await makeNetwork(wire, { zones: [1, 2] }));
  await ec2('ModifyVpcAttribute', { VpcId: vpcId, EnableDnsHostnames: { Value: true } });
});

afterAll(() => emulator.close());

const ec2 = (action: string, params: Params = {}) => wire.query('ec2', action, params);
const endpoint = async (service: string, more: Params = {}) => {
  const answer = await ec2('CreateVpcEndpoint', {
    VpcId: vpcId,
    VpcEndpointType: 'Interface',
    ServiceName: service,
    ...more,
  });
  await emulator.advanceClock(1);
  return record(answer.vpcEndpoint);
};
const zone = (name: string, id: string) =>
  wire.rest(
    'POST',
    'hostedzone',
    `<CreateHostedZoneRequest><Name>${name}</Name><CallerReference>${name}</CallerReference><VPC><VPCRegion>eu-west-1</VPCRegion><VPCId>${id}</VPCId></VPC></CreateHostedZoneRequest>`,
  );

let number = 0;
async function service(more: Params = {}): Promise<{ serviceId: string; serviceName: string }> {
  number += 1;
  const balancer = await wire.query('elasticloadbalancing', 'CreateLoadBalancer', {
    Name: `service-${number}`,
    Type: 'network',
    Scheme: 'internal',
    Subnets: [...subnetIds],
  });
  const answer = await ec2('CreateVpcEndpointServiceConfiguration', {
    NetworkLoadBalancerArn: [String(members(balancer.LoadBalancers)[0]?.LoadBalancerArn)],
    AcceptanceRequired: false,
    ...more,
  });
  const { serviceId, serviceName } = record(answer.serviceConfiguration);
  return { serviceId: String(serviceId), serviceName: String(serviceName) };
}

async function configuration(serviceId: string) {
  const answer = await ec2('DescribeVpcEndpointServiceConfigurations', { ServiceId: [serviceId] });
  return record(record(members(answer.serviceConfigurationSet, 'item')[0]).privateDnsNameConfiguration);
}

describe('the proof of a private DNS name', () => {
  const publicZone = async (name: string) => {
    const answer = await wire.rest(
      'POST',
      'hostedzone',
      `<CreateHostedZoneRequest><Name>${name}</Name><CallerReference>public-${name}</CallerReference></CreateHostedZoneRequest>`,
    );
    return String(list(answer.HostedZone)[0]?.Id).replace('/hostedzone/', '');
  };
  const txt = (zoneId: string, name: string, value: string) =>
    wire.rest(
      'POST',
      `hostedzone/${zoneId}/rrset`,
      `<ChangeResourceRecordSetsRequest><ChangeBatch><Changes><Change><Action>UPSERT</Action><ResourceRecordSet><Name>${name}</Name><Type>TXT</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>"${value}"</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`,
    );
  const verify = async (serviceId: string) => {
    await ec2('StartVpcEndpointServicePrivateDnsVerification', { ServiceId: serviceId });
    await emulator.advanceClock(1);
    return (await configuration(serviceId)).state;
  };

  test.each([
    [
      'under the name itself',
      'a.api.one.example',
      'one.example',
      (label: string) => `${label}.a.api.one.example`,
    ],
    [
      'under a domain above it',
      'a.api.two.example',
      'two.example',
      (label: string) => `${label}.api.two.example`,
    ],
    [
      'under the registered domain',
      'api.three.example',
      'three.example',
      (label: string) => `${label}.three.example`,
    ],
    ['at the registered domain', 'api.four.example', 'four.example', () => 'four.example'],
    ['at the name itself', 'api.five.example', 'five.example', () => 'api.five.example'],
    ['for a wildcard', '*.six.example', 'six.example', (label: string) => `${label}.six.example`],
  ] as const)('stands %s', async (_where, name, domain, record_) => {
    const { serviceId } = await service({ PrivateDnsName: name });
    const { name: label, value } = await configuration(serviceId);
    expect(await verify(serviceId)).toBe('failed');
    const id = await publicZone(domain);
    await txt(id, record_(String(label)), 'vpce:something-else');
    expect(await verify(serviceId)).toBe('failed');
    await txt(id, record_(String(label)), String(value));
    expect(await verify(serviceId)).toBe('verified');
  });

  test('the proof of a private DNS name does not stand in another domain, nor at the top of all', async () => {
    const { serviceId } = await service({ PrivateDnsName: 'api.seven.example' });
    const { name: label, value } = await configuration(serviceId);
    const id = await publicZone('eight.example');
    await txt(id, `${label}.eight.example`, String(value));
    const top = await publicZone('example');
    await txt(top, `${label}.example`, String(value));
    expect(await verify(serviceId)).toBe('failed');
  });
});

describe('one name in a VPC', () => {
  test('one name in a VPC belongs to a private zone or to the private DNS of an endpoint', async () => {
    const conflict = { code: 'ConflictingDomainExists' };
    const mine = await endpoint('com.amazonaws.eu-west-1.sqs', { PrivateDnsEnabled: true });
    await expect(zone('sqs.eu-west-1.amazonaws.com', vpcId)).rejects.toMatchObject(conflict);
    await zone('kms.eu-west-1.amazonaws.com', vpcId);
    await zone('s3.eu-west-1.amazonaws.com', vpcId);
    for (const name of ['kms', 's3']) {
      await expect(
        endpoint(`com.amazonaws.eu-west-1.${name}`, { PrivateDnsEnabled: true }),
      ).rejects.toMatchObject({
        code: 'InvalidParameter',
        message: expect.stringContaining('conflicting DNS domain'),
      });
    }
    const plain = await endpoint('com.amazonaws.eu-west-1.kms', { PrivateDnsEnabled: false });
    await expect(
      ec2('ModifyVpcEndpoint', { VpcEndpointId: String(plain.vpcEndpointId), PrivateDnsEnabled: true }),
    ).rejects.toMatchObject({ code: 'InvalidParameter' });
    // In another VPC it is another name.
    const other = await makeNetwork(wire, { cidr: '10.8.0.0/16', zones: [1] });
    await zone('sqs.eu-west-1.amazonaws.com', other.vpcId);
    await ec2('DeleteVpcEndpoints', { VpcEndpointId: [String(mine.vpcEndpointId)] });
    await emulator.advanceClock(1);
    await zone('sns.eu-west-1.amazonaws.com', vpcId);
  });
});

describe('kinds of addresses', () => {
  test('a dual-stack endpoint of an ipv4 service is refused, at once and later', async () => {
    const { serviceName } = await service();
    for (const IpAddressType of ['dualstack', 'ipv6']) {
      await expect(endpoint(serviceName, { IpAddressType })).rejects.toMatchObject({
        code: 'InvalidParameter',
        message: expect.stringContaining('([ipv4])'),
      });
    }
    const made = await endpoint(serviceName);
    await expect(
      ec2('ModifyVpcEndpoint', { VpcEndpointId: String(made.vpcEndpointId), IpAddressType: 'dualstack' }),
    ).rejects.toMatchObject({ code: 'InvalidParameter' });
  });

  test('a service for ipv6 needs a dual-stack load balancer', async () => {
    await expect(service({ SupportedIpAddressType: ['ipv4', 'ipv6'] })).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: expect.stringContaining('dualstack'),
    });
  });
});

describe("AWS's services", () => {
  test.each(['bedrock-runtime', 'sagemaker.api', 'rds-data', 'something-of-tomorrow', 'kms-fips'])(
    '%s can be an endpoint, with private DNS',
    async (name) => {
      const { vpcId: own } = await makeNetwork(wire, { cidr: '10.9.0.0/16', zones: [] });
      await ec2('ModifyVpcAttribute', { VpcId: own, EnableDnsHostnames: { Value: true } });
      const made = await endpoint(`com.amazonaws.eu-west-1.${name}`, { VpcId: own, PrivateDnsEnabled: true });
      expect(made).toMatchObject({
        serviceName: `com.amazonaws.eu-west-1.${name}`,
        privateDnsEnabled: 'true',
      });
    },
  );

  test("AWS's services of other regions, or in regions that do not exist, are not", async () => {
    for (const name of [
      'com.amazonaws.eu-central-1.sqs',
      'com.amazonaws.eu-nowhere-1.sqs',
      'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
      'sqs',
    ]) {
      await expect(endpoint(name)).rejects.toMatchObject({ code: 'InvalidServiceName' });
    }
    await expect(
      endpoint('com.amazonaws.eu-central-1.sqs', { ServiceRegion: 'eu-central-1' }),
    ).rejects.toMatchObject({ code: 'InvalidServiceName' });
    await endpoint('com.amazonaws.eu-central-1.kms', { ServiceRegion: 'eu-central-1' });
    await endpoint('com.amazonaws.iam', { ServiceRegion: 'us-east-1' });
  });

  test("AWS's services are listed in pages, those with two types twice", async () => {
    const seen: string[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const answer = await ec2('DescribeVpcEndpointServices', {
        MaxResults: 50,
        ...defined({ NextToken }),
        Filter: [{ Name: 'owner', Value: ['amazon'] }],
      });
      const details = members(answer.serviceDetailSet, 'item');
      seen.push(
        ...details.map((item) => `${item.serviceName}/${members(item.serviceType, 'item')[0]?.serviceType}`),
      );
      NextToken = answer.nextToken === undefined ? undefined : String(answer.nextToken);
      pages += 1;
    } while (NextToken !== undefined && pages < 50);
    expect(pages).toBeGreaterThan(4);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(250);
    for (const type of ['Gateway', 'Interface']) expect(seen).toContain(`com.amazonaws.eu-west-1.s3/${type}`);
    const one = await ec2('DescribeVpcEndpointServices', {
      ServiceName: ['com.amazonaws.eu-west-1.dynamodb'],
    });
    expect(members(one.serviceDetailSet, 'item')).toHaveLength(2);
    expect(texts(one.serviceNameSet, 'item')).toEqual(['com.amazonaws.eu-west-1.dynamodb']);
    await expect(ec2('DescribeVpcEndpointServices', { NextToken: 'nonsense' })).rejects.toMatchObject({
      code: 'InvalidNextToken',
    });
  });
});

describe("tags of one's own service", () => {
  test('find it, and nobody else does', async () => {
    const { serviceId, serviceName } = await service({
      TagSpecification: [{ ResourceType: 'vpc-endpoint-service', Tag: [{ Key: 'team', Value: 'core' }] }],
    });
    await ec2('ModifyVpcEndpointServicePermissions', { ServiceId: serviceId, AddAllowedPrincipals: ['*'] });
    const Filter = [{ Name: 'tag:team', Value: ['co*'] }];
    const names = async (who: Wire, filter: Params[]) =>
      texts(
        (await who.query('ec2', 'DescribeVpcEndpointServices', { Filter: filter })).serviceNameSet,
        'item',
      );
    expect(await names(wire, Filter)).toEqual([serviceName]);
    expect(await names(wire, [{ Name: 'tag-key', Value: ['team'] }])).toEqual([serviceName]);
    expect(await names(new Wire(emulator, { accountId: '111111111111' }), Filter)).toEqual([]);
    const own = await ec2('DescribeVpcEndpointServiceConfigurations', { Filter });
    expect(members(own.serviceConfigurationSet, 'item')).toMatchObject([{ serviceId }]);
  });
});
