import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Child, Exit, Program } from '../core/runner.ts';
import { readLines } from './lines.ts';

/** Where programs enter their VPC. */
export interface Surroundings {
  /** The SOCKS entrance: `127.0.0.1:1080`. Absent when there is no data plane. */
  readonly entrance: string | undefined;
  /** `http://127.0.0.1:4566` */
  readonly controlUrl: string;
}

const supervisor = fileURLToPath(new URL('./supervisor.mjs', import.meta.url));
const preload = pathToFileURL(fileURLToPath(new URL('../data-plane/preload.mjs', import.meta.url))).href;
/** How long the output of a program that is gone may take: only a descendant that left its group can hold it open. */
const OUTPUT_MILLISECONDS = 2_000;

/** Starts a program that stands at a network interface of a VPC, under a supervisor of its own: see `supervisor.mjs`. */
export function startChild(program: Program & Surroundings): Child {
  const scratch = program.directory === undefined ? mkdtempSync(join(tmpdir(), 'emulator-task-')) : undefined;
  const leader = spawn(process.execPath, [supervisor], {
    cwd: '/',
    // Nothing of the emulator's own environment, NODE_OPTIONS least of all.
    env: {},
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, stdout, stderr, channel] = leader.stdio as unknown as [null, Readable, Readable, Duplex];
  readLines(stdout, (text) => program.onLine(text, 'stdout'));
  readLines(stderr, (text) => program.onLine(text, 'stderr'));
  const send = (order: object) => void channel.write(`${JSON.stringify(order)}\n`);
  const exit = exitOf(leader, channel, [stdout, stderr]).finally(() => {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  });
  send({
    command: isNode(program.command) ? process.execPath : program.command,
    args: program.args,
    environment: environmentOf(program),
    directory: program.directory ?? scratch,
  });
  let killing: NodeJS.Timeout | undefined;
  const { pid } = leader;
  return {
    pid: pid ?? 0,
    exit,
    stop: (graceSeconds) => {
      // The number of a process that is gone may be another's.
      const isGone = () => leader.exitCode !== null || leader.signalCode !== null;
      if (isGone()) return;
      clearTimeout(killing);
      if (graceSeconds <= 0) return endGroup(pid);
      send({ signal: 'SIGTERM' });
      killing = setTimeout(() => isGone() || endGroup(pid), graceSeconds * 1000);
      void exit.then(() => clearTimeout(killing));
    },
  };
}

function isNode(command: string): boolean {
  return command === 'node' || command === '{node}';
}

function environmentOf(program: Program & Surroundings): Record<string, string> {
  const { environment, entrance, networkInterfaceId } = program;
  const all: Record<string, string> = { PATH: process.env.PATH ?? '/usr/bin:/bin', ...environment };
  if (entrance === undefined || networkInterfaceId === undefined) return all;
  return {
    ...all,
    VPC_SOCKS: entrance,
    VPC_IDENTITY: networkInterfaceId,
    VPC_CONTROL: program.controlUrl,
    NODE_OPTIONS: [`--import=${preload}`, environment.NODE_OPTIONS ?? ''].join(' ').trim(),
  };
}

/** Resolves when the supervisor is gone, which takes its group with it, and the output was read. */
function exitOf(leader: ChildProcess, channel: Duplex, outputs: readonly Readable[]): Promise<Exit> {
  return new Promise((resolve) => {
    let said: Partial<Exit> | undefined;
    // It may be gone while something is written to it: what it said before, or that it is gone, is what counts.
    channel.on('error', () => {});
    const words = createInterface({ input: channel });
    // It repeats the channel's errors: one that is killed before it read its order resets the channel.
    words.on('error', () => {});
    words.on('line', (line) => {
      const { code, signal, failure } = JSON.parse(line) as Record<string, unknown>;
      said ??= {
        code: typeof code === 'number' ? code : undefined,
        signal: typeof signal === 'string' ? signal : undefined,
        ...(typeof failure === 'string' ? { failure } : {}),
      };
    });
    leader.once('error', (error) => {
      said ??= { failure: error.message };
      if (leader.pid === undefined) resolve({ code: undefined, signal: undefined, ...said });
    });
    leader.once('exit', (code, signal) => {
      // Whoever killed the supervisor did not have to kill the program.
      endGroup(leader.pid);
      const late = setTimeout(() => {
        for (const output of outputs) output.destroy();
      }, OUTPUT_MILLISECONDS);
      leader.once('close', () => {
        clearTimeout(late);
        resolve({ code: code ?? undefined, signal: signal ?? undefined, ...said });
      });
    });
  });
}

/** Ends a process group at once, whoever is left of it. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nobody is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
