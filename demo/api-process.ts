import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '../api/main.ts');

export interface ApiAnnouncement {
  readonly role: string;
  readonly url?: string;
  readonly openapi?: string;
  readonly token?: string;
  readonly emulator?: {
    readonly url: string;
    readonly accounts: readonly {
      readonly accountId: string;
      readonly environment: Readonly<Record<string, string>>;
    }[];
  };
}

/** `npm start`, as a process of its own. */
export interface ApiProcess {
  readonly pid: number;
  readonly announcement: ApiAnnouncement;
  /** What it has written to standard error so far, or the last of it. */
  readonly log: () => string;
  /** As a power cut would: nothing is said and nothing is cleaned up. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL when that takes longer. @returns the exit code. */
  stop(withinMs?: number): Promise<number | null>;
}

export async function startApiProcess(
  args: readonly string[],
  /** What differs from this process's own; undefined takes a variable away. */
  environment: Readonly<Record<string, string | undefined>>,
  options: {
    /** Ctrl-C is for this process alone. */
    readonly detached?: boolean;
    /** Characters of the log that are kept. @default all */
    readonly logLimit?: number;
  } = {},
): Promise<ApiProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    detached: options.detached ?? false,
  });
  const { logLimit = Number.POSITIVE_INFINITY } = options;
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    if (log.length > logLimit) log = log.slice(-logLimit);
  });
  const announcement = JSON.parse(await firstLine(child, () => log)) as ApiAnnouncement;
  const end = async (signal: NodeJS.Signals, withinMs?: number) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, 'exit');
    child.kill(signal);
    const impatience = withinMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), withinMs);
    const [code] = (await ended) as [number | null];
    clearTimeout(impatience);
    return code;
  };
  return {
    announcement,
    pid: child.pid ?? 0,
    log: () => log,
    kill: async () => void (await end('SIGKILL')),
    stop: (withinMs) => end('SIGTERM', withinMs),
  };
}

async function firstLine(child: ChildProcess, log: () => string): Promise<string> {
  if (child.stdout === null) throw new Error('the process has no output');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`The provisioning API did not start:\n${log()}`);
}
