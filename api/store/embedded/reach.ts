import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import type { Owner } from './owner.ts';

const run = promisify(execFile);

/** Everybody may enter it, and it outlives a restart of the machine. Used by root alone. */
export const commonFolder = '/var/lib/tray-privatelink';

/**
 * Whether PostgreSQL's user can use a program or a folder. Root's own folders are often closed to others: a checkout in
 * `/root`, or below a temporary folder, is out of reach for the user that root has to give PostgreSQL.
 */
export async function canReach(path: string, owner: Owner): Promise<boolean> {
  if (owner.uid === undefined) return true;
  try {
    await run('/bin/sh', ['-c', 'test -r "$0" && test -x "$0"', path], { ...owner, cwd: '/' });
    return true;
  } catch {
    return false; // what `test` says by its exit code
  }
}

/** The folder itself or, where PostgreSQL's user cannot reach it, one of its own that follows from the folder's path. */
export async function reachableFolder(folder: string, owner: Owner): Promise<string> {
  if (await canReach(folder, owner)) return folder;
  const place = join(commonFolder, createHash('sha256').update(folder).digest('hex').slice(0, 16));
  await mkdir(place, { recursive: true, mode: 0o755 });
  return place;
}

/** The programs themselves or, where PostgreSQL's user cannot reach them, a copy that is made once. */
export async function reachableBinaries(binaries: Binaries, owner: Owner): Promise<Binaries> {
  if (await canReach(binaries.postgres, owner)) return binaries;
  const source = dirname(dirname(binaries.postgres));
  const { size, mtimeMs } = await stat(binaries.postgres);
  const version = createHash('sha256').update(`${source} ${size} ${mtimeMs}`).digest('hex').slice(0, 16);
  const copy = join(commonFolder, `postgresql-${version}`);
  await mkdir(commonFolder, { recursive: true, mode: 0o755 });
  const program = (path: string) => join(copy, basename(dirname(path)), basename(path));
  const copied = { postgres: program(binaries.postgres), initdb: program(binaries.initdb) };
  if (await canReach(copied.postgres, owner)) return copied;
  const building = await mkdtemp(join(commonFolder, 'copying-'));
  try {
    const tree = join(building, 'tree');
    await cp(source, tree, { recursive: true, verbatimSymlinks: true });
    // Of two processes that copy at the same time, the first wins.
    await rename(tree, copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    return copied;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}
