import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';

/** The probe's code as it is uploaded. */
export interface ProbeArchive {
  /** The file's name, beside the stack's own: Terraform runs in that folder, so the path is the same on every machine. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** As AWS gives it back: SHA-256 in base64. */
  readonly hash: string;
}

let made: ProbeArchive | undefined;

/** The same bytes everywhere: nothing is compressed (that differs by version), and the time is that of no clock. */
export function probeArchive(): ProbeArchive {
  made ??= pack(readFileSync(new URL('./handler/index.mjs', import.meta.url)));
  return made;
}

function pack(source: Uint8Array): ProbeArchive {
  // The format has local time without a zone, and this is its first day in any.
  const mtime = new Date(1980, 0, 1);
  const bytes = zipSync({ 'index.mjs': [source, { mtime, level: 0 }] });
  return { name: 'probe.zip', bytes, hash: createHash('sha256').update(bytes).digest('base64') };
}
