import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { findTerraform } from '../../api/terraform/binary.ts';
import { TerraformWorkspace } from '../../api/terraform/workspace.ts';
import { createWorld, type World } from './support/world.ts';

jest.setTimeout(10 * 60_000);

let world: World;
let workspace: TerraformWorkspace;

beforeAll(async () => {
  world = await createWorld();
  await copyFile(join(import.meta.dirname, 'roots/secrets/main.tf'), join(world.directory, 'main.tf'));
  workspace = new TerraformWorkspace({
    binary: await findTerraform(),
    directory: world.directory,
    environment: world.environment('222222222222', 'eu-west-1'),
  });
  await workspace.init();
});

afterAll(() => world?.close());

test('secrets and parameters apply, have nothing to change afterwards, and go', async () => {
  await workspace.apply();
  const types = (await world.emulator.resources()).map(({ service, type }) => `${service} ${type}`);
  expect(types.sort()).toEqual(['secretsmanager secret', 'ssm parameter', 'ssm parameter']);
  expect(await workspace.plan()).toMatchObject({ hasChanges: false });
  await workspace.destroy();
  expect(await world.emulator.resources()).toEqual([]);
});
