import { describe, expect, test } from '@jest/globals';
import { InvalidPropsError } from '../../../stacks/invalid-props.ts';
import { connection, network, organization } from './support/fixtures.ts';

const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' as const }));
const scattered = (count: number) => tcp(...Array.from({ length: count }, (_, index) => 1_000 + 2 * index));
const ingress = (template: ReturnType<typeof connection>) =>
  template
    .resources('aws_vpc_security_group_ingress_rule')
    .map(({ id, body }) => [id, body.from_port, body.to_port, body.description]);

describe('what a stack asks of AWS', () => {
  test('what a stack asks of AWS is one rule for neighbouring ports, and a single port keeps the name it has in live states', () => {
    expect(ingress(connection({ ports: tcp(5432, 9001, 9002, 9003, 9004, 9005, 9006) }))).toEqual([
      ['connection_security-group_ingress_tcp-5432', 5432, 5432, 'TCP 5432 from the network'],
      ['connection_security-group_ingress_tcp-9001-9006', 9001, 9006, 'TCP 9001-9006 from the network'],
    ]);
  });

  test('what a stack asks of AWS is no more rules than a security group takes, in a row or scattered', () => {
    const row = tcp(...Array.from({ length: 100 }, (_, index) => 9_000 + index));
    expect(ingress(connection({ ports: row }))).toHaveLength(1);
    expect(ingress(connection({ ports: scattered(60) }))).toHaveLength(60);
    expect(() => connection({ ports: scattered(62) })).toThrow(
      /ports 62 security group rules would be needed, and a security group takes 60/,
    );
    // Both transports count.
    const both = scattered(31).map(({ port }) => ({ port, protocol: 'TCP_UDP' as const }));
    expect(() => connection({ ports: both })).toThrow(InvalidPropsError);
    expect(ingress(connection({ ports: scattered(62), quotas: { rulesPerSecurityGroup: 80 } }))).toHaveLength(
      62,
    );
  });

  test('what a stack asks of AWS is no more interface endpoints than a VPC takes', () => {
    const awsServices = Array.from({ length: 51 }, (_, index) => `service-${index}`);
    expect(() => network({ awsServices, cidr: '100.64.0.0/20' })).toThrow(/51 interface endpoints/);
    const raised = network({ awsServices, cidr: '100.64.0.0/20', quotas: { interfaceEndpointsPerVpc: 60 } });
    expect(raised.resources('aws_vpc_endpoint')).toHaveLength(53);
  });

  test('what a stack asks of AWS is no more addresses than a subnet has', () => {
    const awsServices = Array.from({ length: 28 }, (_, index) => `service-${index}`);
    expect(() => network({ awsServices })).toThrow(/28 addresses .* a subnet of 100\.64\.0\.0\/24 has 27/);
  });

  test('what a stack asks of AWS is any AWS service by its short name', () => {
    const template = network({ awsServices: ['bedrock-runtime'] });
    expect(template.resource('aws_vpc_endpoint.endpoint_bedrock-runtime')).toMatchObject({
      service_name: 'com.amazonaws.eu-west-1.bedrock-runtime',
      vpc_endpoint_type: 'Interface',
      private_dns_enabled: true,
    });
  });

  test('what a stack asks of AWS is a policy that fits into the principal', () => {
    const awsAccounts = Array.from({ length: 800 }, (_, index) => String(100_000_000_000 + index));
    expect(() => organization({ awsAccounts })).toThrow(/a role, inline, takes 10240/);
  });
});
