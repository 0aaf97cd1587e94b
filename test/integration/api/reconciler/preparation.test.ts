import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { prepareRuns } from '../../support/prepare-runs.ts';

const program = join(import.meta.dirname, '../../support/prepare-program.ts');
let folder: string;
let options: { root: string; terraform: string; cache: string };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preparation-'));
  options = {
    root: join(folder, 'root'),
    terraform: join(folder, 'terraform'),
    cache: join(folder, 'cache'),
  };
  await writeFile(
    options.terraform,
    `#!${process.execPath}\nrequire('node:fs').mkdirSync('.terraform/providers', { recursive: true });\n`,
  );
  await chmod(options.terraform, 0o755);
  // A provider that was downloaded once.
  const provider = join(options.cache, 'providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64');
  await mkdir(provider, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function whole(directories: readonly string[]): Promise<void> {
  expect(new Set(directories).size).toBe(directories.length);
  for (const directory of directories) await readFile(join(directory, 'main.tf.json'));
  const templates = await readdir(join(options.root, 'templates'));
  expect(templates).toHaveLength(1);
  expect(await readdir(join(options.root, 'templates', templates[0] ?? ''))).toEqual(
    expect.arrayContaining(['.initialised', '.terraform']),
  );
  // Nothing half done is left beside what counts.
  expect((await readdir(options.cache)).filter((name) => name !== 'providers')).toEqual([
    expect.stringMatching(/^terraform-[0-9a-f]{12}\.tfrc$/),
  ]);
}

describe('fifty runs that are prepared at once', () => {
  test('fifty runs that are prepared at once in one process do not get in each other’s way', async () => {
    await whole(await prepareRuns({ ...options, count: 50 }));
  });

  test('fifty runs that are prepared at once in five processes that share a folder do not, either', async () => {
    const { root, terraform, cache } = options;
    const words = ['--disable-warning=ExperimentalWarning', program, root, terraform, cache, '10'];
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => promisify(execFile)(process.execPath, words)),
    );
    await whole(answers.flatMap(({ stdout }) => JSON.parse(stdout) as string[]));
  });
});
