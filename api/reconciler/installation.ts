import type { Logger } from 'pino';
import { findTerraform } from '../terraform/binary.ts';
import { prepareProviderInstallation } from '../terraform/cli-configuration.ts';
import type { TerraformInstallation } from './runner/working-directory.ts';

/**
 * Terraform and its provider, looked for when the first run needs them and again after every failure: what is missing at the
 * start may be installed later, and the rest of the API works without.
 */
export class Installation {
  readonly #logger: Logger;
  #found: Promise<TerraformInstallation> | undefined;
  #problem: string | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
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
      const { environment, description } = await prepareProviderInstallation({
        binary,
        onDownload: () => this.#logger.info('downloading the AWS provider; this takes a few minutes'),
      });
      this.#logger.info(
        { product: binary.product, version: binary.version, provider: description },
        'Terraform found',
      );
      this.#problem = undefined;
      return { binary, environment };
    } catch (error) {
      this.#found = undefined;
      this.#problem = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }
}
