import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process as Linux shows it. */
export interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  /** One letter: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; T is stopped, Z has ended. */
  readonly state: string;
}

export function processes(): ProcessLine[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = unlessGone(() => readFileSync(`/proc/${name}/stat`, 'utf8'));
    if (stat === undefined) return [];
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid: Number(name), parent: Number(parent), state }];
  });
}

/** The process and all that it started, directly or not, as far as each one's parent lives. */
export function family(root: number): number[] {
  const all = processes();
  const found = [root];
  for (let next = 0; next < found.length; next++)
    found.push(...all.filter(({ parent }) => parent === found[next]).map(({ pid }) => pid));
  return found;
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) unlessGone(() => process.kill(pid, name));
}

export function isAlive(pid: number): boolean {
  return processes().some((one) => one.pid === pid && one.state !== 'Z');
}

/** Ends them all in one blow, and waits until they are gone. */
export async function cut(pids: readonly number[]): Promise<void> {
  signal(pids, 'SIGKILL');
  for (const deadline = Date.now() + 20_000; pids.some(isAlive); await pause(20))
    if (Date.now() > deadline) throw new Error(`still alive: ${pids.filter(isAlive).join(', ')}`);
}

/** The Terraforms that are running, by the folder that they run in. Stopped ones do nothing. */
export function runningIn(root: string, program: RegExp): { pid: number; folder: string }[] {
  const found = processes().flatMap(({ pid, parent, state }) => {
    if (state === 'Z' || state === 'T') return [];
    const folder = unlessGone(() => readlinkSync(`/proc/${pid}/cwd`));
    const image = unlessGone(() => readlinkSync(`/proc/${pid}/exe`));
    return folder?.startsWith(root) && image !== undefined && program.test(image)
      ? [{ pid, parent, folder }]
      : [];
  });
  // A child that is being started still has the program of its parent, until it has its own.
  return found
    .filter(({ parent }) => !found.some(({ pid }) => pid === parent))
    .map(({ pid, folder }) => ({ pid, folder }));
}

function unlessGone<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(code)) return undefined;
    throw error;
  }
}
