import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '../../../api/main.ts');

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
  /** What it has written to standard error so far. */
  readonly log: () => string;
  /** As a power cut would: nothing is said and nothing is cleaned up. */
  kill(): Promise<void>;
  /** SIGTERM. @returns the exit code. */
  stop(): Promise<number | null>;
}

export async function startApiProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ApiProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const log: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const announcement = JSON.parse(await firstLine(child, log)) as ApiAnnouncement;
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  };
  return {
    announcement,
    pid: child.pid ?? 0,
    log: () => log.join(''),
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}

async function firstLine(child: ChildProcess, log: readonly string[]): Promise<string> {
  if (child.stdout === null) throw new Error('the process has no output');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`the process ended before it was ready: ${log.join('')}`);
}
