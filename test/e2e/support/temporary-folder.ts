import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that other users may enter: PostgreSQL refuses to run as root, and then runs as another one. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `tray-privatelink-${name}-`));
  await chmod(folder, 0o755);
  return folder;
}
