import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const root = join(import.meta.dirname, '../../../..');

export interface InstalledPackage {
  /** A project of somebody else's, with the packed SDK in its node_modules. */
  readonly folder: string;
  /** The packed package. */
  readonly tarball: string;
  write(name: string, text: string): Promise<string>;
  /** Runs a file of the project with Node; gives what it printed. */
  node(file: string, env?: Record<string, string>): Promise<string>;
  remove(): Promise<void>;
}

const ownDependencies: Readonly<Record<string, string>> = Object.fromEntries(
  ['undici', '@types/node', 'undici-types'].map((name) => [name, join(root, 'node_modules', name)]),
);

/**
 * Packs the SDK as it would be published, and installs it without a registry: what it needs is linked.
 *
 * @param dependencies folders by the name under which the project finds them.
 */
export async function installPackage(
  dependencies: Readonly<Record<string, string>> = ownDependencies,
): Promise<InstalledPackage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'privatelink-sdk-')));
  const sdk = await buildApart(folder);
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: sdk,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const tarball = join(folder, filename);
  const target = join(folder, 'node_modules/@tray/privatelink-sdk');
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', target]);
  for (const [name, target] of Object.entries(dependencies)) {
    await mkdir(join(folder, 'node_modules', name, '..'), { recursive: true });
    await symlink(target, join(folder, 'node_modules', name));
  }
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  return {
    folder,
    tarball,
    write: async (name, text) => {
      const path = join(folder, name);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, text);
      return path;
    },
    node: async (file, env = {}) => {
      const { stdout: printed } = await run(process.execPath, [file], {
        cwd: folder,
        env: { ...process.env, ...env },
        timeout: 60_000,
      });
      return printed;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Builds a copy, so that two tests at once, or somebody's build, do not get in each other's way. */
async function buildApart(folder: string): Promise<string> {
  const copy = join(folder, 'checkout/sdk');
  await cp(join(root, 'sdk'), copy, {
    recursive: true,
    filter: (path) => !/\/(dist|node_modules)$/.test(path),
  });
  await cp(join(root, 'tsconfig.json'), join(folder, 'checkout/tsconfig.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'checkout/node_modules'));
  await run(process.execPath, [join(copy, 'scripts/build.ts')], { cwd: copy });
  return copy;
}
