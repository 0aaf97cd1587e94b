import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

const root = join(import.meta.dirname, '../../..');

/** Which of the project's own folders each folder may import, and which packages it is held to (absent: any). */
const rules: Record<string, { folders: string[]; packages?: RegExp }> = {
  domain: { folders: ['domain'] },
  stacks: { folders: ['domain', 'stacks'] },
  api: { folders: ['domain', 'stacks', 'api'] },
  // Not its scripts, which build and generate with the project's tools and are not shipped.
  'sdk/src': { folders: ['sdk'], packages: /^(node:|undici$)/ },
  emulator: { folders: ['emulator'] },
};

/**
 * The rooms of the house, from the top floor down: a file imports from its own room and from those below it. A room is a folder, or a file
 * by itself.
 */
const floors = [
  'test',
  'bench',
  'demo',
  'scripts',
  'api/main.ts',
  'api/cli',
  'api/http',
  'api/operations',
  'api/reconciler',
  'api/webhooks.ts',
  'api/region-search.ts',
  'api/preflight.ts',
  'api/terraform-state',
  'api/store',
  'api/terraform',
  'api/aws',
  'api/settings',
  'api/contract.ts',
  'api/contract.generated.ts',
  'api/redaction.ts',
  'api/faults.ts',
  'api/platform.ts',
  'stacks',
  'sdk',
  'emulator',
  'emulator/core',
  'domain',
];

/** The floor of a file, counted from the top. */
function floorOf(file: string): number {
  const rooms = floors.filter((room) => file === room || file.startsWith(`${room}/`));
  // Of two rooms of which one is in the other, the inner one.
  const [inner] = rooms.sort((a, b) => b.length - a.length);
  return inner === undefined ? -1 : floors.indexOf(inner);
}

/** The one module that may name CDK for Terraform. */
const cdktfDoor = join('stacks', 'cdktf.ts');

/** All of the project's code. */
const everything = ['domain', 'stacks', 'api', 'sdk', 'emulator', 'demo', 'scripts', 'bench', 'test'];

interface Import {
  file: string;
  specifier: string;
}

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules') && !file.split('/').includes('dist'));
}

async function importsOf(file: string): Promise<Import[]> {
  const source = await readFile(join(root, file), 'utf8');
  const { importedFiles } = ts.preProcessFile(source, true, true);
  return importedFiles.map(({ fileName }) => ({ file, specifier: fileName }));
}

async function importsIn(folder: string): Promise<Import[]> {
  return (await Promise.all((await sources(folder)).map(importsOf))).flat();
}

/** The project's folder that a relative import leads to; undefined for a package. */
function folderOf({ file, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(file), specifier)).split('/')[0];
}

describe('who may import whom', () => {
  test.each(Object.entries(rules))('%s imports only what it may', async (folder, rule) => {
    const wrong = (await importsIn(folder)).filter((found) => {
      const target = folderOf(found);
      if (target === undefined) return rule.packages ? !rule.packages.test(found.specifier) : false;
      return !rule.folders.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  test.each(Object.keys(rules))('the rule of %s sees the code that it speaks of', async (folder) => {
    const found = await importsIn(folder);
    expect(found.length).toBeGreaterThan(10);
  });

  test('the stacks have one door for the API', async () => {
    const behind = (await importsIn('api')).filter(
      (found) => folderOf(found) === 'stacks' && !found.specifier.endsWith('/stacks/index.ts'),
    );
    expect(behind).toEqual([]);
  });

  test('only the store speaks SQL', async () => {
    const libraries = /^(kysely|pg|pg-boss)(\/|$)/;
    const all = (await importsIn('api')).filter(({ specifier }) => libraries.test(specifier));
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ file }) => !file.startsWith(join('api', 'store')))).toEqual([]);
    const around: string[] = [];
    for (const file of await sources('api')) {
      if (file.startsWith(join('api', 'store'))) continue;
      if (/\bstore\.db\b|\btransaction\.db\b/.test(await readFile(join(root, file), 'utf8')))
        around.push(file);
    }
    expect(around).toEqual([]);
  });

  test('every cdktf and constructs symbol comes through one module', async () => {
    const folders = ['domain', 'stacks', 'api', 'emulator', 'demo', 'scripts', 'test', 'bench'];
    const direct = (await Promise.all(folders.map(importsIn)))
      .flat()
      .filter(({ specifier }) => /^(cdktf|constructs)(\/|$)/.test(specifier))
      .map(({ file }) => file);
    expect([...new Set(direct)]).toEqual([cdktfDoor]);
  });

  test('provider classes are imported one by one, never from the barrel that loads all of AWS', async () => {
    const barrel = (await Promise.all(['stacks', 'api', 'test'].map(importsIn)))
      .flat()
      .filter(({ specifier }) => /^@cdktf\/provider-aws(\/lib)?(\/index(\.js)?)?$/.test(specifier));
    expect(barrel).toEqual([]);
  });

  test('who may import whom imports run downwards', async () => {
    const up: string[] = [];
    let seen = 0;
    for (const found of (await Promise.all(everything.map(importsIn))).flat()) {
      if (!found.specifier.startsWith('.')) continue;
      const target = normalize(join(dirname(found.file), found.specifier));
      // Manifests and documents live nowhere in the house.
      if (!/\.(ts|mjs)$/.test(target)) continue;
      seen += 1;
      const [from, to] = [floorOf(found.file), floorOf(target)];
      if (from < 0 || to < 0 || from > to) up.push(`${found.file} -> ${target}`);
    }
    expect(seen).toBeGreaterThan(1_000);
    expect(up).toEqual([]);
  });

  test('no file imports itself, over however many others', async () => {
    const folders = everything;
    const graph = new Map<string, string[]>();
    for (const found of (await Promise.all(folders.map(importsIn))).flat()) {
      if (!found.specifier.startsWith('.')) continue;
      const target = normalize(join(dirname(found.file), found.specifier));
      graph.set(found.file, [...(graph.get(found.file) ?? []), target]);
    }
    expect(graph.size).toBeGreaterThan(300);
    const circles: string[][] = [];
    const done = new Set<string>();
    const walk = (file: string, path: readonly string[]): void => {
      const at = path.indexOf(file);
      if (at >= 0) circles.push([...path.slice(at), file]);
      if (at >= 0 || done.has(file)) return;
      for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) walk(file, []);
    expect(circles).toEqual([]);
  });
});
