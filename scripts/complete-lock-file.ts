/**
 * Completes package-lock.json after an `npm install` against a registry that lacks some packages of other platforms: npm leaves their
 * entries out, and `npm ci` then refuses the file on every machine (https://github.com/npm/cli/issues/4828). What is missing is named
 * by the packages that want it, version included; system and processor are parts of the names. Without integrity, npm
 * takes what the registry of the other machine has.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export type LockedPackages = Readonly<Record<string, LockEntry>>;

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors: readonly (readonly [part: RegExp, cpu: string])[] = [
  [/^(arm64|aarch64)$/, 'arm64'],
  [/^(arm|armv7|arm32)$/, 'arm'],
  [/^(x64|x86_64|amd64)$/, 'x64'],
  [/^(ia32|x86|i686)$/, 'ia32'],
  [/^(loong64|mips64el|ppc64|ppc64le|riscv64|s390x|wasm32)$/, ''],
];

/** Entries that packages of the lock file want and it does not have, by their place in it. */
export function missingEntries(packages: LockedPackages): Record<string, LockEntry> {
  const missing: Record<string, LockEntry> = {};
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isInstalledFor(place, name, packages)) continue;
      // A range cannot be completed without asking somebody what fulfils it.
      if (!/^\d+\.\d+\.\d+/.test(version))
        throw new Error(`${place} wants ${name} ${version}, which is not an exact version`);
      missing[`node_modules/${name}`] = {
        version,
        ...platformOf(name),
        ...(entry.dev === true ? { dev: true } : {}),
        optional: true,
      };
    }
  }
  return missing;
}

/** Node looks for a package beside the one that wants it, then further up. */
function isInstalledFor(place: string, name: string, packages: LockedPackages): boolean {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder}${folder === '' ? '' : '/'}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

/** `@scope/name-linux-arm64-musl`: the parts say what npm would have read from the package itself. */
export function platformOf(name: string): { readonly cpu?: string[]; readonly os?: string[] } {
  const parts = name.split(/[-/]/);
  const os = parts.find((part) => systems.includes(part));
  const processor = parts.flatMap((part) => {
    const known = processors.find(([pattern]) => pattern.test(part));
    return known ? [known[1] || part] : [];
  })[0];
  return {
    ...(processor === undefined ? {} : { cpu: [processor] }),
    ...(os === undefined ? {} : { os: [os] }),
  };
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '../package-lock.json');
  const lock = JSON.parse(await readFile(file, 'utf8')) as { packages: Record<string, LockEntry> };
  const missing = missingEntries(lock.packages);
  const packages = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  if (Object.keys(missing).length > 0)
    await writeFile(
      file,
      `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`,
    );
  const count = Object.keys(missing).length;
  console.log(
    count === 0
      ? 'package-lock.json is complete'
      : `package-lock.json: ${count} entries of other platforms added`,
  );
}
