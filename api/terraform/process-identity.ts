import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that can still be told from a later one with the same number. */
export interface ProcessIdentity {
  /** Where the number means something: processes with another value cannot be looked at from here. */
  readonly host: string;
  readonly pid: number;
  /** When it started, in the operating system's own words. */
  readonly startedAt: string;
}

/** The identity of a running process of this host; of this process by default. Undefined when there is none. */
export function identify(pid: number = process.pid): ProcessIdentity | undefined {
  const startedAt = startTime(pid);
  return startedAt === undefined ? undefined : { host: thisHost(), pid, startedAt };
}

/** `unknown` for a process of another host. */
export function fateOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.host !== thisHost()) return 'unknown';
  return startTime(identity.pid) === identity.startedAt ? 'alive' : 'dead';
}

let host: string | undefined;

/** Containers share a kernel and its boot id, but neither host names nor numbers of processes. */
function thisHost(): string {
  host ??= createHash('sha256')
    .update(
      [
        hostname(),
        read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
        read(() => readlinkSync('/proc/self/ns/pid')),
      ].join(' '),
    )
    .digest('hex')
    .slice(0, 16);
  return host;
}

function read(source: () => string): string {
  try {
    return source();
  } catch {
    return '';
  }
}

function startTime(pid: number): string | undefined {
  if (process.platform !== 'linux') return startTimeByPs(pid);
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the program's name in brackets, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  // A zombie runs no longer; its parent has only not looked yet.
  return stat === '' || state === 'Z' || state === 'X' ? undefined : fields[19];
}

function startTimeByPs(pid: number): string | undefined {
  const answer = read(() =>
    execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim(),
  );
  return answer === '' ? undefined : answer;
}
