/**
 * Stands between a worker and the program it runs: `node supervisor.ts <grace in ms> <program> [argument…]`.
 *
 * A worker that is killed cannot stop what it started. Its end of this process's standard input closes with it, and then the
 * program is interrupted once, so that it finishes the call in flight and writes its state, and killed with all its children
 * when it takes longer than the grace. Without that, an orphan would go on creating resources while the next worker looks
 * for what the last one left.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';

const [grace, program, ...programArguments] = process.argv.slice(2);
const graceMs = Number(grace);
if (program === undefined || !Number.isFinite(graceMs)) {
  console.error('usage: supervisor.ts <grace in ms> <program> [argument…]');
  process.exit(2);
}

// A group of its own: the interrupt reaches the program alone, the kill reaches its plugins too.
const child = spawn(program, programArguments, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
relay(child.stdout, process.stdout);
relay(child.stderr, process.stderr);

let interrupted = false;
function interrupt(): void {
  if (interrupted) return;
  interrupted = true;
  child.kill('SIGINT');
  setTimeout(() => killGroup(child), graceMs).unref();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
process.stdin.on('end', interrupt).on('error', interrupt).on('close', interrupt).resume();

child.on('error', (error: NodeJS.ErrnoException) => {
  console.error(error.message);
  process.exit(error.code === 'ENOENT' || error.code === 'EACCES' ? 127 : 126);
});
child.on('close', (code, signal) => {
  // What the program started and left behind goes with it.
  killGroup(child);
  process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
});

/** Reads on when nobody listens any more: a program that writes to a closed pipe dies before it has written its state. */
function relay(from: Readable, to: Writable): void {
  to.on('error', () => from.unpipe(to).resume());
  from.pipe(to, { end: false });
}

function killGroup(process_: ChildProcess): void {
  if (process_.pid === undefined) return;
  try {
    process.kill(-process_.pid, 'SIGKILL');
  } catch (error) {
    // The group has ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
