import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { awsProvider } from '../../domain/aws-provider.ts';
import type { TerraformBinary } from './binary.ts';
import { childEnvironment } from './environment.ts';
import { TerraformRunError } from './errors.ts';
import { findProviderMirror } from './provider-mirror.ts';

export interface ProviderInstallation {
  /** What to add to the environment of every run. */
  readonly environment: Record<string, string | undefined>;
  /** One line for people: where the provider comes from. */
  readonly description: string;
  /** The folder that the provider is in; absent where the user's own configuration says. */
  readonly directory?: string;
}

export interface ProviderInstallationOptions {
  readonly binary: TerraformBinary;
  readonly environment?: NodeJS.ProcessEnv;
  /** Where generated configuration and a downloaded provider are kept. Default: the user's cache folder. */
  readonly cacheDirectory?: string;
  /** Folders to look for a mirror in; see `findProviderMirror`. */
  readonly systemFolders?: readonly string[];
  /** Called before a download starts: it takes minutes. */
  readonly onDownload?: () => void;
}

const downloadTimeoutMs = 15 * 60_000;

/**
 * Decides where the AWS provider comes from, so that no working directory downloads it a second time:
 * the user's own `provider_installation`; a mirror (see `findProviderMirror`); or one download into the cache folder, which
 * then serves as a mirror itself. A mirror is only read, so any number of runs may share it, which Terraform's plugin cache
 * does not allow: https://github.com/hashicorp/terraform/issues/31964.
 */
export async function prepareProviderInstallation(
  options: ProviderInstallationOptions,
): Promise<ProviderInstallation> {
  const environment = options.environment ?? process.env;
  const own = await ownConfiguration(environment);
  if (own?.text && /\bprovider_installation\b/.test(own.text)) {
    return {
      environment: { TF_CLI_CONFIG_FILE: own.path },
      description: `the AWS provider as ${own.path} says`,
    };
  }
  const registryHost =
    options.binary.product === 'opentofu' ? 'registry.opentofu.org' : 'registry.terraform.io';
  const cache = options.cacheDirectory ?? join(cacheFolder(environment), 'tray-privatelink');
  const mirror = await findProviderMirror({
    environment,
    registryHost,
    ...(options.systemFolders ? { systemFolders: options.systemFolders } : {}),
  });
  const directory =
    mirror?.directory ?? (await downloadOnce(options, join(cache, 'providers'), registryHost));
  const text = [own?.text ?? '', providerInstallationBlock(directory, registryHost)].join('\n');
  // Named by its content: runs that use another mirror, or another product, keep their own file.
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const configuration = join(cache, `terraform-${digest}.tfrc`);
  await writeAtomically(configuration, text);
  return {
    environment: { TF_CLI_CONFIG_FILE: configuration },
    directory,
    description: mirror
      ? `AWS provider ${mirror.version} from ${directory}`
      : `the AWS provider downloaded to ${directory}`,
  };
}

/** Other providers still come from their registries. */
function providerInstallationBlock(directory: string, registryHost: string): string {
  const include = JSON.stringify([`${registryHost}/${awsProvider.source}`]);
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(directory)}
    include = ${include}
  }
  direct {
    exclude = ${include}
  }
}
`;
}

/** The configuration the user has already; a variable that names a missing file counts as none, and is not passed on. */
async function ownConfiguration(
  environment: NodeJS.ProcessEnv,
): Promise<{ path: string; text: string } | undefined> {
  const path = environment.TF_CLI_CONFIG_FILE ?? join(environment.HOME ?? homedir(), '.terraformrc');
  return existsSync(path) ? { path, text: await readFile(path, 'utf8') } : undefined;
}

function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return environment.XDG_CACHE_HOME || join(environment.HOME ?? homedir(), '.cache');
}

/**
 * Lets Terraform fill a plugin cache in a folder of this process alone, then moves it into place in one step: a plugin cache has
 * the layout of a filesystem mirror. Two first runs at once download twice, and the second result is thrown away.
 */
async function downloadOnce(
  options: ProviderInstallationOptions,
  target: string,
  registryHost: string,
): Promise<string> {
  const finished = join(target, registryHost, awsProvider.source);
  if (existsSync(finished)) return target;
  options.onDownload?.();
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(join(dirname(target), 'download-'));
  try {
    const cache = join(work, 'providers');
    await mkdir(cache);
    await writeFile(join(work, 'main.tf.json'), JSON.stringify(requiredProviders()));
    const result = await execa(options.binary.path, ['init', '-input=false', '-no-color', '-backend=false'], {
      cwd: work,
      env: childEnvironment({ TF_PLUGIN_CACHE_DIR: cache, TF_CLI_CONFIG_FILE: undefined }),
      extendEnv: false,
      timeout: downloadTimeoutMs,
      reject: false,
      stdin: 'ignore',
    });
    if (result.failed) {
      throw new TerraformRunError({
        command: 'init',
        directory: work,
        diagnostics: [],
        output: `${result.stderr}\nThe AWS provider could not be downloaded. Where the registry cannot be reached, set TRAY_PROVIDER_MIRROR to a folder made by "terraform providers mirror".`,
      });
    }
    await rename(cache, target).catch((error: NodeJS.ErrnoException) => {
      if (!existsSync(finished)) throw error;
    });
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function requiredProviders(): unknown {
  return {
    terraform: {
      required_providers: {
        aws: { source: awsProvider.source, version: awsProvider.version },
      },
    },
  };
}

/** Runs that start at the same time read the old text or the new one, never half of it. */
async function writeAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // Of this write alone: one process may prepare several runs at once.
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
