import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { execa } from 'execa';
import semver from 'semver';
import { findTerraform } from '../api/terraform/binary.ts';
import { prepareProviderInstallation } from '../api/terraform/cli-configuration.ts';
import { TerraformError } from '../api/terraform/errors.ts';

const modules = join(import.meta.dirname, '..', 'modules');
const module = 'privatelink-producer';
/** `mock_provider` came with this release; the module itself needs only 1.5. */
const mocksSince = '1.7.0';
const timeout = 15 * 60_000;

new Command('npm run test:module')
  .description(
    "Checks the format of the producer module and runs its own tests, on a mocked provider, with Terraform's test command.",
  )
  .parse();

try {
  await testModule();
} catch (error) {
  if (!(error instanceof TerraformError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function testModule(): Promise<void> {
  const binary = await findTerraform();
  if (semver.lt(binary.version, mocksSince)) {
    throw new TerraformError(
      'terraform_unavailable',
      `The tests need Terraform ${mocksSince} or later; this is ${binary.version}.`,
    );
  }
  const { environment } = await prepareProviderInstallation({ binary });
  // Away from the sources: `.terraform` inside the module would be taken for a part of it.
  const work = await mkdtemp(join(tmpdir(), 'tray-privatelink-module-'));
  try {
    await cp(modules, work, { recursive: true, filter: (path) => !path.includes('.terraform') });
    const run = (...args: string[]) =>
      execa(binary.path, args, {
        cwd: join(work, module),
        env: { ...environment, CHECKPOINT_DISABLE: '1' },
        stdio: ['ignore', 'inherit', 'inherit'],
        reject: false,
        timeout,
      });
    for (const args of [
      ['fmt', '-check', '-recursive', '-diff'],
      ['init', '-backend=false', '-input=false', '-no-color'],
      ['test', ...(process.stdout.isTTY ? [] : ['-no-color'])],
    ]) {
      const { exitCode } = await run(...args);
      if (exitCode !== 0) {
        console.error(`${binary.product} ${args.join(' ')} failed in modules/${module}`);
        process.exitCode = 1;
        return;
      }
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
