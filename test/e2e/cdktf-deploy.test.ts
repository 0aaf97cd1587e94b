import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { execa } from 'execa';
import { accounts, acme, fleetFile } from './support/fleet.ts';
import { createProducer } from './support/producer.ts';
import { createWorld, type World } from './support/world.ts';

jest.setTimeout(10 * 60_000);

const root = join(import.meta.dirname, '../..');
const region = 'eu-west-1';
let world: World;

beforeAll(async () => {
  world = await createWorld();
});

afterAll(() => world?.close());

/** As a platform team types it, with the output folder and the state away from the checkout. */
async function cdktf(...args: string[]): Promise<string> {
  const { all } = await execa(
    'npx',
    ['--no-install', 'cdktf', ...args, '--output', join(world.directory, 'cdktf.out')],
    {
      cwd: root,
      env: {
        ...world.environment(accounts.tray, region),
        FLEET_FILE: join(world.directory, 'fleet.yaml'),
        CHECKPOINT_DISABLE: '1',
        CI: '1',
      },
      all: true,
      stdin: 'ignore',
      timeout: 8 * 60_000,
    },
  );
  return all;
}

describe('npx cdktf deploy', () => {
  test('npx cdktf deploy deploys the network and a connection of one organization, in the right order', async () => {
    const producer = await createProducer(world, {
      accountId: accounts.acme,
      region,
      zoneId: 'euw1-az1',
      allowedPrincipals: [`arn:aws:iam::${accounts.tray}:role/tray-privatelink-${acme.id}`],
    });
    await writeFile(
      join(world.directory, 'fleet.yaml'),
      fleetFile({
        organizations: [acme],
        networks: [{ organization: acme.id, region, cidr: '100.64.0.0/24', zoneIds: ['euw1-az1'] }],
        connections: [
          {
            id: 'acme-orders-db',
            organization: acme.id,
            service: { name: producer.serviceName, zoneIds: ['euw1-az1'] },
            ports: [{ port: 5432, protocol: 'TCP' }],
          },
        ],
      }),
    );
    await cdktf(
      'deploy',
      'org-acme',
      `net-acme-${region}`,
      'conn-acme-orders-db',
      '--auto-approve',
      '--skip-provider-lock',
    );

    const { VpcEndpoints: endpoints } = await world.ec2(accounts.tray, region).send(
      new DescribeVpcEndpointsCommand({
        Filters: [{ Name: 'service-name', Values: [producer.serviceName] }],
      }),
    );
    expect(endpoints?.map(({ State }) => State)).toEqual(['pendingAcceptance']);
  });

  test('and destroys them', async () => {
    await cdktf(
      'destroy',
      'org-acme',
      `net-acme-${region}`,
      'conn-acme-orders-db',
      '--auto-approve',
      '--skip-provider-lock',
    );
    expect(await world.emulator.resources({ accountId: accounts.tray })).toEqual([]);
  });
});
