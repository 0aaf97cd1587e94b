import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { probeArchive } from '../../../../stacks/index.ts';
import { network } from '../support/fixtures.ts';
import { ref } from '../support/template.ts';

const name = 'net-acme-eu-west-1-probe';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
}

function statements(policy: unknown): Statement[] {
  return (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
}

describe("a network's probe", () => {
  test('is one function in every subnet of the network, with the code that lies beside the stack', () => {
    const body = network().resource('aws_lambda_function.probe');
    expect(body).toMatchObject({
      function_name: name,
      filename: 'probe.zip',
      source_code_hash: probeArchive().hash,
      runtime: 'nodejs22.x',
      environment: { variables: { NETWORK_CIDR: '100.64.0.0/24' } },
    });
    expect(body.reserved_concurrent_executions).toBeUndefined();
    expect(JSON.stringify(body.vpc_config)).toContain('network_subnet_euw1-az2');
  });

  test('its role may do nothing but make and remove its own interfaces, and its code not even that', () => {
    const all = statements(network().resource('aws_iam_role_policy.probe_role-policy').policy);
    const allowed = all.filter(({ Effect }) => Effect === 'Allow');
    const actions = allowed.flatMap(({ Action }) => Action);
    expect([...actions].sort()).toEqual([
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ]);
    const changing = allowed.filter(({ Action }) =>
      [Action].flat().some((action) => !action.startsWith('ec2:Describe')),
    );
    expect(changing).toMatchObject([
      { Condition: { ArnEqualsIfExists: { 'ec2:Vpc': ref('aws_vpc.network_vpc.arn') } } },
    ]);
    const [denied] = all.filter(({ Effect }) => Effect === 'Deny');
    expect([denied?.Action].flat().sort()).toEqual([...actions].sort());
    expect(JSON.stringify(denied?.Condition)).toContain(`:function:${name}`);
  });

  test('its role is trusted by Lambda alone', () => {
    const [trust] = statements(network().resource('aws_iam_role.probe_role').assume_role_policy);
    expect(trust).toMatchObject({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
  });

  test('its security group lets it out to the network alone, and nothing in', () => {
    const rules = network()
      .resources('aws_vpc_security_group_egress_rule')
      .filter(({ address }) => address.includes('.probe_'));
    expect(rules.map(({ body }) => body)).toMatchObject([
      { cidr_ipv4: '100.64.0.0/24', ip_protocol: 'tcp', from_port: 1, to_port: 65_535 },
    ]);
    const ingress = network().resources('aws_vpc_security_group_ingress_rule');
    expect(ingress.filter(({ address }) => address.includes('.probe_'))).toEqual([]);
  });

  test('a network without one has nothing of it', () => {
    expect(JSON.stringify(network({ probe: false }).document)).not.toContain('probe');
  });

  test('adding the probe changes no other resource of the network', () => {
    const before = network({ probe: false });
    const after = network();
    for (const type of before.resourceTypes())
      for (const { address, body } of before.resources(type)) expect(after.resource(address)).toEqual(body);
  });

  test('takes orders from the role that the worker acts as, where that is known', () => {
    const arn = 'arn:aws:iam::111111111111:role/tray-worker';
    const { document } = network({ probeInvokerArn: arn });
    expect(JSON.stringify(document)).toContain(`"principal":"${arn}"`);
    expect(network().resources('aws_lambda_permission')).toEqual([]);
  });

  test('its archive is the handler alone, with a time of no clock and nothing compressed', () => {
    const { bytes, hash } = probeArchive();
    const source = readFileSync(
      new URL('../../../../stacks/consumer/probe/handler/index.mjs', import.meta.url),
    );
    expect(Object.keys(unzipSync(bytes))).toEqual(['index.mjs']);
    expect(Buffer.from(unzipSync(bytes)['index.mjs'] ?? []).equals(source)).toBe(true);
    expect(hash).toBe(createHash('sha256').update(bytes).digest('base64'));
    // The local header: method 0 (stored), and 1980-01-01 00:00 as MS-DOS writes it.
    const header = Buffer.from(bytes).subarray(0, 14);
    expect([header.readUInt16LE(8), header.readUInt16LE(10), header.readUInt16LE(12)]).toEqual([0, 0, 0x21]);
  });
});
