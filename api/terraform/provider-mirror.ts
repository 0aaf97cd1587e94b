import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import semver from 'semver';
import { awsProvider } from '../../domain/aws-provider.ts';
import { ProviderMirrorError } from './errors.ts';

/** The environment variable that names a provider mirror, for installations that keep theirs in a place of its own. */
export const mirrorVariable = 'TRAY_PROVIDER_MIRROR';

/** The range as semver writes it. */
const fittingVersions = awsProvider.version.replaceAll(',', '').replaceAll(/([<>=]) /g, '$1');

/** A folder in Terraform's filesystem-mirror layout that holds a fitting AWS provider for this platform. */
export interface ProviderMirror {
  readonly directory: string;
  readonly version: string;
  /** Whether Terraform looks there by itself (`implied`), or has to be told. */
  readonly found: 'variable' | 'implied' | 'system';
}

interface SearchOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** The registry host of the product: Terraform's and OpenTofu's differ. */
  readonly registryHost?: string;
  /** Folders for installed software, each searched a few levels deep. */
  readonly systemFolders?: readonly string[];
  /** Terraform's implied mirror folders. */
  readonly impliedFolders?: readonly string[];
}

const usualSystemFolders = [
  '/opt',
  '/usr/local/share',
  '/usr/local/lib',
  '/usr/share',
  '/usr/lib',
  '/var/lib',
  '/srv',
];
const searchDepth = 2;
const searchLimit = 2_000;

/**
 * Finds a mirror: the folder named by {@link mirrorVariable}, Terraform's implied mirror folders, then a bounded look into the
 * usual folders for installed software. Undefined where there is none: Terraform then downloads the provider.
 *
 * @throws ProviderMirrorError when the variable names a folder without a fitting provider.
 */
export async function findProviderMirror(options: SearchOptions = {}): Promise<ProviderMirror | undefined> {
  const environment = options.environment ?? process.env;
  const registryHost = options.registryHost ?? 'registry.terraform.io';

  const named = environment[mirrorVariable];
  if (named) {
    const version = await fittingVersion(named, registryHost);
    if (version) return { directory: named, version, found: 'variable' };
    throw new ProviderMirrorError(
      `${mirrorVariable} is "${named}", which holds no ${awsProvider.source} ${fittingVersions} for ${platform()}. ` +
        `Expected ${join(named, registryHost, awsProvider.source, '<version>', platform())}: make it with "terraform providers mirror", or unset the variable.`,
    );
  }
  for (const directory of options.impliedFolders ?? impliedMirrorFolders(environment)) {
    const version = await fittingVersion(directory, registryHost);
    if (version) return { directory, version, found: 'implied' };
  }
  for await (const directory of mirrorsBelow(options.systemFolders ?? usualSystemFolders, registryHost)) {
    const version = await fittingVersion(directory, registryHost);
    if (version) return { directory, version, found: 'system' };
  }
  return undefined;
}

/** Source: https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
export function impliedMirrorFolders(environment: NodeJS.ProcessEnv): string[] {
  const home = environment.HOME ?? homedir();
  if (process.platform === 'win32') {
    return environment.APPDATA ? [join(environment.APPDATA, 'terraform.d', 'plugins')] : [];
  }
  if (process.platform === 'darwin') {
    return [
      join(home, '.terraform.d', 'plugins'),
      join(home, 'Library', 'Application Support', 'io.terraform', 'plugins'),
      '/Library/Application Support/io.terraform/plugins',
    ];
  }
  const dataHome = environment.XDG_DATA_HOME || join(home, '.local', 'share');
  const dataFolders = (environment.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(':').filter(Boolean);
  return [
    join(home, '.terraform.d', 'plugins'),
    ...[dataHome, ...dataFolders].map((folder) => join(folder, 'terraform', 'plugins')),
  ];
}

/** Breadth first, a few levels deep and with a limit on the number of folders read: a mirror far down is not worth a slow start. */
async function* mirrorsBelow(roots: readonly string[], registryHost: string): AsyncGenerator<string> {
  let level: readonly string[] = roots;
  let read = 0;
  for (let depth = 0; depth <= searchDepth; depth += 1) {
    const next: string[] = [];
    for (const path of level) {
      read += 1;
      if (read > searchLimit) return;
      const children = await foldersIn(path);
      if (children.includes(registryHost)) yield path;
      next.push(...children.map((child) => join(path, child)));
    }
    level = next;
  }
}

/** Folders that cannot be read hold no mirror that Terraform could use: they count as empty. */
async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** The newest fitting version in a mirror, in the unpacked (`<version>/<platform>/`) or the packed (`….zip`) layout. */
async function fittingVersion(directory: string, registryHost: string): Promise<string | undefined> {
  const folder = join(directory, registryHost, awsProvider.source);
  if (!existsSync(folder)) return undefined;
  const entries = await readdir(folder);
  const packed = new RegExp(`^terraform-provider-aws_(.+)_${platform()}\\.zip$`);
  const versions = entries.flatMap((entry) => {
    const version =
      packed.exec(entry)?.[1] ?? (existsSync(join(folder, entry, platform())) ? entry : undefined);
    return version && semver.satisfies(version, fittingVersions) ? [version] : [];
  });
  return semver.rsort(versions)[0];
}

function platform(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386' };
  return `${system}_${architectures[process.arch] ?? process.arch}`;
}
