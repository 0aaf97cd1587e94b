import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { accounts, acme, fleetFile } from './support/fleet.ts';
import { createProducer, type Producer } from './support/producer.ts';
import { createWorld, type World } from './support/world.ts';

jest.setTimeout(10 * 60_000);

const principal = `arn:aws:iam::${accounts.tray}:role/tray-privatelink-${acme.id}`;
const serviceRegion = 'eu-central-1';
const region = 'eu-west-1';

let world: World;
let producer: Producer;

beforeAll(async () => {
  world = await createWorld();
  producer = await createProducer(world, {
    accountId: accounts.acme,
    region: serviceRegion,
    zoneId: 'euc1-az1',
    allowedPrincipals: [principal],
    supportedRegions: [region],
  });
  await world.deployment.synthesize(
    fleetFile({
      // The service's own region is not among them: the connection has to cross.
      regions: [region, 'us-east-1'],
      organizations: [acme],
      networks: [{ organization: acme.id, region, cidr: '100.64.0.0/24', zoneIds: ['euw1-az1', 'euw1-az3'] }],
      connections: [
        {
          id: 'acme-far',
          organization: acme.id,
          service: producer.serviceName,
          ports: [{ port: 443, protocol: 'TCP' }],
        },
      ],
    }),
  );
  await world.deployment.deploy(`net-acme-${region}`);
});

afterAll(() => world?.close());

describe('a service in another region', () => {
  test('a service in another region is not reached by a principal without vpce:AllowMultiRegion', async () => {
    await withoutMultiRegion(() => world.deployment.deploy('org-acme'));
    const failure = await world.deployment.deploy('conn-acme-far').then(
      () => 'it succeeded',
      (error: unknown) => String(error),
    );
    expect(failure).toContain('UnauthorizedOperation');
    expect(failure).toContain('vpce:AllowMultiRegion');
  });

  test('a service in another region is reached from the nearest enabled region once the principal may cross regions', async () => {
    await world.deployment.deploy('org-acme');
    const outputs = await world.deployment.deploy('conn-acme-far');
    expect(outputs).toMatchObject({
      endpoint_state: 'pendingAcceptance',
      region,
      service_region: serviceRegion,
      service_name: producer.serviceName,
    });
  });

  test('and a second plan is empty', async () => {
    expect(await world.deployment.workspace('conn-acme-far').plan()).toMatchObject({ hasChanges: false });
  });

  test('its stacks are destroyed without a trace', async () => {
    for (const id of ['conn-acme-far', `net-acme-${region}`, 'org-acme']) await world.deployment.destroy(id);
    await producer.destroy();
    expect(await world.emulator.resources()).toEqual([]);
  });
});

/** Deploys the principal as an operator would who forgot the permission. The stack as the project writes it is put back. */
async function withoutMultiRegion(deploy: () => Promise<unknown>): Promise<void> {
  const file = join(world.deployment.workspace('org-acme').directory, 'cdk.tf.json');
  const written = await readFile(file, 'utf8');
  expect(written).toContain('vpce:AllowMultiRegion');
  await writeFile(file, written.replaceAll('vpce:AllowMultiRegion', 'vpce:SomethingElse'));
  try {
    await deploy();
  } finally {
    await writeFile(file, written);
  }
}
