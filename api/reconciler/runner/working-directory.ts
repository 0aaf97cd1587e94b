import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from '../../../domain/defined.ts';
import type { TerraformBinary } from '../../terraform/binary.ts';
import { type Runner, TerraformWorkspace } from '../../terraform/workspace.ts';
import type { TerraformDocument } from '../stacks/synthesis.ts';
import { sharedCredentials } from './shared-credentials.ts';
import { giveTo, writePrivately } from './terraform-user.ts';

export interface TerraformInstallation {
  readonly binary: TerraformBinary;
  /** What makes runs find the provider; see `prepareProviderInstallation`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As whom it runs. @default this process's user */
  readonly runner?: Runner;
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
const lockFile = '.terraform.lock.hcl';
const dataFolder = '.terraform';
const initialised = '.initialised';
/** What Terraform leaves behind when it could not hand over its state. */
const erroredStateFile = 'errored.tfstate';

/** The state that a run on this machine could not hand over. */
export interface LeftState {
  /** Undefined where nobody knows. */
  readonly runId: string | undefined;
  readonly body: Buffer;
  /** Where it is. */
  readonly file: string;
}

/**
 * A folder for each run, so that nobody writes into another one's: neither a worker that stood still while its successor
 * began, nor two of a machine. What takes time is shared and only read: all stacks need the same provider and the same kind of
 * backend, so `terraform init` runs once for all of them, into a template whose data folder every run uses.
 */
export class WorkingDirectories {
  readonly #options: WorkingDirectoriesOptions;
  readonly #preparing = new Map<string, Promise<string>>();

  constructor(options: WorkingDirectoriesOptions) {
    this.#options = options;
  }

  /** Writes the configuration and makes sure that Terraform can run. */
  async prepare(
    run: {
      readonly stack: string;
      readonly id: string;
      readonly files?: Readonly<Record<string, Uint8Array>>;
    },
    document: TerraformDocument,
    signal: AbortSignal,
  ): Promise<TerraformWorkspace> {
    const directory = this.#directory(run.stack, run.id);
    const installation = await this.#options.installation();
    const template = await this.#template(keyOf(document, installation), document, installation, signal);
    await mkdir(join(this.#options.root, 'stacks'), { recursive: true, mode: 0o711 });
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if (installation.runner !== undefined) await giveTo(installation.runner, directory);
    await this.#configure(directory, document, installation);
    for (const [name, bytes] of Object.entries(run.files ?? {}))
      await this.#write(join(directory, name), bytes, installation);
    // Without providers there is nothing to lock.
    const lock = await readIfThere(join(template, lockFile));
    if (lock !== undefined) await this.#write(join(directory, lockFile), lock, installation);
    return this.#workspace(directory, installation, { TF_DATA_DIR: join(template, dataFolder) });
  }

  /** What runs of this stack on this machine could not hand over, in no order. */
  async leftStates(stack: string): Promise<LeftState[]> {
    const left: LeftState[] = [];
    for (const { directory, runId } of await this.#runsOf(stack)) {
      const file = join(directory, erroredStateFile);
      const body = await readIfThere(file);
      if (body !== undefined) left.push({ runId, body, file });
    }
    return left;
  }

  /** Keeps a state that does not count, for the operator. @returns where it is now. */
  async setAside(stack: string, left: LeftState): Promise<string> {
    const folder = join(this.#options.root, 'set-aside');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${stack}.${left.runId ?? 'unknown'}.${randomUUID()}.tfstate`);
    // What was read, not what lies there by now: the folder may be another user's.
    await writeFile(file, left.body, { mode: 0o600, flag: 'wx' });
    await rm(left.file, { force: true });
    return file;
  }

  /** Removes the folders of the stack's runs: none of them is under way, and what they left has been looked at. */
  async drop(stack: string): Promise<void> {
    for (const { directory } of await this.#runsOf(stack))
      await rm(directory, { recursive: true, force: true });
  }

  async #runsOf(stack: string): Promise<{ directory: string; runId: string | undefined }[]> {
    const root = join(this.#options.root, 'stacks');
    let names: string[];
    try {
      names = await readdir(root);
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
    // No id has a dot. Without one: a folder from before each run had its own.
    return names.flatMap((name) => {
      const [of, runId] = name.split('.');
      return of === stack ? [{ directory: join(root, name), runId }] : [];
    });
  }

  /** Processes of one machine that wait for the same template make it once each at worst; the first one stays. */
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
    if (await isTemplate(template, key)) return template;
    const work = `${template}.${randomUUID()}`;
    await mkdir(join(this.#options.root, 'templates'), { recursive: true, mode: 0o711 });
    await mkdir(work, { mode: 0o700 });
    try {
      const { terraform } = document;
      if (installation.runner !== undefined) await giveTo(installation.runner, work);
      await this.#configure(work, { terraform }, installation);
      const workspace = await this.#workspace(work, installation);
      await workspace.init({ signal, environment: this.#options.emptyState() });
      await rm(join(work, configurationFile));
      await this.#write(join(work, initialised), key, installation);
      await putInPlace(work, template, key);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return template;
  }

  /** `main.tf.json` */
  #configure(
    directory: string,
    document: TerraformDocument,
    installation: TerraformInstallation,
  ): Promise<void> {
    return this.#write(join(directory, configurationFile), JSON.stringify(document, null, 1), installation);
  }

  /** For the eyes of the one who runs it. */
  #write(path: string, content: string | Uint8Array, { runner }: TerraformInstallation): Promise<void> {
    return writePrivately(path, content, runner, this.#options.root);
  }

  #directory(stack: string, runId: string): string {
    if (!/^[\w-]+$/.test(stack)) throw new Error(`"${stack}" names no stack`);
    return join(this.#options.root, 'stacks', `${stack}.${runId}`);
  }

  async #workspace(
    directory: string,
    installation: TerraformInstallation,
    more: Readonly<Record<string, string>> = {},
  ): Promise<TerraformWorkspace> {
    return new TerraformWorkspace({
      binary: installation.binary,
      directory,
      environment: {
        ...pace(),
        ...installation.environment,
        ...(installation.runner === undefined ? {} : await sharedCredentials()),
        ...more,
      },
      ...defined({ runner: installation.runner }),
      supervised: true,
      graceMs: this.#options.graceMs,
    });
  }
}

/**
 * Others may be at the same, and runs already read the one that is there: a whole one stays. What is no template (it comes into
 * being by a rename alone) is moved away.
 */
async function putInPlace(work: string, template: string, key: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(work, template);
    } catch (error) {
      if (await isTemplate(template, key)) return;
      if (attempt === 3) throw error;
      const wreck = `${template}.${randomUUID()}`;
      await rename(template, wreck).catch((gone: unknown) => {
        if (!isNotFound(gone)) throw gone;
      });
      await rm(wreck, { recursive: true, force: true });
    }
  }
}

async function isTemplate(template: string, key: string): Promise<boolean> {
  return (await readIfThere(join(template, initialised)))?.toString() === key;
}

/**
 * Half of what a short run computes is the collection of garbage from the provider's schema: a run ends before it pays. Measured with
 * provider 5.100.0: 1.5 s of processor time instead of 2.9 s. The limit keeps a long run from growing.
 */
function pace(): Record<string, string> {
  const { GOGC, GOMEMLIMIT } = process.env;
  return GOGC === undefined && GOMEMLIMIT === undefined ? { GOGC: 'off', GOMEMLIMIT: '600MiB' } : {};
}

/** Everything that an initialised folder depends on. */
function keyOf(document: TerraformDocument, { binary, environment, runner }: TerraformInstallation): string {
  return createHash('sha256')
    .update(JSON.stringify([document.terraform, binary.path, binary.version, environment, runner?.uid]))
    .digest('hex')
    .slice(0, 16);
}

/** The folder may be another user's: a link there is not ours to follow. */
async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    return await file.readFile().finally(() => file.close());
  } catch (error) {
    if (isNotFound(error) || hasCode(error, 'ELOOP')) return undefined;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
