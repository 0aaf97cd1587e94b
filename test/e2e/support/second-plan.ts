import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TerraformDocument } from '../../../api/reconciler/stacks/synthesis.ts';
import type { Store } from '../../../api/store/store.ts';
import { findTerraform } from '../../../api/terraform/binary.ts';
import { prepareProviderInstallation } from '../../../api/terraform/cli-configuration.ts';
import { TerraformWorkspace } from '../../../api/terraform/workspace.ts';

/** By stack, the working directory of its last run, of several workers' data folders. */
export async function currentDirectories(dataFolders: readonly string[]): Promise<Map<string, string>> {
  const current = new Map<string, { directory: string; at: number }>();
  for (const dataFolder of dataFolders) {
    const root = join(dataFolder, 'terraform/stacks');
    for (const name of await readdir(root).catch(() => [])) {
      // `<stack>.<run>`
      const [stack = ''] = name.split('.');
      const directory = join(root, name);
      // A worker that was killed between making the folder and writing into it left it empty: nothing ran there.
      const written = await stat(join(directory, 'main.tf.json')).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (written === undefined) continue;
      const { mtimeMs: at } = written;
      if (at > (current.get(stack)?.at ?? 0)) current.set(stack, { directory, at });
    }
  }
  return new Map([...current].map(([stack, { directory }]) => [stack, directory]));
}

/**
 * Plans a stack anew: with the configuration of its last run, against a copy of its state, and with AWS as it is.
 *
 * @returns the addresses that would change.
 */
export async function secondPlan(options: {
  readonly store: Store;
  /** Where it ran last. */
  readonly directory: string;
  readonly stack: string;
  readonly environment: Readonly<Record<string, string>>;
}): Promise<string[]> {
  const { store, stack, environment } = options;
  const source = join(options.directory, 'main.tf.json');
  const { import: _imports, ...document }: TerraformDocument = JSON.parse(await readFile(source, 'utf8'));
  const state = await store.terraformStates.read(stack);
  if (state === undefined) throw new Error(`${stack} has no state`);
  const directory = await mkdtemp(join(tmpdir(), 'second-plan-'));
  try {
    const local = {
      ...document,
      terraform: { ...document.terraform, backend: { local: { path: 'copy.tfstate' } } },
    };
    await writeFile(join(directory, 'main.tf.json'), JSON.stringify(local));
    await writeFile(join(directory, 'copy.tfstate'), state.body);
    const binary = await findTerraform();
    const installation = await prepareProviderInstallation({ binary });
    const workspace = new TerraformWorkspace({
      binary,
      directory,
      // Short runs: collecting garbage would cost more than it frees.
      environment: { ...environment, ...installation.environment, GOGC: 'off', GOMEMLIMIT: '1GiB' },
    });
    await workspace.init();
    const plan = await workspace.plan();
    return plan.changes.map(({ address, action }) => `${action} ${address}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
