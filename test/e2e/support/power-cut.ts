import { readdirSync, readFileSync } from 'node:fs';
import { eventually } from '../../support/eventually.ts';

/** Parents of all processes of the machine. */
function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      // The name, in brackets, may hold anything.
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      found.set(Number(entry), Number(parent));
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** The process and everything that it has started, directly or not. */
export function familyOf(pid: number): number[] {
  const all = parents();
  const family = [pid];
  for (const member of family) for (const [child, parent] of all) if (parent === member) family.push(child);
  return family;
}

/** Ends the process, its supervisors, their Terraforms and their providers at once: nobody writes anything any more. */
export async function powerCut(pid: number): Promise<void> {
  const family = familyOf(pid);
  // Stopped first, so that nobody sees another one's end.
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const member of family) send(member, signal);
  await eventually(
    async () => family.filter((member) => parents().has(member) && !isZombie(member)),
    (alive) => alive.length === 0,
  );
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return true;
  }
}
