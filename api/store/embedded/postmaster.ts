import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../faults.ts';

const run = promisify(execFile);

/** What a running PostgreSQL writes into its folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * The PostgreSQL that runs on the folder, whoever started it. A process that was killed leaves its PostgreSQL running;
 * a machine that lost power leaves the file, and by now its number may belong to anybody: such a file is removed,
 * because PostgreSQL itself would refuse to start.
 *
 * Format: https://git.postgresql.org/gitweb/?p=postgresql.git;f=src/include/utils/pidfile.h
 */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  const file = join(folder, 'postmaster.pid');
  let lines: string[];
  try {
    lines = (await readFile(file, 'utf8')).split('\n');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (Number.isInteger(pid) && pid > 0 && (await isPostgresOn(folder, pid))) return { pid, port };
  await rm(file, { force: true });
  return undefined;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** PostgreSQL's working directory is its data folder; where the system does not tell, its command line names it. */
async function isPostgresOn(folder: string, pid: number): Promise<boolean> {
  if (!isRunning(pid)) return false;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(folder));
  } catch {
    try {
      const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
      return stdout.includes('postgres') && stdout.includes(folder);
    } catch {
      return false; // gone meanwhile
    }
  }
}
