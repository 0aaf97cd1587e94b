import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TerraformBinary } from '../../api/terraform/binary.ts';

/** An executable that stands in for Terraform: the body is a Node script that sees `args`, the words after the program's name. */
export async function fakeTerraform(
  body: string,
): Promise<{ path: string; binary: TerraformBinary; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'fake-terraform-'));
  const path = join(directory, 'terraform');
  await writeFile(path, `#!${process.execPath}\nconst args = process.argv.slice(2);\n${body}\n`);
  await chmod(path, 0o755);
  return { path, binary: { path, version: '1.11.4', product: 'terraform' }, directory };
}
