/**
 * Stands between a worker and the program it runs:
 * `node supervisor.ts [--deadline=<ms>] [--announce=<file descriptor>] <grace in ms> <program> [argument…]`.
 *
 * A worker that is killed cannot stop what it started. Its end of this process's standard input closes with it, and then the
 * program is interrupted once, so that it finishes the call in flight and writes its state, and killed with all its children
 * when it takes longer than the grace. Without that, an orphan would go on creating resources while the next worker looks
 * for what the last one left.
 *
 * A worker that stands still (a paused container, a suspended machine) keeps its end open and cannot stop anything either. So it
 * says until when the program may live: `--deadline` at the start, and a line on standard input for every time that its lease was
 * prolonged. These are times of the steady clock, which all processes of a machine share: a line that is read late allows no more than
 * it did when it was written. The program is interrupted a grace before the deadline, and dead when it comes.
 *
 * `--announce`: where the number of the program's process is written to.
 */
import { spawn } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { killGroup } from './process-group.ts';
import { steadyNow } from './steady-clock.ts';
import { leaseEndedExitCode } from './supervision.ts';

/** Between two looks at the clock: a timer for a later time would oversleep a suspended machine. */
const lookMs = 100;

const words = process.argv.slice(2);
const option = (name: string): number | undefined => {
  const prefix = `--${name}=`;
  return words[0]?.startsWith(prefix) ? Number(words.shift()?.slice(prefix.length)) : undefined;
};
/** When the program must be dead. */
let deadline = option('deadline') ?? Number.POSITIVE_INFINITY;
const announceTo = option('announce');
const [grace, program, ...programArguments] = words;
const graceMs = Number(grace);
if (program === undefined || !Number.isFinite(graceMs) || Number.isNaN(deadline)) {
  console.error(
    'usage: supervisor.ts [--deadline=<ms>] [--announce=<fd>] <grace in ms> <program> [argument…]',
  );
  process.exit(2);
}
// Later words may be waiting in the pipe already: the first look at the clock comes after them.
if (steadyNow() >= deadline) {
  console.error('the lease had run out before the program could start');
  process.exit(leaseEndedExitCode);
}

// What the program writes (its state, when it cannot hand it over) is for its owner alone.
process.umask(0o077);
// A group of its own: the interrupt reaches the program alone, the kill reaches its plugins too.
const child = spawn(program, programArguments, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
relay(child.stdout, process.stdout);
relay(child.stderr, process.stderr);
announce(child.pid);

let killAt = Number.POSITIVE_INFINITY;
let leaseEnded = false;

const watch = setInterval(() => {
  const now = steadyNow();
  if (now > deadline - graceMs && killAt === Number.POSITIVE_INFINITY) {
    leaseEnded = true;
    interrupt();
  }
  if (now >= Math.min(killAt, deadline)) {
    leaseEnded ||= now >= deadline;
    killGroup(child.pid);
  }
}, lookMs);

function interrupt(): void {
  if (killAt !== Number.POSITIVE_INFINITY) return;
  killAt = steadyNow() + graceMs;
  child.kill('SIGINT');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
process.stdin.on('end', interrupt).on('error', interrupt).on('close', interrupt);
createInterface({ input: process.stdin }).on('line', (line) => {
  const later = Number(line);
  // What was allowed is not taken back, and an end that has begun is not called off.
  if (line.trim() !== '' && later > deadline && !leaseEnded) deadline = later;
});

child.on('error', (error: NodeJS.ErrnoException) => {
  console.error(error.message);
  process.exit(error.code === 'ENOENT' || error.code === 'EACCES' ? 127 : 126);
});
child.on('close', (code, signal) => {
  clearInterval(watch);
  // What the program started and left behind goes with it.
  killGroup(child.pid);
  if (leaseEnded) process.exit(leaseEndedExitCode);
  process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
});

/** Reads on when nobody listens any more: a program that writes to a closed pipe dies before it has written its state. */
function relay(from: Readable, to: Writable): void {
  to.on('error', () => from.unpipe(to).resume());
  from.pipe(to, { end: false });
}

function announce(pid: number | undefined): void {
  if (pid === undefined || announceTo === undefined) return;
  try {
    writeSync(announceTo, `${pid}\n`);
    closeSync(announceTo);
  } catch (error) {
    // Nobody is there any more to read it: then standard input is about to end.
    if (!hasCode(error, 'EPIPE')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
