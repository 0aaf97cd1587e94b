import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ModuleContents } from '../../../scripts/module-docs.ts';
import { App, Testing } from '../../../stacks/cdktf.ts';
import type { ProducerModuleInputs } from '../../../stacks/producer/module-inputs.ts';
import { ProducerStack, type ProducerStackProps } from '../../../stacks/producer/producer-stack.ts';
import { moduleContents } from '../../integration/modules/support/module-contents.ts';

const moduleFolder = resolve(import.meta.dirname, '../../../modules/privatelink-producer');

const inputs: ProducerModuleInputs = {
  name: 'orders',
  customerName: 'Example Corp',
  trayOrgId: 'acme',
  allowedPrincipals: ['arn:aws:iam::111111111111:role/tray-privatelink-acme'],
  vpcId: 'vpc-0123456789abcdef0',
  subnets: { 'euw1-az1': 'subnet-0123456789abcdef0' },
  ports: { postgres: { port: 5432, targets: { primary: { id: '10.0.1.10' } } } },
};

interface Synthesised {
  readonly module: { readonly service: Record<string, unknown> };
  readonly output: Record<string, { value: unknown; description: string }>;
  readonly provider: { readonly aws: readonly { region: string; allowed_account_ids: string[] }[] };
  readonly resource?: unknown;
  readonly terraform: { readonly required_version: string };
}

let outdir: string;
let module: ModuleContents | undefined;
beforeAll(async () => {
  [module] = await moduleContents(moduleFolder);
  outdir = await mkdtemp(join(tmpdir(), 'producer-stack-'));
});
afterAll(() => rm(outdir, { recursive: true, force: true }));

function synth(props: Partial<ProducerStackProps> = {}): Synthesised {
  const stack = new ProducerStack(new App({ outdir }), {
    deployment: { accountId: '222222222222', region: 'eu-west-1' },
    producerId: 'acme-orders',
    inputs,
    ...props,
  });
  return JSON.parse(Testing.synth(stack, true)) as Synthesised;
}

const withInputs = (changes: Partial<ProducerModuleInputs>) => () =>
  synth({ inputs: { ...inputs, ...changes } });

describe('a producer stack', () => {
  test('a producer stack is the module, and makes no resource of its own', () => {
    const stack = synth();
    expect(Object.keys(stack.module)).toEqual(['service']);
    expect(stack.resource).toBeUndefined();
  });

  test('a producer stack is named after the producer and its region', () => {
    const app = new App({ outdir });
    const stack = new ProducerStack(app, {
      deployment: { accountId: '222222222222', region: 'us-east-1' },
      producerId: 'acme-orders',
      inputs: {
        ...inputs,
        subnets: {},
        existingLoadBalancer: {
          arn: 'arn:aws:elasticloadbalancing:us-east-1:222222222222:loadbalancer/net/a/b',
        },
      },
    });
    expect(stack.node.id).toBe('producer-acme-orders-us-east-1');
  });

  test('a producer stack works in the customer’s account alone', () => {
    expect(synth().provider.aws).toEqual([
      expect.objectContaining({ region: 'eu-west-1', allowed_account_ids: ['222222222222'] }),
    ]);
  });

  test('a producer stack finds the module from the folder where Terraform runs', () => {
    const { source } = synth().module.service;
    expect(source).toMatch(/^\.\.\//);
    expect(resolve(outdir, 'stacks/producer-acme-orders-eu-west-1', String(source))).toBe(moduleFolder);
  });

  test('a producer stack takes the module from a registry or from git when told so', () => {
    expect(
      synth({ moduleSource: 'registry.example.com/tray/privatelink-producer/aws', moduleVersion: '~> 1.0' })
        .module.service,
    ).toMatchObject({
      source: 'registry.example.com/tray/privatelink-producer/aws',
      version: '~> 1.0',
    });
    const git = 'git::https://git.example.com/privatelink.git//modules/privatelink-producer?ref=v1.0.0';
    expect(synth({ moduleSource: git }).module.service.source).toBe(git);
  });

  test('a producer stack refuses a version where the source has none', () => {
    expect(() => synth({ moduleVersion: '1.0.0' })).toThrow(
      /moduleVersion goes with a registry address only; .*\?ref=/,
    );
  });

  test('a producer stack writes only what was said, so that the module’s defaults hold', () => {
    const { source, ...variables } = synth().module.service;
    expect(source).toBeDefined();
    expect(variables).toEqual({
      name: 'orders',
      customer_name: 'Example Corp',
      tray_org_id: 'acme',
      allowed_principals: ['arn:aws:iam::111111111111:role/tray-privatelink-acme'],
      vpc_id: 'vpc-0123456789abcdef0',
      subnets: { 'euw1-az1': 'subnet-0123456789abcdef0' },
      ports: { postgres: { port: 5432, targets: { primary: { id: '10.0.1.10' } } } },
    });
  });

  test('a producer stack hands on the module’s outputs under their own names', () => {
    const { output } = synth();
    const known = new Set((module?.outputs ?? []).map(({ name }) => name));
    expect(Object.keys(output).filter((name) => !known.has(name))).toEqual([]);
    expect(output.tray_intake).toMatchObject({ value: `\${module.service.tray_intake}` });
  });
});

describe('the variables that a producer stack writes', () => {
  /** Every input there is. */
  const everything: Required<ProducerModuleInputs> = {
    ...inputs,
    allowedPrincipalsByName: { auditorRole: 'arn:aws:iam::333333333333:role/auditor' },
    acceptedEndpointIds: ['vpce-0123456789abcdef0'],
    acceptedEndpointIdsByName: { stagingEndpoint: 'vpce-0fedcba9876543210' },
    privateDnsRecordIds: { txt: 'record' },
    notificationTopicPolicyIds: { events: 'policy' },
    loadBalancerName: 'orders-lb',
    loadBalancerWithoutSecurityGroup: false,
    securityGroupIdsByName: { edgeGroup: 'sg-0123456789abcdef0' },
    securityGroupRulesByPort: false,
    acceptanceRequired: true,
    acceptEveryRequestWithoutReview: false,
    supportedRegions: ['us-east-1'],
    supportedIpAddressTypes: ['ipv4'],
    privateDns: { name: 'orders.example.com', route53: { zoneId: 'Z0123456789' }, recordExists: false },
    connectionNotifications: {
      topic: { arn: 'arn:aws:sns:eu-west-1:222222222222:t' },
      events: ['Connect'],
      kmsKeyId: 'key',
    },
    vpcId: 'vpc-0123456789abcdef0',
    subnets: { 'euw1-az1': 'subnet-0123456789abcdef0' },
    existingLoadBalancer: { arn: 'arn', allowWithoutSecurityGroup: true },
    securityGroupIds: ['sg-0123456789abcdef0'],
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: true,
    ingressCidrBlocks: { camelCase: '100.64.0.0/24' },
    egressCidrBlocks: { dataBase: '10.0.0.0/16' },
    ipAddressType: 'ipv4',
    enableDeletionProtection: true,
    accessLogs: { bucket: 'logs', prefix: 'nlb' },
    tags: { costCenter: '42' },
    ports: {
      mainApi: {
        port: 443,
        protocol: 'TLS',
        tlsServerName: 'api.example.com',
        certificateArn: 'arn',
        sslPolicy: 'policy',
        alpnPolicy: 'None',
        tcpIdleTimeoutSeconds: 350,
        targetType: 'ip',
        targetPort: 8443,
        targetProtocol: 'TLS',
        targets: { nodeOne: { id: '10.0.1.10', port: 8443, availabilityZone: 'all' } },
        healthCheck: {
          protocol: 'HTTPS',
          port: 8443,
          path: '/',
          matcher: '200',
          interval: 10,
          timeout: 5,
          healthyThreshold: 3,
          unhealthyThreshold: 3,
        },
        proxyProtocolV2: true,
        deregistrationDelay: 60,
        connectionTermination: true,
        existingTargetGroup: { arn: 'arn' },
        existingListener: false,
      },
    },
  };

  test('the variables that a producer stack writes are all that the module has, and no other', () => {
    const { source, ...variables } = synth({ inputs: everything }).module.service;
    expect(source).toBeDefined();
    expect(Object.keys(variables).sort()).toEqual((module?.variables ?? []).map(({ name }) => name).sort());
  });

  test('the variables that a producer stack writes have the attributes of the module’s own object types, at every depth', () => {
    const variables = module?.variables ?? [];
    const written = synth({ inputs: everything }).module.service;
    for (const name of [
      'ports',
      'private_dns',
      'connection_notifications',
      'existing_load_balancer',
      'access_logs',
    ]) {
      const type = variables.find((variable) => variable.name === name)?.type ?? '';
      const attributes = [
        ...type.matchAll(/(?:^|[\s{])([a-z0-9_]+) *= *(?=string|number|bool|optional|set|list|map)/g),
      ].map(([, attribute]) => attribute);
      const keys: string[] = [];
      JSON.stringify(written[name], (key, value) => {
        if (/^[a-z0-9_]+$/.test(key) && !/^\d+$/.test(key)) keys.push(key);
        return value as unknown;
      });
      expect([...new Set(keys)].sort()).toEqual([...new Set(attributes)].sort());
    }
  });

  test('the variables that a producer stack writes leave names that the author chose as they are', () => {
    const { ports, ingress_cidr_blocks, tags, accepted_endpoint_ids_by_name } = synth({ inputs: everything })
      .module.service;
    expect(ports).toMatchObject({ mainApi: { targets: { nodeOne: { id: '10.0.1.10' } } } });
    expect(ingress_cidr_blocks).toEqual({ camelCase: '100.64.0.0/24' });
    expect(tags).toEqual({ costCenter: '42' });
    expect(accepted_endpoint_ids_by_name).toEqual({ stagingEndpoint: 'vpce-0fedcba9876543210' });
  });
});

describe('a producer stack refuses at synthesis', () => {
  test.each<[string, Partial<ProducerModuleInputs>, RegExp]>([
    ['a wildcard principal', { allowedPrincipals: ['*'] }, /inputs\.allowedPrincipals\[0\] .*wildcard/],
    [
      'a principal of another partition',
      { allowedPrincipals: ['arn:aws-cn:iam::111111111111:role/tray'] },
      /allowedPrincipals\[0\] is in the partition aws-cn/,
    ],
    [
      'acceptance off without the loud input',
      { acceptanceRequired: false },
      /acceptanceRequired with acceptance off.*acceptEveryRequestWithoutReview/,
    ],
    [
      'the loud input beside acceptance',
      { acceptEveryRequestWithoutReview: true },
      /acceptEveryRequestWithoutReview acceptance is required/,
    ],
    [
      'endpoints to accept where nothing waits',
      {
        acceptanceRequired: false,
        acceptEveryRequestWithoutReview: true,
        acceptedEndpointIds: ['vpce-0123456789abcdef0'],
      },
      /acceptedEndpointIds a service without acceptance/,
    ],
    [
      'named endpoints to accept where nothing waits',
      {
        acceptanceRequired: false,
        acceptEveryRequestWithoutReview: true,
        acceptedEndpointIdsByName: { staging: 'vpce-0123456789abcdef0' },
      },
      /acceptedEndpointIds a service without acceptance/,
    ],
    [
      'a service id for an endpoint id',
      { acceptedEndpointIds: ['vpce-svc-0123456789abcdef0'] },
      /acceptedEndpointIds\[0\]/,
    ],
    ['an AZ name', { subnets: { 'eu-west-1a': 'subnet-1' } }, /subnets\["eu-west-1a"\]/],
    [
      'a zone of another region',
      { subnets: { 'use1-az1': 'subnet-1' } },
      /use1-az1"\] is a zone of us-east-1; use zones of eu-west-1/,
    ],
    ['an unknown region', { supportedRegions: ['eu-west-9'] }, /supportedRegions\[0\]/],
    [
      'a region of another partition',
      { supportedRegions: ['cn-north-1'] },
      /supportedRegions\[0\] is in the partition aws-cn/,
    ],
    ['no ports', { ports: {} }, /inputs\.ports is empty/],
    [
      'a port out of range, by its name',
      { ports: { postgres: { port: 70000 } } },
      /inputs\.ports\.postgres\.port 70000/,
    ],
    [
      'TLS without server name',
      { ports: { api: { port: 443, protocol: 'TLS' } } },
      /inputs\.ports\.api\.tlsServerName/,
    ],
    ['an OrgID in capitals', { trayOrgId: 'ACME' }, /inputs\.trayOrgId/],
  ])('%s', (_, changes, message) => {
    expect(withInputs(changes)).toThrow(message);
  });
});
