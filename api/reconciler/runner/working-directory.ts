import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TerraformBinary } from '../../terraform/binary.ts';
import { TerraformWorkspace } from '../../terraform/workspace.ts';
import type { TerraformDocument } from '../stacks/synthesis.ts';

export interface TerraformInstallation {
  readonly binary: TerraformBinary;
  /** What makes runs find the provider; see `prepareProviderInstallation`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface WorkingDirectoriesOptions {
  readonly root: string;
  /** Asked for with every run. */
  readonly installation: () => Promise<TerraformInstallation>;
  /** How long an interrupted run may take to write its state. */
  readonly graceMs: number;
  /** Points the backend at an empty state: `terraform init` asks for one. */
  readonly emptyState: () => Readonly<Record<string, string>>;
}

const configurationFile = 'main.tf.json';
const initialised = '.initialised';
/** What Terraform leaves behind when it could not hand over its state. */
const erroredStateFile = 'errored.tfstate';

/**
 * A folder for each stack, initialised once and kept. All stacks need the same provider and the same kind of backend, so
 * `terraform init` runs once for all of them, and a new folder begins as a copy of the first one.
 */
export class WorkingDirectories {
  readonly #options: WorkingDirectoriesOptions;
  readonly #preparing = new Map<string, Promise<string>>();

  constructor(options: WorkingDirectoriesOptions) {
    this.#options = options;
  }

  /** Writes the configuration and makes sure that Terraform can run. One caller per stack at a time. */
  async prepare(
    stack: string,
    document: TerraformDocument,
    signal: AbortSignal,
  ): Promise<TerraformWorkspace> {
    const directory = this.#directory(stack);
    const installation = await this.#options.installation();
    const key = keyOf(document, installation);
    if ((await readText(join(directory, initialised))) !== key) {
      const template = await this.#template(key, document, installation, signal);
      const left = await readText(join(directory, erroredStateFile));
      await rm(directory, { recursive: true, force: true });
      await mkdir(join(this.#options.root, 'stacks'), { recursive: true });
      // Symbolic links to the provider stay links.
      await cp(template, directory, { recursive: true, verbatimSymlinks: true });
      if (left !== undefined) await writeFile(join(directory, erroredStateFile), left, { mode: 0o600 });
    }
    await writeFile(join(directory, configurationFile), JSON.stringify(document, null, 1));
    return this.#workspace(directory, installation);
  }

  /** The state that a run of this stack on this machine could not hand over. */
  async erroredState(stack: string): Promise<Buffer | undefined> {
    try {
      return await readFile(join(this.#directory(stack), erroredStateFile));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async dropErroredState(stack: string): Promise<void> {
    await rm(join(this.#directory(stack), erroredStateFile), { force: true });
  }

  /** The stack is gone, or its folder is in the way: the next run starts from a copy. */
  async drop(stack: string): Promise<void> {
    await rm(this.#directory(stack), { recursive: true, force: true });
  }

  /** Workers of one machine that wait for the same template make it once each at worst; the first one stays. */
  #template(
    key: string,
    document: TerraformDocument,
    installation: TerraformInstallation,
    signal: AbortSignal,
  ): Promise<string> {
    let template = this.#preparing.get(key);
    if (template === undefined) {
      template = this.#makeTemplate(key, document, installation, signal);
      this.#preparing.set(key, template);
      template.catch(() => this.#preparing.delete(key));
    }
    return template;
  }

  async #makeTemplate(
    key: string,
    document: TerraformDocument,
    installation: TerraformInstallation,
    signal: AbortSignal,
  ): Promise<string> {
    const template = join(this.#options.root, 'templates', key);
    if ((await readText(join(template, initialised))) === key) return template;
    const work = `${template}.${process.pid}`;
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    try {
      const { terraform } = document;
      await writeFile(join(work, configurationFile), JSON.stringify({ terraform }));
      await this.#workspace(work, installation).init({ signal, environment: this.#options.emptyState() });
      await rm(join(work, configurationFile));
      await writeFile(join(work, initialised), key);
      // Another process of this machine may be copying from its own: a whole one that is there already stays.
      if ((await readText(join(template, initialised))) !== key)
        await rm(template, { recursive: true, force: true });
      await rename(work, template).catch(async (error: unknown) => {
        if ((await readText(join(template, initialised))) !== key) throw error;
      });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return template;
  }

  #directory(stack: string): string {
    return join(this.#options.root, 'stacks', stack);
  }

  #workspace(directory: string, installation: TerraformInstallation): TerraformWorkspace {
    return new TerraformWorkspace({
      binary: installation.binary,
      directory,
      environment: { ...withheld, ...pace(), ...installation.environment },
      supervised: true,
      graceMs: this.#options.graceMs,
    });
  }
}

/** What this process may know, and what no provider needs to. */
const withheld = { DATABASE_URL: undefined, WEBHOOK_SECRET: undefined };

/**
 * Half of what a short run computes is the collection of garbage from the provider's schema: a run ends before it pays. Measured with
 * provider 5.100.0: 1.5 s of processor time instead of 2.9 s. The limit keeps a long run from growing.
 */
function pace(): Record<string, string> {
  const { GOGC, GOMEMLIMIT } = process.env;
  return GOGC === undefined && GOMEMLIMIT === undefined ? { GOGC: 'off', GOMEMLIMIT: '600MiB' } : {};
}

/** Everything that an initialised folder depends on. */
function keyOf(document: TerraformDocument, { binary, environment }: TerraformInstallation): string {
  return createHash('sha256')
    .update(JSON.stringify([document.terraform, binary.path, binary.version, environment]))
    .digest('hex')
    .slice(0, 16);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
