import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ModuleContents } from '../../../../scripts/module-docs.ts';

const script = join(import.meta.dirname, '../../../../scripts/module-docs.ts');

/** What Terraform modules contain, in the order of their folders. */
export async function moduleContents(...folders: string[]): Promise<ModuleContents[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, '--json', ...folders],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as ModuleContents[];
}
