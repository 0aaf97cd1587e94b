import { describe, expect, test } from '@jest/globals';
import { network } from './support/fixtures.ts';
import { object, policyOf, ref, statement } from './support/template.ts';

describe('a network', () => {
  test('a network has no way out: no gateway, no route, no address of the internet', () => {
    const types = network({ awsServices: ['logs'] }).resourceTypes();
    expect(
      types.filter((type) => /gateway|nat|vpn|peering|eip|transit|aws_route$|egress_only/.test(type)),
    ).toEqual([]);
    expect(network().resource('aws_route_table.network_route-table').route).toBeUndefined();
    for (const { body } of network().resources('aws_subnet'))
      expect(body.map_public_ip_on_launch).toBe(false);
  });

  test('a network has one private subnet in each zone, by AZ id, all on the one route table', () => {
    const template = network();
    expect(template.resource('aws_subnet.network_subnet_euw1-az1')).toMatchObject({
      availability_zone_id: 'euw1-az1',
      cidr_block: '100.64.0.0/27',
    });
    expect(template.resource('aws_subnet.network_subnet_euw1-az2')).toMatchObject({
      availability_zone_id: 'euw1-az2',
      cidr_block: '100.64.0.32/27',
    });
    for (const zone of ['euw1-az1', 'euw1-az2']) {
      expect(
        template.resource(`aws_route_table_association.network_route-table-association_${zone}`),
      ).toMatchObject({
        subnet_id: ref(`aws_subnet.network_subnet_${zone}.id`),
        route_table_id: ref('aws_route_table.network_route-table.id'),
      });
    }
  });

  test('a further zone moves no subnet, and the order of zones changes nothing', () => {
    const two = network({ zoneIds: ['euw1-az3', 'euw1-az1'] });
    const three = network({ zoneIds: ['euw1-az1', 'euw1-az2', 'euw1-az3'] });
    for (const { address, body } of two.resources('aws_subnet'))
      expect(three.resource(address)).toEqual(body);
    expect(network({ zoneIds: ['euw1-az1', 'euw1-az3'] }).document).toEqual(two.document);
  });

  test('a network carries the tags by which other stacks find it', () => {
    const template = network();
    expect(template.resource('aws_vpc.network_vpc').tags).toMatchObject({ 'tray:network': 'acme/eu-west-1' });
    expect(template.resource('aws_subnet.network_subnet_euw1-az1').tags).toMatchObject({
      'tray:network': 'acme/eu-west-1',
      'tray:az-id': 'euw1-az1',
    });
  });

  test("empties the VPC's default security group", () => {
    const group = network().resource('aws_default_security_group.network_default-security-group');
    expect(group.ingress).toBeUndefined();
    expect(group.egress).toBeUndefined();
  });

  test('resolves names: DNS is on, and its private zone hangs on the VPC', () => {
    const template = network();
    expect(template.resource('aws_vpc.network_vpc')).toMatchObject({
      enable_dns_hostnames: true,
      enable_dns_support: true,
    });
    expect(template.resource('aws_route53_zone.zone')).toMatchObject({
      name: 'privatelink.tray.internal',
      vpc: [{ vpc_id: ref('aws_vpc.network_vpc.id') }],
    });
  });

  test('logs every flow, accepted and rejected, for as long as asked', () => {
    const template = network({ flowLogRetentionDays: 365 });
    expect(template.resource('aws_flow_log.flow-logs')).toMatchObject({
      traffic_type: 'ALL',
      vpc_id: ref('aws_vpc.network_vpc.id'),
      log_destination: ref('aws_cloudwatch_log_group.flow-logs_log-group.arn'),
    });
    expect(template.resource('aws_cloudwatch_log_group.flow-logs_log-group').retention_in_days).toBe(365);
  });

  test('flow logs write to their own group, for this account alone', () => {
    const template = network();
    const trust = policyOf(template.resource('aws_iam_role.flow-logs_role'), 'assume_role_policy');
    expect(trust.Statement[0]?.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': '111111111111' } });
    const policy = policyOf(template.resource('aws_iam_role_policy.flow-logs_role-policy'));
    expect(statement(policy, 'WriteOwnGroup').Resource).toEqual([
      ref('aws_cloudwatch_log_group.flow-logs_log-group.arn'),
      `${ref('aws_cloudwatch_log_group.flow-logs_log-group.arn')}:*`,
    ]);
  });

  test('a network tells its ids by zone and by service', () => {
    const template = network({ awsServices: ['ecr.api'] });
    expect(template.output('subnet_ids')).toEqual({
      'euw1-az1': ref('aws_subnet.network_subnet_euw1-az1.id'),
      'euw1-az2': ref('aws_subnet.network_subnet_euw1-az2.id'),
    });
    expect(template.output('gateway_endpoint_ids')).toEqual({
      s3: ref('aws_vpc_endpoint.endpoint_s3.id'),
      dynamodb: ref('aws_vpc_endpoint.endpoint_dynamodb.id'),
    });
    expect(template.output('interface_endpoint_ids')).toEqual({
      'ecr.api': ref('aws_vpc_endpoint.endpoint_ecr-api.id'),
    });
  });
});

describe('endpoints of AWS services', () => {
  const services = ['logs', 'ecr.api', 'ecr.dkr'];

  test('S3 and DynamoDB are always reached by route, with a policy', () => {
    for (const name of ['s3', 'dynamodb']) {
      const endpoint = network().resource(`aws_vpc_endpoint.endpoint_${name}`);
      expect(endpoint).toMatchObject({
        vpc_endpoint_type: 'Gateway',
        service_name: `com.amazonaws.eu-west-1.${name}`,
        route_table_ids: [ref('aws_route_table.network_route-table.id')],
      });
      expect(policyOf(endpoint).Statement.length).toBeGreaterThan(0);
    }
  });

  test('the others get an interface in every zone, answer for their public names, and take only own identities', () => {
    const template = network({ awsServices: services });
    for (const name of ['logs', 'ecr-api', 'ecr-dkr']) {
      const endpoint = template.resource(`aws_vpc_endpoint.endpoint_${name}`);
      expect(endpoint).toMatchObject({ vpc_endpoint_type: 'Interface', private_dns_enabled: true });
      expect(endpoint.subnet_ids).toHaveLength(2);
      expect(statement(policyOf(endpoint), 'OwnIdentities').Condition).toEqual({
        StringEquals: { 'aws:PrincipalAccount': '111111111111' },
      });
    }
  });

  test('only the network reaches them, and only their port', () => {
    const template = network({ awsServices: services, probe: false });
    const rules = template.resources('aws_vpc_security_group_ingress_rule');
    expect(rules.map(({ body }) => [body.cidr_ipv4, body.ip_protocol, body.from_port, body.to_port])).toEqual(
      [['100.64.0.0/24', 'tcp', 443, 443]],
    );
    expect(template.resources('aws_vpc_security_group_egress_rule')).toEqual([]);
  });

  test('the security group can be replaced while interfaces hang on it', () => {
    const group = network({ awsServices: services }).resource('aws_security_group.endpoint_security-group');
    expect(group.name).toBeUndefined();
    expect(group.name_prefix).toBe('tray-acme-aws-services-');
    expect(object(group.lifecycle).create_before_destroy).toBe(true);
  });

  test('endpoints of AWS services without any, there is no security group either', () => {
    expect(network({ probe: false }).resources('aws_security_group')).toEqual([]);
  });
});

describe('refusals', () => {
  test.each([
    ['no zone', { zoneIds: [] }, /zoneIds is empty/],
    ['an AZ name', { zoneIds: ['eu-west-1a'] }, /"eu-west-1a" is an AZ name/],
    ['a zone of another region', { zoneIds: ['use1-az1'] }, /zone of us-east-1, not of eu-west-1/],
    ['a block that is too small', { cidr: '100.64.0.0/28' }, /too small/],
    [
      'a service by its whole name',
      { awsServices: ['com.amazonaws.eu-west-1.secretsmanager'] },
      /did you mean secretsmanager/,
    ],
    [
      'a gateway service as an interface',
      { awsServices: ['s3'] },
      /list what may be used under gateways\.s3/,
    ],
    ['a service twice', { awsServices: ['logs', 'logs'] }, /lists "logs" twice/],
    ['a period that CloudWatch lacks', { flowLogRetentionDays: 42 }, /42 is not a period of CloudWatch/],
    [
      'an account number that is none',
      { deployment: { accountId: 'tray', region: 'eu-west-1' } },
      /"tray" is not an AWS account number/,
    ],
    [
      'a region of another partition',
      { deployment: { accountId: '111111111111', region: 'cn-north-1' } },
      /cn-north-1 is in the partition aws-cn/,
    ],
  ])('%s', (_, props, message) => {
    expect(() => network(props)).toThrow(message);
  });
});
