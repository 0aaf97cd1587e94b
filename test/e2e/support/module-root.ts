import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { findTerraform } from '../../../api/terraform/binary.ts';
import { TerraformWorkspace } from '../../../api/terraform/workspace.ts';
import { accounts } from './fleet.ts';
import type { World } from './world.ts';

const repository = join(import.meta.dirname, '../../..');
const module = join(repository, 'modules/privatelink-producer');

/** A root of `test/e2e/roots`, or one of the module's examples, in a folder of its own beside a copy of the module. */
export async function moduleRoot(
  world: World,
  root: { readonly root: string; readonly folder?: string } | { readonly example: string },
): Promise<TerraformWorkspace> {
  const name = 'root' in root ? root.root : root.example;
  const folder = join(world.directory, 'folder' in root && root.folder ? root.folder : name);
  const filter = (path: string) => !path.includes('.terraform');
  let directory = folder;
  if ('root' in root) {
    await cp(join(repository, 'test/e2e/roots', name), folder, { recursive: true });
    await cp(module, join(folder, 'module'), { recursive: true, filter });
  } else {
    await cp(module, folder, { recursive: true, filter });
    directory = join(folder, 'examples', name);
  }
  const binary = await findTerraform();
  const workspace = new TerraformWorkspace({ binary, directory, environment: await twoAccounts(world) });
  await workspace.init();
  return workspace;
}

/** What a person reads at the terminal when a plan fails; the error of a workspace leaves the source's lines out. */
export async function failedPlan(
  world: World,
  workspace: TerraformWorkspace,
  variables: Readonly<Record<string, unknown>>,
): Promise<string> {
  const binary = await findTerraform();
  const given = Object.entries(variables).map(([name, value]) => `-var=${name}=${JSON.stringify(value)}`);
  const { exitCode, all } = await execa(binary.path, ['plan', '-no-color', '-input=false', ...given], {
    cwd: workspace.directory,
    env: { ...(await twoAccounts(world)), CHECKPOINT_DISABLE: '1' },
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: 5 * 60_000,
  });
  if (exitCode !== 1) throw new Error(`the plan did not fail: ${all}`);
  return all;
}

/** Profiles instead of one account's keys: `service` is the customer's account, `client` the one with the endpoints. */
async function twoAccounts(world: World): Promise<Record<string, string | undefined>> {
  const folder = join(world.directory, 'aws');
  await mkdir(folder, { recursive: true });
  const profile = (name: string, accountId: string) => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = world.environment(accountId, 'eu-west-1');
    return `[${name}]\naws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\n`;
  };
  const credentials = join(folder, 'credentials');
  await writeFile(credentials, profile('service', accounts.acme) + profile('client', accounts.tray));
  await writeFile(join(folder, 'config'), '');
  return {
    ...world.environment(accounts.acme, 'eu-west-1'),
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: join(folder, 'config'),
  };
}
