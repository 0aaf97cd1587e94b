import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { findTerraform } from '../../api/terraform/binary.ts';
import { TerraformWorkspace } from '../../api/terraform/workspace.ts';
import { createWorld, type World } from './support/world.ts';

jest.setTimeout(10 * 60_000);

const ACCOUNT = '222222222222';

let world: World;
let workspace: TerraformWorkspace;

beforeAll(async () => {
  world = await createWorld();
  const source = join(import.meta.dirname, 'foreign');
  for (const file of await readdir(source)) await cp(join(source, file), join(world.directory, file));
  workspace = new TerraformWorkspace({
    binary: await findTerraform(),
    directory: world.directory,
    environment: { ...world.environment(ACCOUNT, 'eu-west-1'), GOGC: 'off', GOMEMLIMIT: '1GiB' },
  });
  await workspace.init();
});

afterAll(() => world?.close());

describe("a customer's own Terraform, in the style of public modules", () => {
  test("a customer's own Terraform, in the style of public modules applies", async () => {
    await workspace.apply();
    const resources = await world.emulator.resources({ accountId: ACCOUNT });
    const count = (type: string) => resources.filter((resource) => resource.type === type).length;
    expect({
      nat: count('natgateway'),
      addresses: count('elastic-ip'),
      gateways: count('internet-gateway') + count('egress-only-internet-gateway'),
      endpoints: count('vpc-endpoint'),
      profiles: count('instance-profile'),
    }).toEqual({ nat: 1, addresses: 2, gateways: 2, endpoints: 7, profiles: 1 });
  });

  test("a customer's own Terraform, in the style of public modules has nothing to change afterwards", async () => {
    expect(await workspace.plan()).toMatchObject({ hasChanges: false });
  });

  test("a customer's own Terraform, in the style of public modules goes without a trace", async () => {
    await workspace.destroy();
    expect(await world.emulator.resources()).toEqual([]);
  });
});
