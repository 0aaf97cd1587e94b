import {
  DeleteVpcEndpointServiceConfigurationsCommand,
  DeleteVpcEndpointsCommand,
  ModifyVpcAttributeCommand,
  RejectVpcEndpointConnectionsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import {
  DeleteListenerCommand,
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ModifyLoadBalancerAttributesCommand,
  RegisterTargetsCommand,
  SetSecurityGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CUSTOMER, STRANGER, TRAY } from '../support/aws.ts';
import { makePlace } from '../support/private-link.ts';
import { Wire } from '../support/wire.ts';
import {
  closeOut,
  connected,
  end,
  group,
  networkInterface,
  PORT,
  type Scenario,
} from './support/scenario.ts';

let scenario: Scenario;

beforeEach(async () => {
  scenario = await connected();
});

afterEach(() => end(scenario));

function pathTo(host = scenario.names[0] ?? '', port = PORT, from = scenario.from) {
  return scenario.aws.emulator.dataPlane.path(from, host, port);
}

test('through endpoint, service, load balancer and target group to what stands for the target', async () => {
  const path = await pathTo();
  expect(path).toMatchObject({
    kind: 'open',
    to: {
      realAddress: `127.0.0.1:${scenario.target.port}`,
      address: `10.0.0.10:${PORT}`,
      vpcEndpointId: scenario.endpointId,
    },
  });
});

type Cause = [what: string, cause: (s: Scenario) => Promise<unknown>, verdict: object];

const ingress = (GroupId: string) =>
  new RevokeSecurityGroupIngressCommand({
    GroupId,
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: PORT, ToPort: PORT, IpRanges: [{ CidrIp: '10.1.0.0/16' }] },
    ],
  });

const causes: Cause[] = [
  [
    "the connector's group lets nothing out",
    (s) => closeOut(s.aws, TRAY, s.fromGroup, 443),
    { kind: 'dropped', where: 'egress' },
  ],
  [
    "the endpoint's group lets nothing in",
    (s) => s.aws.ec2(TRAY).send(ingress(s.endpointGroup)),
    { kind: 'dropped', where: 'ingress' },
  ],
  [
    'the customer rejected after it was available',
    (s) =>
      s.aws
        .ec2(CUSTOMER)
        .send(
          new RejectVpcEndpointConnectionsCommand({ ServiceId: s.serviceId, VpcEndpointIds: [s.endpointId] }),
        ),
    { kind: 'dropped', where: 'endpoint' },
  ],
  [
    'the endpoint is being deleted',
    (s) => s.aws.ec2(TRAY).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [s.endpointId] })),
    { kind: 'dropped', where: 'endpoint' },
  ],
  [
    'there is no listener on the port',
    (s) => s.aws.elbv2(CUSTOMER).send(new DeleteListenerCommand({ ListenerArn: s.listenerArn })),
    { kind: 'reset', where: 'listener' },
  ],
  [
    "the load balancer's inbound rules leave the consumer out",
    (s) => s.aws.ec2(CUSTOMER).send(ingress(s.balancerGroup)),
    { kind: 'dropped', where: 'inbound_rules' },
  ],
  [
    'the load balancer may not reach its targets',
    (s) => closeOut(s.aws, CUSTOMER, s.balancerGroup),
    { kind: 'dropped', where: 'target_ingress' },
  ],
  [
    'the target group is empty',
    async (s) => {
      await s.aws
        .elbv2(CUSTOMER)
        .send(
          new DeregisterTargetsCommand({ TargetGroupArn: s.targetGroupArn, Targets: [{ Id: '10.0.0.10' }] }),
        );
    },
    { kind: 'reset', where: 'targets' },
  ],
  [
    "nothing stands for the target's address any more",
    async (s) => {
      const other = { vpcId: s.producer.vpcId, address: '10.0.0.99:1', to: '127.0.0.1:1' };
      await s.aws.emulator.dataPlane.mapAddress(other);
      await s.aws.emulator.dataPlane.unmapAddress(s.producer.vpcId, `10.0.0.10:${PORT}`);
    },
    { kind: 'dropped', where: 'target' },
  ],
  [
    'the VPC resolves no names',
    (s) =>
      s.aws
        .ec2(TRAY)
        .send(new ModifyVpcAttributeCommand({ VpcId: s.consumer.vpcId, EnableDnsSupport: { Value: false } })),
    { kind: 'name_not_found' },
  ],
];

test.each(causes)('when %s', async (_what, cause, verdict) => {
  await cause(scenario);
  expect(await pathTo()).toMatchObject(verdict);
});

test('inbound rules that are not enforced on PrivateLink traffic are not asked', async () => {
  const { aws, balancerArn, balancerGroup } = scenario;
  await aws.ec2(CUSTOMER).send(ingress(balancerGroup));
  await aws.elbv2(CUSTOMER).send(
    new SetSecurityGroupsCommand({
      LoadBalancerArn: balancerArn,
      SecurityGroups: [balancerGroup],
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
    }),
  );
  expect(await pathTo()).toMatchObject({ kind: 'open' });
});

test('an endpoint of one zone leads to targets of that zone, and to all with cross-zone load balancing', async () => {
  const far = (await zonalNames()).at(1) ?? '';
  expect(await pathTo(far)).toMatchObject({ kind: 'reset', where: 'targets' });
  await scenario.aws.elbv2(CUSTOMER).send(
    new ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn: scenario.balancerArn,
      Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }],
    }),
  );
  expect(await pathTo(far)).toMatchObject({ kind: 'open' });
});

/** In the order of the subnets. */
async function zonalNames(): Promise<string[]> {
  const { aws, from, names } = scenario;
  const found = await Promise.all(
    names
      .slice(1)
      .map(async (name) => ({ name, address: (await aws.emulator.dataPlane.lookUp(from, name))[0] })),
  );
  return found.sort((a, b) => ((a.address ?? '') < (b.address ?? '') ? -1 : 1)).map(({ name }) => name);
}

describe('health', () => {
  const health = async () => {
    const { TargetHealthDescriptions } = await scenario.aws
      .elbv2(CUSTOMER)
      .send(new DescribeTargetHealthCommand({ TargetGroupArn: scenario.targetGroupArn }));
    return TargetHealthDescriptions?.map(({ Target, TargetHealth }) => [Target?.Id, TargetHealth?.State]);
  };

  test('health is that of real checks, and an unhealthy target gets nothing while another is healthy', async () => {
    await scenario.aws.elbv2(CUSTOMER).send(
      new RegisterTargetsCommand({
        TargetGroupArn: scenario.targetGroupArn,
        Targets: [{ Id: '10.0.0.11' }],
      }),
    );
    await scenario.aws.emulator.advanceClock(5);
    await scenario.aws.emulator.dataPlane.checkHealth();
    expect(await health()).toEqual([
      ['10.0.0.10', 'healthy'],
      ['10.0.0.11', 'unhealthy'],
    ]);
    expect(await pathTo()).toMatchObject({ kind: 'open', to: { address: `10.0.0.10:${PORT}` } });
  });

  test('with no healthy target at all the load balancer fails open', async () => {
    await scenario.target.close();
    await scenario.aws.emulator.dataPlane.checkHealth();
    expect(await health()).toEqual([['10.0.0.10', 'unhealthy']]);
    const path = await pathTo();
    expect(path.kind === 'open' && path.via.join()).toContain('fails open');
  });

  test('health goes back to what is registered when the last address is unmapped', async () => {
    await scenario.target.close();
    await scenario.aws.emulator.dataPlane.checkHealth();
    await scenario.aws.emulator.dataPlane.unmapAddress(scenario.producer.vpcId, `10.0.0.10:${PORT}`);
    expect(await health()).toEqual([['10.0.0.10', 'healthy']]);
  });
});

describe('names', () => {
  const record = (name: string, type: string, value: string) =>
    `<Change><Action>CREATE</Action><ResourceRecordSet><Name>${name}</Name><Type>${type}</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>${value}</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change>`;

  async function zone(name: string, vpcId: string, records: (id: string) => string) {
    const wire = new Wire(scenario.aws.emulator, { accountId: TRAY });
    const xmlns = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';
    const made = await wire.rest(
      'POST',
      'hostedzone',
      `<CreateHostedZoneRequest ${xmlns}><Name>${name}</Name><VPC><VPCRegion>eu-west-1</VPCRegion><VPCId>${vpcId}</VPCId></VPC><CallerReference>${name}${vpcId}</CallerReference></CreateHostedZoneRequest>`,
    );
    const id = String((made.HostedZone as { Id: string }[])[0]?.Id).replace('/hostedzone/', '');
    await wire.rest(
      'POST',
      `hostedzone/${id}/rrset`,
      `<ChangeResourceRecordSetsRequest ${xmlns}><ChangeBatch><Changes>${records(id)}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`,
    );
  }

  test('names of private zones: CNAME, alias and wildcard, exact names first, for the VPCs of the zone alone', async () => {
    const [regional = ''] = scenario.names;
    await zone('corp.example', scenario.consumer.vpcId, (id) =>
      [
        record('db.corp.example', 'CNAME', regional),
        record('*.apps.corp.example', 'CNAME', 'db.corp.example'),
        record('own.apps.corp.example', 'A', '10.1.0.77'),
        `<Change><Action>CREATE</Action><ResourceRecordSet><Name>alias.corp.example</Name><Type>A</Type><AliasTarget><HostedZoneId>${id}</HostedZoneId><DNSName>own.apps.corp.example</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget></ResourceRecordSet></Change>`,
      ].join(''),
    );
    const look = (name: string) => scenario.aws.emulator.dataPlane.lookUp(scenario.from, name);
    const expected = await look(regional);
    expect(expected).toHaveLength(2);
    expect(await look('db.corp.example')).toEqual(expected);
    expect(await look('DB.Corp.example.')).toEqual(expected);
    expect(await look('any.apps.corp.example')).toEqual(expected);
    expect(await look('two.labels.apps.corp.example')).toEqual(expected);
    expect(await look('own.apps.corp.example')).toEqual(['10.1.0.77']);
    expect(await look('alias.corp.example')).toEqual(['10.1.0.77']);
    expect(await look('under.own.apps.corp.example')).toEqual([]);
    expect(await look('apps.corp.example')).toEqual([]);
    expect(await look('corp.example')).toEqual([]);
    expect(await pathTo('any.apps.corp.example')).toMatchObject({ kind: 'open' });
    const elsewhere = await makePlace(scenario.aws, TRAY, { cidr: '10.9' });
    const other = await networkInterface(
      scenario.aws,
      TRAY,
      elsewhere.subnetIds[0] ?? '',
      await group(scenario.aws, TRAY, elsewhere.vpcId, 'other'),
    );
    expect(await scenario.aws.emulator.dataPlane.lookUp(other, 'db.corp.example')).toEqual([]);
  });

  test('names that nobody has are not found', async () => {
    expect(await pathTo('no.such.example')).toMatchObject({ kind: 'name_not_found' });
  });
});

test("another tenant's interface reaches nothing, whatever name or address it tries", async () => {
  const { aws } = scenario;
  const place = await makePlace(aws, STRANGER, { cidr: '10.7' });
  const from = await networkInterface(
    aws,
    STRANGER,
    place.subnetIds[0] ?? '',
    await group(aws, STRANGER, place.vpcId, 'own'),
  );
  const text = JSON.stringify(await aws.emulator.resources());
  const hosts = new Set(text.match(/\d{1,3}(?:\.\d{1,3}){3}|[\w-]+(?:\.[\w-]+)+\.[a-z]{2,}/g));
  for (const name of scenario.names) hosts.add(name);
  expect(hosts.size).toBeGreaterThan(15);
  for (const host of hosts) {
    for (const port of [PORT, 443]) {
      expect({ host, kind: (await pathTo(host, port, from)).kind }).not.toEqual({ host, kind: 'open' });
    }
  }
});

test('a service that is gone takes nothing', async () => {
  const { aws, serviceId } = scenario;
  await aws.ec2(CUSTOMER).send(
    new RejectVpcEndpointConnectionsCommand({
      ServiceId: serviceId,
      VpcEndpointIds: [scenario.endpointId],
    }),
  );
  await aws
    .ec2(CUSTOMER)
    .send(new DeleteVpcEndpointServiceConfigurationsCommand({ ServiceIds: [serviceId] }));
  expect(await pathTo()).toMatchObject({ kind: 'dropped' });
});
