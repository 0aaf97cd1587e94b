import { execa, type Result } from 'execa';
import { z } from 'zod';
import { defined } from '../../domain/defined.ts';
import { hclOf } from '../../stacks/index.ts';
import type { TerraformBinary } from './binary.ts';
import { childEnvironment } from './environment.ts';
import { TerraformInterruptedError, TerraformRunError, TerraformUnavailableError } from './errors.ts';
import { type ChangeSummary, type Diagnostic, parseMessage, type TerraformMessage } from './messages.ts';
import { supervise, supervisedCommand, supervisedStdio } from './supervised-child.ts';
import { type Lifeline, leaseEndedExitCode } from './supervision.ts';

export interface WorkspaceOptions {
  readonly binary: TerraformBinary;
  /** The folder with the configuration: a synthesised stack, the module or one of its examples. */
  readonly directory: string;
  /**
   * Added to what Terraform may know of this process's environment (see environment.ts): credentials, the provider installation.
   * `undefined` removes a variable.
   */
  readonly environment?: Record<string, string | undefined>;
  /**
   * Runs Terraform under a supervisor (see supervisor.ts) that interrupts it when this process dies, however it dies.
   * @default false
   */
  readonly supervised?: boolean;
  /** How long an interrupted run may take to finish, in milliseconds, before it is killed. @default 2 minutes */
  readonly graceMs?: number;
  /** Runs Terraform as another user, who can reach these programs. @default this process's user, and these files */
  readonly runner?: Runner;
}

/** As whom, and with which copies of our own programs, Terraform is started. */
export interface Runner {
  readonly uid: number;
  readonly gid: number;
  /** Node's executable. */
  readonly node: string;
  /** supervisor.ts */
  readonly supervisor: string;
}

export interface RunOptions {
  /** Told the process that was started: the supervisor, or Terraform itself. */
  readonly onStart?: (pid: number) => void;
  /** Told the process of Terraform itself, which leads a process group, where a supervisor stands in front of it. */
  readonly onProgram?: (pid: number) => void;
  /** Of a supervised run: its supervisor ends it when this does not go on, also when this process can do nothing any more. */
  readonly lifeline?: Lifeline;
  /** Ends the run: Terraform is interrupted once and given time to write its state. */
  readonly signal?: AbortSignal;
  /** How long the run may take, in milliseconds. Default: 30 minutes. */
  readonly timeoutMs?: number;
  /** Called for every line of progress. */
  readonly onMessage?: (message: TerraformMessage) => void;
  /** Variables for `-var`, JSON-encoded where they are not strings. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Added to the environment of this run alone. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Addresses of resources that an apply destroys and creates anew. */
  readonly replace?: readonly string[];
}

export interface RunResult {
  readonly summary?: ChangeSummary;
  readonly warnings: readonly Diagnostic[];
}

export interface PlanResult extends RunResult {
  /** Whether an apply would change anything: exit code 2 of `plan -detailed-exitcode`. */
  readonly hasChanges: boolean;
  /** The addresses that would change, with the action. */
  readonly changes: readonly { readonly address: string; readonly action: string }[];
}

interface Finished {
  readonly exitCode: number;
  readonly messages: readonly TerraformMessage[];
}

const defaultTimeoutMs = 30 * 60_000;
/** How long an interrupted Terraform may take to finish the call in flight and write its state, before it is killed. */
const defaultGraceMs = 120_000;
/** The supervisor kills what takes longer than the grace; it is killed itself only when it does not manage that. */
const supervisorMarginMs = 5_000;
const plainStdio = ['ignore', 'pipe', 'pipe'] as const;
/** What a shell, and the supervisor, answer when there is no such program. */
const notFoundExitCode = 127;
/** Text kept of a run for its error message; messages of `-json` are kept apart. */
const outputLimit = 64 * 1024;

const outputsDocument = z.record(z.string(), z.object({ value: z.unknown() }));

/** One working directory of Terraform. Calls on the same directory must not overlap: Terraform locks the state, and fails. */
export class TerraformWorkspace {
  readonly directory: string;
  readonly #binary: TerraformBinary;
  readonly #environment: Record<string, string | undefined>;
  readonly #supervised: boolean;
  readonly #graceMs: number;
  readonly #runner: Runner | undefined;

  constructor(options: WorkspaceOptions) {
    this.directory = options.directory;
    this.#binary = options.binary;
    this.#environment = options.environment ?? {};
    this.#supervised = options.supervised ?? false;
    this.#graceMs = options.graceMs ?? defaultGraceMs;
    this.#runner = options.runner;
  }

  /** `terraform init`. `backend: false` is enough for `validate`, and needs no credentials. */
  async init(options: RunOptions & { backend?: boolean } = {}): Promise<void> {
    await this.#run('init', options.backend === false ? ['-backend=false'] : [], options);
  }

  /** `terraform validate`: all diagnostics, whether or not the configuration is valid. */
  async validate(options: RunOptions = {}): Promise<readonly Diagnostic[]> {
    const output = await this.#query('validate', { ...options, acceptExitCodes: [0, 1] });
    const document = z.object({ diagnostics: z.array(diagnosticSchema) }).parse(JSON.parse(output));
    return document.diagnostics;
  }

  async plan(options: RunOptions = {}): Promise<PlanResult> {
    const finished = await this.#run('plan', ['-json', '-detailed-exitcode', ...variableArguments(options)], {
      ...options,
      acceptExitCodes: [0, 2],
    });
    return {
      ...resultOf(finished),
      hasChanges: finished.exitCode === 2,
      changes: finished.messages.flatMap(({ type, change }) =>
        type === 'planned_change' && change ? [{ address: change.resource.addr, action: change.action }] : [],
      ),
    };
  }

  async apply(options: RunOptions = {}): Promise<RunResult> {
    return resultOf(
      await this.#run(
        'apply',
        [
          '-json',
          '-auto-approve',
          ...(options.replace ?? []).map((address) => `-replace=${address}`),
          ...variableArguments(options),
        ],
        options,
      ),
    );
  }

  async destroy(options: RunOptions = {}): Promise<RunResult> {
    return resultOf(
      await this.#run(
        'apply',
        ['-destroy', '-json', '-auto-approve', ...variableArguments(options)],
        options,
      ),
    );
  }

  /** Takes what exists into the state, under the address that the configuration gives it. */
  async import(address: string, id: string, options: RunOptions = {}): Promise<void> {
    await this.#run('import', [...variableArguments(options), plainWord(address), plainWord(id)], options);
  }

  /** The values of the root module's outputs. */
  async outputs(options: RunOptions = {}): Promise<Record<string, unknown>> {
    const output = await this.#query('output', options);
    const document = outputsDocument.parse(JSON.parse(output));
    return Object.fromEntries(Object.entries(document).map(([name, { value }]) => [name, value]));
  }

  /** A command whose standard output is one document. */
  async #query(
    command: string,
    options: RunOptions & { acceptExitCodes?: readonly number[] },
  ): Promise<string> {
    const child = execa(
      ...this.#command([command, '-no-color', '-json'], options),
      this.#childOptions(options),
    );
    const ended = supervise(child, options);
    const result = await child;
    ended(result);
    this.#check(command, result, options, { diagnostics: [], output: result.stderr });
    return result.stdout;
  }

  /** A command that works for a while: its messages are handed on as they come. */
  async #run(
    command: string,
    flags: readonly string[],
    options: RunOptions & { acceptExitCodes?: readonly number[] },
  ): Promise<Finished> {
    const messages: TerraformMessage[] = [];
    const text = new BoundedText(outputLimit);
    const child = execa(...this.#command([command, '-no-color', '-input=false', ...flags], options), {
      ...this.#childOptions(options),
      all: true,
      buffer: false,
    });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    const ended = supervise(child, options);
    const collect = async (): Promise<void> => {
      for await (const line of child.iterable({ from: 'all' })) {
        const message = parseMessage(line);
        if (!message) text.add(line);
        else {
          messages.push(message);
          options.onMessage?.(message);
        }
      }
    };
    const [result] = await Promise.all([child, collect()]);
    ended(result);
    const exitCode = this.#check(command, result, options, {
      diagnostics: diagnosticsOf(messages),
      output: text.toString(),
    });
    return { exitCode, messages };
  }

  /** The program and its arguments: Terraform's, or the supervisor's in front of them. */
  #command(words: readonly string[], options: RunOptions): [program: string, arguments_: readonly string[]] {
    if (!this.#supervised) return [this.#binary.path, words];
    return supervisedCommand([this.#binary.path, ...words], {
      graceMs: this.#graceMs,
      lifeline: options.lifeline,
      ...defined({ programs: this.#runner }),
    });
  }

  #childOptions(options: RunOptions) {
    return {
      cwd: this.directory,
      env: childEnvironment(this.#environment, options.environment),
      extendEnv: false,
      // Supplementary groups go with the user: https://nodejs.org/api/child_process.html#child_processspawncommand-args-options
      ...defined({ uid: this.#runner?.uid, gid: this.#runner?.gid }),
      // A supervisor watches its standard input: it closes with this process.
      stdio: this.#supervised ? supervisedStdio : plainStdio,
      reject: false,
      timeout: options.timeoutMs ?? defaultTimeoutMs,
      // One interrupt lets Terraform finish and write its state; a second one would make it drop both. A process group of its
      // own keeps a Ctrl-C on the terminal from being that second one.
      detached: true,
      killSignal: 'SIGINT',
      forceKillAfterDelay: this.#graceMs + (this.#supervised ? supervisorMarginMs : 0),
      ...(options.signal ? { cancelSignal: options.signal } : {}),
    } as const;
  }

  /** The exit code when it is one that the caller accepts; an error that says what happened otherwise. */
  #check(
    command: string,
    result: Pick<Result, 'isCanceled' | 'timedOut'> & {
      exitCode?: number | undefined;
      signal?: string | undefined;
      code?: string | undefined;
    } & { shortMessage?: string | undefined },
    options: RunOptions & { acceptExitCodes?: readonly number[] },
    failure: { diagnostics: readonly Diagnostic[]; output: string },
  ): number {
    if (result.isCanceled) throw new TerraformInterruptedError(command, 'abort', 'the caller asked for it');
    if (result.timedOut) {
      const seconds = (options.timeoutMs ?? defaultTimeoutMs) / 1000;
      throw new TerraformInterruptedError(command, 'timeout', `it took longer than ${seconds} s`);
    }
    if (result.code === 'ENOENT' || result.exitCode === notFoundExitCode) {
      throw new TerraformUnavailableError(
        `"${this.#binary.path}" cannot be started any more. Install it again, or set TERRAFORM_BINARY_NAME to another one.`,
      );
    }
    if (result.exitCode === undefined) {
      const detail = result.signal ?? result.shortMessage ?? 'it did not start';
      throw new TerraformInterruptedError(command, 'signal', detail);
    }
    if (this.#supervised && result.exitCode === leaseEndedExitCode) {
      throw new TerraformInterruptedError(command, 'signal', "its worker's lease was not prolonged in time");
    }
    if (this.#supervised && result.exitCode > 128) {
      throw new TerraformInterruptedError(command, 'signal', `signal ${result.exitCode - 128} ended it`);
    }
    if (!(options.acceptExitCodes ?? [0]).includes(result.exitCode)) {
      throw new TerraformRunError({ command, directory: this.directory, ...failure });
    }
    return result.exitCode;
  }
}

const diagnosticSchema = z.object({
  severity: z.enum(['error', 'warning']),
  summary: z.string(),
  detail: z.string().optional(),
  address: z.string().optional(),
  range: z.object({ filename: z.string(), start: z.object({ line: z.number() }) }).optional(),
});

function resultOf(finished: Finished): RunResult {
  const summary = finished.messages.findLast((message) => message.type === 'change_summary')?.changes;
  const warnings = diagnosticsOf(finished.messages).filter((diagnostic) => diagnostic.severity === 'warning');
  return { warnings, ...(summary ? { summary } : {}) };
}

function diagnosticsOf(messages: readonly TerraformMessage[]): Diagnostic[] {
  return messages.flatMap((message) => (message.diagnostic ? [message.diagnostic] : []));
}

function variableArguments(options: RunOptions): string[] {
  return Object.entries(options.variables ?? {}).map(([name, value]) => `-var=${name}=${argumentOf(value)}`);
}

/** Terraform takes strings as they are, and reads the rest as its own language, in which text has templates. */
function argumentOf(value: unknown): string {
  return typeof value === 'string' ? value : hclOf(value);
}

/** A word of a command line that is no option, whatever it is made from. */
function plainWord(word: string): string {
  if (word === '' || word.startsWith('-')) throw new Error(`"${word}" is neither an address nor an id`);
  return word;
}

/** The last part of a text, so that an endless log cannot fill the memory. */
class BoundedText {
  readonly #limit: number;
  #lines: string[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#size += line.length + 1;
    while (this.#size > this.#limit && this.#lines.length > 1)
      this.#size -= (this.#lines.shift() ?? '').length + 1;
  }

  toString(): string {
    return this.#lines.join('\n');
  }
}
