import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { findTerraform } from '../../api/terraform/binary.ts';
import { TerraformWorkspace } from '../../api/terraform/workspace.ts';
import { selfSigned } from '../unit/emulator/data-plane/support/self-signed.ts';
import { createWorld, type World } from './support/world.ts';

jest.setTimeout(10 * 60_000);

const ACCOUNT = '222222222222';

let world: World;
let workspace: TerraformWorkspace;

beforeAll(async () => {
  world = await createWorld();
  const file = (name: string) => join(world.directory, name);
  await cp(join(import.meta.dirname, 'roots/function/main.tf'), file('main.tf'));
  const source = 'export const handler = (event) => process.env.GREETING + " " + event.name;';
  await writeFile(file('function.zip'), zipSync({ 'index.mjs': strToU8(source) }));
  const { certificate, privateKey } = selfSigned('db.example');
  await writeFile(file('certificate.pem'), certificate);
  await writeFile(file('key.pem'), privateKey);
  workspace = new TerraformWorkspace({
    binary: await findTerraform(),
    directory: world.directory,
    environment: world.environment(ACCOUNT, 'eu-west-1'),
  });
  await workspace.init();
});

afterAll(() => world?.close());

test('a function in a VPC and an imported certificate apply, and the function runs', async () => {
  await workspace.apply();
  const lambda = new LambdaClient({
    endpoint: world.emulator.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: `AKIA0000${ACCOUNT}`, secretAccessKey: 'any' },
  });
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: 'probe', Payload: strToU8('{"name":"network"}') }),
  );
  lambda.destroy();
  expect(Buffer.from(Payload ?? []).toString()).toBe('"hello network"');
});

test('a function in a VPC and an imported certificate have nothing to change afterwards', async () => {
  expect(await workspace.plan()).toMatchObject({ hasChanges: false });
});

test('a function in a VPC and an imported certificate go without a trace', async () => {
  await workspace.destroy();
  expect(await world.emulator.resources()).toEqual([]);
});
