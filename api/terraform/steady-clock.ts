import { uptime } from 'node:os';

/**
 * Milliseconds since the machine started. All processes of a machine read the same, nobody can set it, and it goes on while the
 * machine sleeps: what lies in a pipe for an hour says an hour later what it said.
 *
 * On Linux that is CLOCK_BOOTTIME, in steps of 10 ms; `process.hrtime` there stands still in a suspended machine. Elsewhere it does not
 * (https://docs.libuv.org/en/v1.x/misc.html#c.uv_hrtime). A hypervisor that stops a machine and all its clocks cannot be noticed
 * from within: then the database's word is what ends a run, and fencing what keeps its hands off the state.
 */
export function steadyNow(): number {
  return process.platform === 'linux' ? uptime() * 1_000 : Number(process.hrtime.bigint()) / 1e6;
}
