import { join } from 'node:path';
import type { Logger } from 'pino';
import { commonFolder } from '../store/embedded/reach.ts';
import { findTerraform } from '../terraform/binary.ts';
import { prepareProviderInstallation } from '../terraform/cli-configuration.ts';
import { TerraformUnavailableError } from '../terraform/errors.ts';
import { makeRunner, type TerraformUser } from './runner/terraform-user.ts';
import type { TerraformInstallation } from './runner/working-directory.ts';

/**
 * Terraform and its provider, looked for when the first run needs them and again after every failure: what is missing at the
 * start may be installed later, and the rest of the API works without.
 */
export class Installation {
  readonly #logger: Logger;
  readonly #as: { readonly user: TerraformUser; readonly root: string } | undefined;
  #found: Promise<TerraformInstallation> | undefined;
  #problem: string | undefined;

  /** @param as the user who runs Terraform, and the folder of its working directories. @default this process's user */
  constructor(logger: Logger, as?: { readonly user: TerraformUser; readonly root: string }) {
    this.#logger = logger;
    this.#as = as;
  }

  /** @throws TerraformUnavailableError, ProviderMirrorError */
  get(): Promise<TerraformInstallation> {
    this.#found ??= this.#find();
    return this.#found;
  }

  /** Found once does not mean there for ever: the next run looks again. */
  forget(problem: string): void {
    this.#found = undefined;
    this.#problem = problem;
  }

  /** What stands in the way of runs; undefined when nothing is known to. */
  get problem(): string | undefined {
    return this.#problem;
  }

  async #find(): Promise<TerraformInstallation> {
    try {
      const binary = await findTerraform();
      const { environment, description, directory } = await prepareProviderInstallation({
        binary,
        // Root's own cache is closed to others.
        ...(this.#as === undefined ? {} : { cacheDirectory: join(commonFolder, 'terraform') }),
        onDownload: () => this.#logger.info('downloading the AWS provider; this takes a few minutes'),
      });
      this.#logger.info(
        { product: binary.product, version: binary.version, provider: description },
        'Terraform found',
      );
      this.#problem = undefined;
      if (this.#as === undefined) return { binary, environment };
      const { user, root } = this.#as;
      const as = await makeRunner(user, root, binary, environment, directory);
      if (!('obstacle' in as)) return { binary, ...as };
      const problem = `The user ${user.name}, which Terraform is to run as, cannot reach ${as.obstacle}`;
      if (user.chosen)
        throw new TerraformUnavailableError(`${problem}. Open it to that user, or unset TERRAFORM_USER.`);
      this.#logger.warn(`${problem}: it runs as root, and can read what root can`);
      return { binary, environment };
    } catch (error) {
      this.#found = undefined;
      this.#problem = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }
}
