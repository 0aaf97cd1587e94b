import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Under which user PostgreSQL runs; empty where it is our own. */
export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

const userName = 'postgres';

/**
 * PostgreSQL refuses to run as root. As root, it gets the user `postgres`, made when there is none; otherwise it runs
 * as we do.
 */
export async function findOwner(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  const known = await ids();
  if (known) return known;
  try {
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', userName]);
  } catch (cause) {
    throw new Error(
      `PostgreSQL does not run as root and the user "${userName}" cannot be created: create it, run as another user, or set DATABASE_URL`,
      { cause },
    );
  }
  const made = await ids();
  if (made) return made;
  throw new Error(`the user "${userName}" was created and cannot be found: set DATABASE_URL`);
}

async function ids(): Promise<Required<Owner> | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', userName]), run('id', ['-g', userName])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // `id` knows no such user
  }
}
