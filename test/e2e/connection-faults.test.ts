import { rm } from 'node:fs/promises';
import {
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointServiceConfigurationCommand,
  ModifyVpcEndpointServicePermissionsCommand,
  RejectVpcEndpointConnectionsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import {
  DeleteListenerCommand,
  DeregisterTargetsCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  SetSecurityGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  ChangeResourceRecordSetsCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { execa } from 'execa';
import type { components } from '../../api/contract.generated.ts';
import { type ApiProcess, startApiProcess } from '../../demo/api-process.ts';
import { eventually } from '../support/eventually.ts';
import { ApiClient } from './support/api-client.ts';
import { FaultyService, ports, region, serverName } from './support/faulty-service.ts';
import { findingOf, type Known, runAsPrinted } from './support/fixes.ts';
import { accounts } from './support/fleet.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { createWorld, type World } from './support/world.ts';

jest.setTimeout(6 * 60_000);

type Schemas = components['schemas'];
type Connection = Schemas['Connection'];
type ConnectionTest = Schemas['ConnectionTest'];

const hostname = 'orders.acme.example';
const installed = (await execa('aws', ['--version'], { reject: false })).exitCode === 0;
// Fixes are commands of the AWS CLI, which is not part of the project.
const describeWithCli = installed ? describe : describe.skip;

let world: World;
let folder: string;
let api: ApiProcess;
let client: ApiClient;
let service: FaultyService;
let principalArn: string;

async function setUp(): Promise<void> {
  world = await createWorld();
  folder = await temporaryFolder('faults');
  service = await FaultyService.create(world);
  api = await startApiProcess(['--port', '0', '--data-folder', folder], {
    ...world.environment(accounts.tray, region),
    TRAY_REGIONS: `${region},eu-central-1,us-east-1`,
    OBSERVE_SECONDS: '1',
    SWEEP_SECONDS: '1',
    RETRY_FIRST_SECONDS: '1',
    RETRY_LONGEST_SECONDS: '4',
    TEST_INTERVAL_SECONDS: '0',
  });
  client = new ApiClient(api.announcement);
  // The wrong account first: that is the first fault.
  const { body } = await client.call<Schemas['Organization']>('PUT', '/v1/organizations/acme', {
    customerName: 'Acme',
    awsAccountIds: [accounts.globex],
  });
  principalArn = body.principal.arn;
  await service.deploy(principalArn);
  await eventually(
    () => client.call<Schemas['Organization']>('GET', '/v1/organizations/acme'),
    (answer) => answer.body.state === 'ready',
    120_000,
  );
}

async function tearDown(): Promise<void> {
  await api?.kill();
  await service?.close();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
}

const asked = {
  service: () => ({ name: service.serviceName }),
  ports: [
    { port: ports.plain, protocol: 'TCP' },
    { port: ports.tls, protocol: 'TLS', tlsServerName: serverName },
  ],
};

async function check(more: object = {}): Promise<Schemas['ServiceCheck']> {
  const request = { organizationId: 'acme', service: asked.service(), ports: asked.ports, ...more };
  const { status, body } = await client.call<Schemas['ServiceCheck']>('POST', '/v1/service-checks', request);
  expect(status).toBe(200);
  return body;
}

function checkNamed(result: Schemas['ServiceCheck'], name: string): Schemas['CheckResult'] {
  const found = result.checks.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
}

function until(state: Connection['state']): Promise<{ body: Connection }> {
  return eventually(
    () => client.connection('acme-orders'),
    ({ body }) => body.state === state,
    240_000,
  );
}

/** Runs a test of the connection, and gives what it found. */
async function tested(): Promise<ConnectionTest> {
  const created = await client.call<ConnectionTest>('POST', '/v1/connections/acme-orders/tests');
  expect(created.status).toBe(202);
  const { body } = await eventually(
    () =>
      client.call<ConnectionTest>(
        'GET',
        `/v1/connections/acme-orders/tests/${created.body.id}?waitFor=finished&timeout=30`,
      ),
    (answer) => answer.body.state === 'finished' || answer.body.state === 'failed',
    120_000,
  );
  expect(body.state).toBe('finished');
  return body;
}

const environmentOf = (side: 'customer' | 'tray' | 'none') =>
  world.environment(side === 'customer' ? accounts.acme : accounts.tray, region);

/** What the customer knows of its own side. */
async function knownToCustomer(port: number): Promise<Known> {
  const { arn, securityGroupIds } = await service.loadBalancer();
  return {
    'load balancer': arn,
    listener: (await service.listenerArn(port)) ?? '',
    'target group': service.targetGroupArn(port),
    'address of the service': service.targets[0]?.address ?? '',
    'security group of the load balancer': securityGroupIds[0] ?? '',
    [`valid certificate for ${serverName}`]: service.certificateArn('orders'),
    [`certificate for ${serverName}`]: service.certificateArn('orders'),
  };
}

function causeNamed({ causes }: Schemas['TestFinding'], code: string): Schemas['TestCause'] {
  const found = causes.find((cause) => cause.code === code);
  if (found === undefined) throw new Error(`no cause ${code}`);
  return found;
}

interface Fault {
  readonly name: string;
  readonly provoke: () => Promise<void>;
  readonly cause: string;
  readonly actor: 'customer' | 'tray';
  readonly step: Schemas['TestFinding']['step'];
  readonly verdict: 'degraded' | 'unreachable';
  /** The port that it is about. */
  readonly port: number;
  /** Where the fix is not a command: what its text says. */
  readonly repair?: () => Promise<void>;
}

const loadBalancing = () => world.loadBalancing(accounts.acme, region);
const trayEc2 = () => world.ec2(accounts.tray, region);

async function serve(certificate: 'orders' | 'expired' | 'other' | 'wildcard'): Promise<void> {
  await loadBalancing().send(
    new ModifyListenerCommand({
      ListenerArn: await service.listenerArn(ports.tls),
      Certificates: [{ CertificateArn: service.certificateArn(certificate) }],
    }),
  );
}

async function endpoint() {
  const { body } = await client.connection('acme-orders');
  const { VpcEndpoints: [found] = [] } = await trayEc2().send(
    new DescribeVpcEndpointsCommand({ VpcEndpointIds: [body.endpoint?.id ?? ''] }),
  );
  return { id: found?.VpcEndpointId ?? '', groupId: found?.Groups?.[0]?.GroupId ?? '' };
}

async function dropHostnameRecord(): Promise<void> {
  const route53 = world.route53(accounts.tray);
  const { HostedZones = [] } = await route53.send(new ListHostedZonesByNameCommand({ DNSName: hostname }));
  const zone = HostedZones.find(({ Name }) => Name === `${hostname}.`);
  const { ResourceRecordSets = [] } = await route53.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: zone?.Id }),
  );
  const record = ResourceRecordSets.find(({ Type }) => Type === 'A');
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone?.Id,
      ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet: record }] },
    }),
  );
}

async function changed(body: object): Promise<void> {
  const { status, body: connection } = await client.call<Connection>(
    'PATCH',
    '/v1/connections/acme-orders',
    body,
  );
  expect(status).toBe(200);
  await eventually(
    () => client.connection('acme-orders'),
    (answer) => answer.body.observedGeneration >= connection.generation,
    120_000,
  );
}

const faults: Fault[] = [
  {
    name: 'no listener on the port',
    cause: 'no_listener',
    actor: 'customer',
    step: 'tcp',
    verdict: 'degraded',
    port: ports.plain,
    provoke: async () => {
      const ListenerArn = await service.listenerArn(ports.plain);
      await loadBalancing().send(new DeleteListenerCommand({ ListenerArn }));
    },
  },
  {
    name: 'a listener whose target group has no targets',
    cause: 'no_targets',
    actor: 'customer',
    step: 'tcp',
    verdict: 'degraded',
    port: ports.plain,
    provoke: async () => {
      const TargetGroupArn = service.targetGroupArn(ports.plain);
      const Targets = service.targets.map(({ address: Id }) => ({ Id, Port: ports.plain }));
      await loadBalancing().send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
      await world.emulator.advanceClock(400);
    },
  },
  {
    name: 'targets that are all unhealthy',
    cause: 'targets_unhealthy',
    actor: 'customer',
    step: 'tcp',
    verdict: 'unreachable',
    port: ports.plain,
    provoke: async () => {
      for (const target of service.targets) await target.stop();
      await world.emulator.dataPlane.checkHealth();
    },
    repair: async () => {
      for (const target of service.targets) await target.start();
      await world.emulator.dataPlane.checkHealth();
    },
  },
  {
    name: 'no healthy target in one zone, with cross-zone load balancing off',
    cause: 'zone_targets_unhealthy',
    actor: 'customer',
    step: 'tcp',
    verdict: 'degraded',
    port: ports.plain,
    provoke: async () => {
      await service.targets[1]?.stop();
      await world.emulator.dataPlane.checkHealth();
      const Attributes = [{ Key: 'load_balancing.cross_zone.enabled', Value: 'false' }];
      const { arn: LoadBalancerArn } = await service.loadBalancer();
      await loadBalancing().send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
      const TargetGroupArn = service.targetGroupArn(ports.plain);
      await loadBalancing().send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    },
  },
  {
    name: "inbound rules that are enforced and do not admit Tray's network",
    cause: 'inbound_rules_enforced',
    actor: 'customer',
    step: 'tcp',
    verdict: 'unreachable',
    port: ports.plain,
    provoke: async () => {
      const { arn, securityGroupIds } = await service.loadBalancer();
      await loadBalancing().send(
        new SetSecurityGroupsCommand({
          LoadBalancerArn: arn,
          SecurityGroups: [...securityGroupIds],
          EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
        }),
      );
    },
  },
  {
    name: "the endpoint's own security group closed",
    cause: 'endpoint_group_closed',
    actor: 'tray',
    step: 'tcp',
    verdict: 'degraded',
    port: ports.plain,
    provoke: async () => {
      const network = await client.call<Schemas['Network']>('GET', `/v1/networks/net-acme-${region}`);
      await trayEc2().send(
        new RevokeSecurityGroupIngressCommand({
          GroupId: (await endpoint()).groupId,
          IpPermissions: [
            {
              IpProtocol: 'tcp',
              FromPort: ports.plain,
              ToPort: ports.plain,
              IpRanges: [{ CidrIp: network.body.cidr }],
            },
          ],
        }),
      );
    },
  },
  {
    name: 'a certificate for another name',
    cause: 'wrong_name',
    actor: 'customer',
    step: 'tls',
    verdict: 'degraded',
    port: ports.tls,
    provoke: () => serve('other'),
  },
  {
    name: 'a wildcard certificate one label short',
    cause: 'wildcard_short',
    actor: 'customer',
    step: 'tls',
    verdict: 'degraded',
    port: ports.tls,
    provoke: () => serve('wildcard'),
  },
  {
    name: 'a certificate that has expired',
    cause: 'certificate_expired',
    actor: 'customer',
    step: 'tls',
    verdict: 'degraded',
    port: ports.tls,
    provoke: () => serve('expired'),
  },
  {
    name: 'plain text on a TLS port',
    cause: 'plain_text',
    actor: 'customer',
    step: 'tls',
    verdict: 'degraded',
    port: ports.tls,
    provoke: async () => {
      const ListenerArn = await service.listenerArn(ports.tls);
      await loadBalancing().send(
        new ModifyListenerCommand({ ListenerArn, Protocol: 'TCP', Port: ports.tls, Certificates: [] }),
      );
    },
  },
  {
    name: "the customer's host name without its record",
    cause: 'hostname_zone_missing',
    actor: 'tray',
    step: 'dns',
    verdict: 'degraded',
    port: ports.plain,
    provoke: dropHostnameRecord,
    repair: async () => {
      await changed({ hostname: null });
      await changed({ hostname });
    },
  },
];

describeWithCli('a fault that stands in the way', () => {
  beforeAll(setUp, 360_000);
  afterAll(tearDown);

  test('a fault that stands in the way: a service of an account that is not the organization’s', async () => {
    const owner = checkNamed(await check(), 'service_owner');
    expect(owner).toMatchObject({ verdict: 'failed', message: expect.stringContaining(accounts.acme) });
    expect(owner.fix).toContain('awsAccountIds');
    await client.call('PUT', '/v1/organizations/acme', {
      customerName: 'Acme',
      awsAccountIds: [accounts.acme],
    });
    expect(checkNamed(await check(), 'service_owner').verdict).toBe('passed');
  });

  test('a fault that stands in the way: a principal that is not on the list, and the command puts it there', async () => {
    await world.ec2(accounts.acme, region).send(
      new ModifyVpcEndpointServicePermissionsCommand({
        ServiceId: service.serviceId,
        RemoveAllowedPrincipals: [principalArn],
      }),
    );
    const hidden = checkNamed(await check(), 'service_visible');
    expect(hidden).toMatchObject({ verdict: 'failed', actor: 'customer' });
    await runAsPrinted(hidden.command ?? '', { environment: environmentOf('customer') });
    expect(checkNamed(await check(), 'service_visible').verdict).toBe('passed');
  });

  test('a fault that stands in the way: a service that other regions cannot reach, and the command opens it', async () => {
    const failures = async () =>
      (await check({ region: 'eu-central-1' })).checks.filter(({ verdict }) => verdict === 'failed');
    const [far] = await failures();
    expect(far).toMatchObject({ name: 'region', actor: 'customer' });
    await runAsPrinted(far?.command ?? '', { environment: environmentOf('customer') });
    expect(await failures()).toEqual([]);
  });

  test('a fault that stands in the way: no zone in common with another region, and another region has one', async () => {
    const far = { organizationId: 'acme', region: 'us-east-1', zoneIds: ['use1-az3'] };
    expect((await client.call('POST', '/v1/networks', far)).status).toBe(201);
    await world.ec2(accounts.acme, region).send(
      new ModifyVpcEndpointServiceConfigurationCommand({
        ServiceId: service.serviceId,
        AddSupportedRegions: ['us-east-1'],
      }),
    );
    const zones = checkNamed(await check({ region: 'us-east-1' }), 'zones');
    expect(zones).toMatchObject({ verdict: 'failed', message: expect.stringContaining('no zone') });
    expect(zones.fix).toContain('name another region');
    expect(checkNamed(await check({ region: 'eu-central-1' }), 'zones').verdict).toBe('passed');
    expect((await client.call('DELETE', '/v1/networks/net-acme-us-east-1')).status).toBe(202);
  });

  test('a fault that stands in the way: nobody has accepted, and the test’s own command does', async () => {
    const { status } = await client.call('POST', '/v1/connections', {
      id: 'acme-orders',
      organizationId: 'acme',
      service: asked.service(),
      ports: asked.ports,
      hostname,
      region,
    });
    expect(status).toBe(201);
    await until('pending_acceptance');
    const result = await tested();
    expect(result.verdict).toBe('unreachable');
    const finding = findingOf(result.findings, 'not_accepted');
    expect(finding).toMatchObject({ step: 'state', actor: 'customer' });
    await runAsPrinted(finding.fix.command ?? '', { environment: environmentOf('customer') });
    await until('available');
    const after = await tested();
    expect(after.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(after.verdict).toBe('healthy');
    const zones = new Set(after.matrix.map(({ zoneId }) => zoneId));
    expect(zones).toEqual(new Set(['euw1-az1', 'euw1-az2', null]));
    expect(after.matrix.every(({ verdict }) => verdict === 'passed')).toBe(true);
  });

  test.each(faults)('a fault that stands in the way: $name', async (fault) => {
    await fault.provoke();
    const result = await tested();
    // Causes that look alike from outside are named together; the one that it is must be among them.
    const finding = result.findings.find(({ causes }) => causes.some(({ code }) => code === fault.cause));
    if (finding === undefined) throw new Error(JSON.stringify(result.findings, null, 1));
    expect(finding).toMatchObject({ step: fault.step, actor: fault.actor, severity: 'error' });
    expect(finding.ports).toContain(fault.port);
    expect(result.verdict).toBe(fault.verdict);
    if (fault.repair !== undefined) await fault.repair();
    else
      await runAsPrinted(causeNamed(finding, fault.cause).fix.command ?? '', {
        environment: environmentOf(finding.actor),
        known: fault.actor === 'customer' ? await knownToCustomer(fault.port) : {},
      });
    const after = await tested();
    expect(after.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(after.verdict).toBe('healthy');
  });

  test('a fault that stands in the way: the customer rejects what was available, and can accept it again', async () => {
    const { id } = await endpoint();
    await world
      .ec2(accounts.acme, region)
      .send(new RejectVpcEndpointConnectionsCommand({ ServiceId: service.serviceId, VpcEndpointIds: [id] }));
    const result = await tested();
    const finding = findingOf(result.findings, 'rejected');
    await until('rejected');
    expect(finding).toMatchObject({ step: 'state', actor: 'customer' });
    await runAsPrinted(finding.fix.command ?? '', { environment: environmentOf('customer') });
    await until('available');
    expect((await tested()).verdict).toBe('healthy');
  });

  test('a fault that stands in the way: the endpoint was deleted by hand, and a retry makes another', async () => {
    const { id } = await endpoint();
    await trayEc2().send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    await world.emulator.advanceClock(60);
    const finding = findingOf((await tested()).findings, 'endpoint_deleted');
    expect(finding).toMatchObject({ step: 'state', actor: 'tray' });
    expect(finding.fix.text).toContain('/v1/connections/acme-orders/retry');
    await until('failed');
    expect((await client.call('POST', '/v1/connections/acme-orders/retry')).status).toBe(202);
    await until('pending_acceptance');
    const waiting = findingOf((await tested()).findings, 'not_accepted');
    await runAsPrinted(waiting.fix.command ?? '', { environment: environmentOf('customer') });
    await until('available');
    expect((await tested()).verdict).toBe('healthy');
  });
});
