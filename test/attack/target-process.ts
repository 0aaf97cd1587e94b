import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The API as a process of its own, so that it can die and that its memory can be bounded. */
export interface Target {
  readonly url: string;
  readonly port: number;
  /** Undefined while it lives; then its exit code, or the signal that ended it. */
  readonly ended: () => number | NodeJS.Signals | undefined;
  /** The end of what it has written to standard error. */
  readonly log: () => string;
  /** Bytes that it holds in memory now, and that it held at most; undefined where the system does not tell. */
  memory(): Promise<{ readonly now: number; readonly peak: number } | undefined>;
  stop(): Promise<void>;
}

export interface TargetOptions {
  readonly databaseUrl: string;
  readonly dataFolder: string;
  /** Heap of V8 in MiB. */
  readonly heapMegabytes?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

const program = join(import.meta.dirname, 'target.ts');
const longestLog = 200;

export async function startTarget(options: TargetOptions): Promise<Target> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      ...(options.heapMegabytes === undefined ? [] : [`--max-old-space-size=${options.heapMegabytes}`]),
      program,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '',
        PORT: '0',
        DATA_FOLDER: options.dataFolder,
        DATABASE_URL: options.databaseUrl,
        LOG_LEVEL: 'error',
        ...options.environment,
      },
    },
  );
  const log: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log.push(text);
    if (log.length > longestLog) log.shift();
  });
  const { url } = JSON.parse(await firstLine(child, log)) as { url: string };
  const ended = () => child.exitCode ?? child.signalCode ?? undefined;
  return {
    url,
    port: Number(new URL(url).port),
    ended,
    log: () => log.join(''),
    memory: () => memoryOf(child.pid ?? 0),
    stop: async () => {
      if (ended() !== undefined) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await exit;
      clearTimeout(impatience);
    },
  };
}

async function firstLine(child: ChildProcess, log: readonly string[]): Promise<string> {
  if (child.stdout === null) throw new Error('the process has no output');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`the process ended before it listened: ${log.join('')}`);
}

/** As Linux tells it: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function memoryOf(pid: number): Promise<{ now: number; peak: number } | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined); // gone, or not Linux
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status ?? '')?.[1]) * 1_024;
  return status === undefined ? undefined : { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}
