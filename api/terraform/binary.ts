import { execa } from 'execa';
import semver from 'semver';
import { z } from 'zod';
import { allowedEnvironment } from './environment.ts';
import { TerraformUnavailableError } from './errors.ts';

/** The oldest release whose JSON output, `import` blocks and preconditions this project relies on. */
export const minimumTerraformVersion = '1.5.0';

/** A Terraform or OpenTofu executable that was run once to learn its version. */
export interface TerraformBinary {
  readonly path: string;
  readonly version: string;
  readonly product: 'terraform' | 'opentofu';
}

const versionDocument = z.object({ terraform_version: z.string() });
const versionTimeoutMs = 30_000;

/**
 * Finds the executable: `TERRAFORM_BINARY_NAME` (the variable CDK for Terraform reads, too) when it is set, else
 * `terraform`, else `tofu` on the PATH.
 *
 * @throws TerraformUnavailableError when there is none, it does not start, or it is older than {@link minimumTerraformVersion}.
 */
export async function findTerraform(environment: NodeJS.ProcessEnv = process.env): Promise<TerraformBinary> {
  const chosen = environment.TERRAFORM_BINARY_NAME;
  const candidates = chosen ? [chosen] : ['terraform', 'tofu'];
  for (const candidate of candidates) {
    const binary = await probe(candidate, environment);
    if (binary) return binary;
  }
  throw new TerraformUnavailableError(
    chosen
      ? `TERRAFORM_BINARY_NAME names "${chosen}", and no such program can be started. Unset it, or set it to a Terraform or OpenTofu executable.`
      : `Neither "terraform" nor "tofu" is on the PATH. Install Terraform ${minimumTerraformVersion} or later ` +
          '(https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install/), then run this again.',
  );
}

async function probe(command: string, environment: NodeJS.ProcessEnv): Promise<TerraformBinary | undefined> {
  const result = await execa(command, ['version', '-json'], {
    // A TF_CLI_CONFIG_FILE that names a missing file makes Terraform warn on every call: its version needs no configuration.
    env: { ...allowedEnvironment(environment), TF_CLI_CONFIG_FILE: undefined, CHECKPOINT_DISABLE: '1' },
    extendEnv: false,
    timeout: versionTimeoutMs,
    reject: false,
    stdin: 'ignore',
  });
  if (result.code === 'ENOENT') return undefined;
  if (result.failed) {
    throw new TerraformUnavailableError(
      `"${command} version" failed (${result.shortMessage ?? 'no reason given'}): ${result.stderr}`.trim(),
      { cause: result },
    );
  }
  const version = parseVersion(result.stdout);
  if (!version)
    throw new TerraformUnavailableError(`"${command} version -json" did not answer with a version.`);
  if (semver.lt(version, minimumTerraformVersion)) {
    throw new TerraformUnavailableError(
      `"${command}" is version ${version}; ${minimumTerraformVersion} or later is needed. Upgrade it.`,
    );
  }
  return { path: command, version, product: await productOf(command, environment) };
}

function parseVersion(stdout: string): string | undefined {
  try {
    return semver.valid(versionDocument.parse(JSON.parse(stdout)).terraform_version) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Both products answer `version -json` with the same document; only the plain text names the product. */
async function productOf(
  command: string,
  environment: NodeJS.ProcessEnv,
): Promise<TerraformBinary['product']> {
  const { stdout } = await execa(command, ['version'], {
    env: { ...allowedEnvironment(environment), TF_CLI_CONFIG_FILE: undefined, CHECKPOINT_DISABLE: '1' },
    extendEnv: false,
    timeout: versionTimeoutMs,
    stdin: 'ignore',
  });
  return stdout.includes('OpenTofu') ? 'opentofu' : 'terraform';
}
