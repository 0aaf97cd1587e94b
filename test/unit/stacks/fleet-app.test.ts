import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildFleetApp, type FleetApp } from '../../../stacks/app.ts';
import { AwsStack } from '../../../stacks/aws-stack.ts';
import type { Fleet } from '../../../stacks/fleet/fleet.ts';
import { loadFleet } from '../../../stacks/fleet/load.ts';
import { type Block, object, Template } from './support/template.ts';

const fleetFile = join(import.meta.dirname, '../../../fleet.example.yaml');

let folder: string;
let fleetApp: FleetApp;
let templates: ReadonlyMap<string, Template>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-app-'));
  const fleet = loadFleet(readFileSync(fleetFile, 'utf8'), { fileName: 'fleet.example.yaml' });
  fleetApp = buildFleetApp(fleet, { outdir: join(folder, 'nested', 'cdktf.out') });
  templates = new Map(fleetApp.stacks.map((stack) => [stack.node.id, Template.of(stack)]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function template(id: string): Template {
  const found = templates.get(id);
  if (found === undefined) throw new Error(`no ${id} among ${[...templates.keys()].join(', ')}`);
  return found;
}

function all(type?: string): Block[] {
  return [...templates.values()].flatMap((one) => one.resources(type));
}

function dependencies(id: string): string[] {
  const stack = fleetApp.stacks.find((candidate) => candidate.node.id === id);
  return (stack?.dependencies ?? []).map((dependency) => dependency.node.id).sort();
}

describe('a fleet that was put together in code', () => {
  const fleet = loadFleet(readFileSync(fleetFile, 'utf8'), { fileName: 'fleet.example.yaml' });
  const [first, second] = fleet.connections;
  const [acme, globex] = fleet.organizations;
  if (!first || !second || !acme || !globex) throw new Error('the example fleet is smaller than it was');
  const build = (changed: Partial<Fleet>) => () =>
    buildFleetApp({ ...fleet, ...changed }, { outdir: join(folder, 'refused') });
  const named = (...hostnames: string[]) => ({
    connections: hostnames.map((hostname, index) => ({ ...first, id: `c-${index}`, hostname })),
  });

  test.each([
    ['the zone of all networks', fleet.tray.zone, /is in the zone of all networks/],
    ['a name of another connection', `acme-ledger.${fleet.tray.zone}`, /is in the zone of all networks/],
    ['a name above the zone', 'tray.internal', /is above the zone of all networks/],
    ['a name of an AWS service', 'logs.eu-west-1.amazonaws.com', /AWS's own/],
    ['a domain of Tray’s', 'db.tray.ai', /Tray's own/],
  ])('a fleet that was put together in code does not answer for %s', (_what, hostname, message) => {
    expect(build(named(hostname))).toThrow(message);
  });

  test('a fleet that was put together in code has one connection for each name of a network', () => {
    expect(build(named('db.acme.example', 'DB.acme.example'.toLowerCase()))).toThrow(
      /conn-c-1: hostname "db\.acme\.example" is the name of connection c-0 in the same network/,
    );
    expect(build(named('db.acme.example', 'x.db.acme.example', 'acme.example'))).not.toThrow();
  });

  test('a fleet that was put together in code has one organization for each service and each account', () => {
    const stolen = { ...first, id: 'stolen', organization: globex };
    expect(build({ connections: [first, stolen] })).toThrow(/conn-stolen: service .* is the service of acme/);
    const organizations = [acme, { ...globex, awsAccounts: acme.awsAccounts }];
    expect(build({ organizations, connections: [] })).toThrow(/org-globex: awsAccounts has 222222222222/);
    const tray = { ...fleet.tray, sharedAwsAccounts: true };
    expect(build({ tray, organizations, networks: [], connections: [] })).not.toThrow();
  });
});

describe('the example fleet', () => {
  test('the example fleet becomes one stack for each organization, network, connection, set of connectors and producer region', () => {
    expect([...templates.keys()].sort()).toEqual([
      'conn-acme-ledger',
      'conn-acme-orders-db',
      'conn-acme-warehouse',
      'conn-globex-erp',
      'conn-globex-metrics',
      'connectors-acme-eu-west-1',
      'connectors-globex-eu-west-1',
      'net-acme-eu-west-1',
      'net-acme-us-east-1',
      'net-globex-ap-southeast-2',
      'net-globex-eu-west-1',
      'org-acme',
      'org-globex',
      'producer-globex-erp-eu-central-1',
      'producer-globex-erp-eu-west-1',
    ]);
  });

  test('the example fleet is deployed in an order in which everything finds what it needs', () => {
    expect(dependencies('net-acme-eu-west-1')).toEqual([]);
    expect(dependencies('producer-globex-erp-eu-central-1')).toEqual(['org-globex']);
    expect(dependencies('conn-acme-orders-db')).toEqual(['net-acme-eu-west-1', 'org-acme']);
    expect(dependencies('connectors-acme-eu-west-1')).toEqual([
      'conn-acme-ledger',
      'conn-acme-orders-db',
      'net-acme-eu-west-1',
    ]);
    const position = (id: string) => fleetApp.stacks.findIndex((stack) => stack.node.id === id);
    for (const id of templates.keys()) {
      for (const dependency of dependencies(id)) expect(position(dependency)).toBeLessThan(position(id));
    }
  });

  test('the example fleet is in the account and region of its fleet file', () => {
    for (const stack of fleetApp.stacks) {
      if (!(stack instanceof AwsStack)) throw new Error(`${stack.node.id} is not an AwsStack`);
      const [provider] = template(stack.node.id).providers();
      expect(provider?.region).toBe(stack.deployment.region);
      expect(provider?.allowed_account_ids).toEqual([stack.deployment.accountId]);
    }
    expect(template('conn-globex-metrics').providers()[0]?.region).toBe('ap-southeast-2');
  });

  test('the example fleet reaches across regions where the service is elsewhere', () => {
    const endpoint = (id: string) => template(id).resource('aws_vpc_endpoint.connection_endpoint');
    expect(endpoint('conn-globex-erp').service_region).toBe('eu-central-1');
    expect(endpoint('conn-globex-metrics').service_region).toBe('us-east-1');
    expect(endpoint('conn-acme-orders-db').service_region).toBeUndefined();
  });

  test('the example fleet lets the principal reach the Marketplace service by its name', () => {
    const policy = String(template('org-acme').resource('aws_iam_role_policy.principal_policy').policy);
    expect(policy).toContain(
      '"ec2:VpceServiceName":["com.amazonaws.vpce.us-east-1.vpce-svc-0c3d4e5f60718293a"]',
    );
    const other = String(template('org-globex').resource('aws_iam_role_policy.principal_policy').policy);
    expect(other).not.toContain('aws-marketplace');
  });

  test('the example fleet tells a connector the hostname where there is one', () => {
    const task = template('connectors-acme-eu-west-1').resource(
      'aws_ecs_task_definition.connector_orders-sync_task-definition',
    );
    expect(task.container_definitions).toContain(
      '{"name":"TRAY_CONNECTION_ACME_ORDERS_DB_HOST","value":"orders.db.acme.example"}',
    );
  });

  test('the example fleet sends the alarms of a region to its topic', () => {
    const topics = (id: string) =>
      template(id)
        .resources('aws_cloudwatch_metric_alarm')
        .map(({ body }) => body.alarm_actions);
    expect(topics('conn-acme-orders-db')[0]).toEqual([
      'arn:aws:sns:eu-west-1:111111111111:privatelink-alarms',
    ]);
    expect(topics('conn-globex-metrics')).toEqual([undefined, undefined]);
  });
});

describe('in every stack', () => {
  test('nothing leads to the internet, another VPC or a data centre', () => {
    const forbidden = all().filter(({ type }) =>
      /gateway|nat_|vpn|peering|transit|eip|aws_route$/.test(type),
    );
    expect(forbidden.map(({ address }) => address)).toEqual([]);
  });

  test('no rule of a security group speaks of everywhere', () => {
    const rules = all().filter(({ type }) => type.startsWith('aws_vpc_security_group_'));
    expect(rules.length).toBeGreaterThan(10);
    for (const { body } of rules) {
      expect(body.cidr_ipv4).not.toBe('0.0.0.0/0');
      expect(body.cidr_ipv6).toBeUndefined();
    }
    for (const { body } of all('aws_security_group')) {
      expect([body.ingress, body.egress]).toEqual([undefined, undefined]);
    }
  });

  test('every endpoint of an AWS service has a policy', () => {
    const endpoints = all('aws_vpc_endpoint').filter(
      ({ body }) => !String(body.service_name).includes('.vpce.'),
    );
    expect(endpoints.length).toBeGreaterThan(10);
    for (const { body } of endpoints) expect(JSON.parse(String(body.policy)).Statement).not.toHaveLength(0);
  });

  test('everything is tagged with its organization and its manager, connections with their id', () => {
    for (const [id, one] of templates) {
      for (const provider of one.providers()) {
        const [tags] = Array.isArray(provider.default_tags) ? provider.default_tags : [];
        expect(object(object(tags).tags)).toMatchObject({
          'tray:org-id': expect.any(String),
          'tray:managed-by': 'tray-privatelink',
          ...(id.startsWith('conn-') ? { 'tray:connection-id': id.slice('conn-'.length) } : {}),
        });
      }
    }
  });

  test('no resource names a region of its own, which provider 5.100 does not know', () => {
    for (const { address, body } of all()) expect([address, body.region]).toEqual([address, undefined]);
  });

  test('no logical id carries a hash or an index', () => {
    for (const { id } of all()) expect(id).not.toMatch(/_[0-9A-F]{8}$|_\d+$/);
  });

  test('no stack reads the state of another', () => {
    for (const one of templates.values()) expect(one.dataSources('terraform_remote_state')).toEqual([]);
  });

  test('a second synthesis gives the same bytes', () => {
    const fleet = loadFleet(readFileSync(fleetFile, 'utf8'), { fileName: 'fleet.example.yaml' });
    const again = buildFleetApp(fleet, { outdir: join(folder, 'nested', 'cdktf.out') });
    for (const stack of again.stacks) {
      expect(Template.of(stack).document).toEqual(template(stack.node.id).document);
    }
  });
});
