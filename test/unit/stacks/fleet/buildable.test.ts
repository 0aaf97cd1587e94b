import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { buildFleetApp } from '../../../../stacks/app.ts';
import type { Fleet } from '../../../../stacks/fleet/fleet.ts';
import { loadFleet } from '../../../../stacks/fleet/load.ts';
import { FleetError } from '../../../../stacks/fleet/problems.ts';
import { soundFleet } from './support/fleet-text.ts';

/*
 * What the loader accepts, the constructs build: a rule that only one of them knows is found here. Fleets are made from sound ones by
 * changes that are often wrong; those that the loader refuses have had their answer.
 */

function accepted(document: unknown): Fleet | undefined {
  try {
    return loadFleet(stringify(document));
  } catch (error) {
    if (error instanceof FleetError) return undefined;
    throw error;
  }
}

function build(fleet: Fleet): void {
  const { stacks } = buildFleetApp(fleet, { outdir: mkdtempSync(join(tmpdir(), 'buildable-')) });
  for (const stack of stacks) stack.prepareStack();
}

type Tree = Record<string, unknown>;

describe('a fleet with connectors that the loader accepts', () => {
  const repository = '111111111111.dkr.ecr.us-east-1.amazonaws.com/sync';
  const digest = `@sha256:${'0'.repeat(64)}`;
  const arn = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:t';
  const sound = { id: 'sync', image: `${repository}:1`, connections: ['globex-db'] };
  /** One or two of these make a connector of the sound one; many are wrong. */
  const change = fc.oneof(
    fc.nat(45).map((length) => ({ id: 'x'.repeat(length) })),
    fc.constantFrom('Sync', '-', 'a-', 'a-b').map((id) => ({ id })),
    fc
      .constantFrom(
        '',
        ':1',
        ':',
        `:1${digest}`,
        digest,
        `:${'v'.repeat(128)}`,
        `:${'v'.repeat(129)}`,
        '/more:1',
      )
      .map((suffix) => ({ image: `${repository}${suffix}` })),
    fc.record({
      cpu: fc.constantFrom(256, 512, 1024, 2048, 4096, 8192, 16_384, 128),
      memory: fc.oneof(
        fc.constantFrom(512, 1024, 1536, 2048, 4096, 8192, 16_384, 30_720, 32_768, 61_440, 122_880),
        fc.nat(60).map((step) => step * 512),
      ),
    }),
    fc.constantFrom(0, 3, 1_000, 1_001, 0.5, -1).map((count) => ({ count })),
    fc
      .constantFrom('MODE', '_x', '9X', 'a-b', 'TRAY_CONNECTION_X_HOST', 'TRAY_CONNECTIONS')
      .chain((name) => fc.constantFrom({ environment: { [name]: 'x' } }, { secrets: { [name]: arn } })),
    fc
      .constantFrom(
        arn,
        `${arn}:key::`,
        't',
        'arn:aws:ssm:us-east-1:111111111111:parameter/a b',
        `${arn.slice(0, -1)}`,
      )
      .map((value) => ({ secrets: { TOKEN: value } })),
    fc.constantFrom(['acme-db'], [], ['globex-db', 'globex-db']).map((connections) => ({ connections })),
  );
  const connector = fc
    .array(change, { maxLength: 2 })
    .map((changes) => Object.assign({ ...sound }, ...changes));

  function fleetOf(connectors: readonly unknown[]): unknown {
    const fleet = parse(soundFleet);
    Object.assign(fleet.networks[1], {
      cidr: '100.64.0.0/20',
      gateways: { s3: {} },
      awsServices: ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm'],
      connectors,
    });
    fleet.networks[0].cidr = '100.65.0.0/24';
    return fleet;
  }

  test('a fleet with connectors that the loader accepts is built', () => {
    fc.assert(
      fc.property(connector, (one) => {
        const fleet = accepted(fleetOf([one]));
        // Others are tried in its place, so that the property says something.
        fc.pre(fleet !== undefined);
        expect(() => build(fleet as Fleet)).not.toThrow();
      }),
      { numRuns: 20, maxSkipsPerRun: 1_000 },
    );
  });
});

describe('a fleet of every kind of stack that the loader accepts', () => {
  const example = parse(readFileSync('fleet.example.yaml', 'utf8')) as Tree;

  /** Values for a key that are near the border of what is allowed, on both sides. */
  const values: Readonly<Record<string, readonly unknown[]>> = {
    id: ['a', 'x'.repeat(32), 'x'.repeat(33), 'x'.repeat(36), 'x'.repeat(40), 'x'.repeat(41)],
    customerName: ['x', 'x'.repeat(200), 'x\\y', ' '],
    cidr: ['100.64.0.0/16', '100.64.0.0/25', '100.64.0.0/28', '100.127.255.0/24', '10.0.0.0/24'],
    zoneIds: [['euw1-az1'], ['euw1-az3', 'euw1-az1', 'euw1-az2'], ['use1-az3'], ['use1-az6', 'use1-az1']],
    awsServices: [[], ['logs'], ['bedrock-runtime', 'sts'], ['s3'], ['dynamodb']],
    region: ['eu-west-1', 'us-east-1', 'eu-central-1', 'ap-southeast-2'],
    port: [1, 443, 65_535, 65_536],
    protocol: ['TCP', 'UDP', 'TCP_UDP', 'TLS', 'tcp'],
    stage: ['requested', 'accepted'],
    hostname: ['db.acme.example', 'db.acme.example.', 'x', `${'x'.repeat(63)}.example`, '*.acme.example'],
    tlsServerName: ['db.acme.example', '*.acme.example', 'x'],
    name: ['acme', 'x'.repeat(32), 'x'.repeat(33), 'internal-x', 'acme-logs'],
    targetType: ['ip', 'instance', 'alb'],
    acceptanceRequired: [true, false],
    acceptEveryRequestWithoutReview: [true, false],
    supportedRegions: [['us-east-1'], ['eu-west-1', 'ap-southeast-2'], ['eu-central-1']],
    interval: [5, 10, 300, 4],
    deregistrationDelay: [0, 3_600],
    count: [0, 2, 1_000],
    tags: [{}, { Name: 'x' }, { 'tray:org-id': 'x' }, { 'aws:x': 'y' }],
    allowedPrincipals: [[], ['arn:aws:iam::111111111111:root'], ['*']],
    acceptedEndpointIds: [[], ['vpce-0123456789abcdef0']],
    securityGroupIds: [[], ['sg-0123456789abcdef0']],
  };

  function* places(value: unknown): Generator<{ holder: Tree; key: string }> {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      yield { holder: value as Tree, key };
      yield* places((value as Tree)[key]);
    }
  }

  const change = fc.record({
    section: fc.constantFrom('tray', 'organizations', 'networks', 'connections', 'producers'),
    place: fc.nat(10_000),
    value: fc.nat(1_000),
  });

  function changed(changes: readonly { section: string; place: number; value: number }[]): Tree {
    const fleet = structuredClone(example);
    for (const { section, place, value } of changes) {
      const all = [...places(fleet[section])];
      const at = all[place % all.length];
      if (at === undefined) continue;
      const candidates = values[at.key] ?? [];
      const choice = candidates[value % (candidates.length + 1)];
      if (choice !== undefined) at.holder[at.key] = choice;
      else if (Array.isArray(at.holder)) at.holder.splice(Number(at.key), 1);
      else delete at.holder[at.key];
    }
    return fleet;
  }

  test('a fleet of every kind of stack that the loader accepts is built', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
        const fleet = accepted(changed(changes));
        // Others are tried in its place, so that the property says something.
        fc.pre(fleet !== undefined);
        expect(() => build(fleet as Fleet)).not.toThrow();
      }),
      { numRuns: 8, maxSkipsPerRun: 1_000 },
    );
  });
});
