import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { findTerraform, type TerraformBinary } from '../api/terraform/binary.ts';
import { prepareProviderInstallation } from '../api/terraform/cli-configuration.ts';
import { TerraformError } from '../api/terraform/errors.ts';
import type { Diagnostic } from '../api/terraform/messages.ts';
import { TerraformWorkspace } from '../api/terraform/workspace.ts';
import { inputErrorMessage } from '../stacks/index.ts';
import { synthesizeFleet } from './synthesis.ts';
import { runTasks, type Task } from './terminal.ts';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'modules');

interface Verdict {
  /** A stack's id, or the folder of a module or example. */
  readonly name: string;
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const options = new Command('npm run validate --')
  .description('Runs `terraform validate` on every stack of a fleet file, on the module and on its examples.')
  .option('--fleet <file>', 'the fleet file', join(root, 'fleet.example.yaml'))
  .option('--json', 'print one JSON document; progress goes to standard error', false)
  .parse()
  .opts<{ fleet: string; json: boolean }>();

try {
  process.exitCode = await validate();
} catch (error) {
  const message = error instanceof TerraformError ? error.message : inputErrorMessage(error);
  if (message === undefined) throw error;
  console.error(message);
  process.exitCode = 1;
}

async function validate(): Promise<number> {
  const binary = await findTerraform();
  const installation = await prepareProviderInstallation({ binary });
  const work = await mkdtemp(join(tmpdir(), 'tray-privatelink-validate-'));
  try {
    const stacks = await synthesizeFleet({ fleetFile: options.fleet, outdir: join(work, 'cdktf.out') });
    // Away from the sources: `.terraform` inside a module would be taken for a part of it.
    await cp(modules, join(work, 'modules'), {
      recursive: true,
      filter: (path) => !path.includes('.terraform'),
    });
    const folders = [
      ...stacks.map(({ id, directory }) => ({ name: id, directory })),
      ...(await moduleFolders()).map((name) => ({ name, directory: join(work, name) })),
    ];
    const verdicts: Verdict[] = [];
    const tasks = folders.map((folder) => toTask(folder, binary, installation.environment, verdicts));
    if (!options.json) console.log(`${binary.product} ${binary.version}, ${installation.description}`);
    await runTasks(tasks, { json: options.json, concurrency: 2, exitOnError: false }).catch(
      (error: unknown) => {
        // What is wrong with a configuration is told below, all of it; anything else ends here.
        if (!(error instanceof InvalidConfiguration)) throw error;
      },
    );
    return report(verdicts);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

class InvalidConfiguration extends Error {}

function toTask(
  folder: { name: string; directory: string },
  binary: TerraformBinary,
  environment: Record<string, string | undefined>,
  verdicts: Verdict[],
): Task {
  return {
    title: folder.name,
    run: async () => {
      const workspace = new TerraformWorkspace({ binary, directory: folder.directory, environment });
      await workspace.init({ backend: false });
      const diagnostics = await workspace.validate();
      const valid = diagnostics.every(({ severity }) => severity !== 'error');
      verdicts.push({ name: folder.name, valid, diagnostics });
      if (!valid) throw new InvalidConfiguration(`${folder.name} is not valid`);
    },
  };
}

/** Every module, and every example in it. */
async function moduleFolders(): Promise<string[]> {
  const folders: string[] = [];
  for (const name of await subfolders(modules)) {
    folders.push(join('modules', name));
    for (const example of await subfolders(join(modules, name, 'examples'))) {
      folders.push(join('modules', name, 'examples', example));
    }
  }
  return folders;
}

async function subfolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function report(verdicts: readonly Verdict[]): number {
  const invalid = verdicts.filter(({ valid }) => !valid);
  if (options.json) console.log(JSON.stringify({ valid: invalid.length === 0, verdicts }));
  else {
    for (const { name, diagnostics } of verdicts) {
      for (const { severity, summary, detail } of diagnostics) {
        console.log(`${name}: ${severity}: ${summary}${detail ? `\n  ${detail}` : ''}`);
      }
    }
    console.log(`${verdicts.length - invalid.length} of ${verdicts.length} configurations are valid`);
  }
  return invalid.length > 0 ? 1 : 0;
}
