import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import semver from 'semver';
import { FakePrivateLinkApi } from '../../../sdk/src/testing/index.ts';
import { serveFake } from '../../unit/sdk/support/http-bridge.ts';
import { type InstalledPackage, installPackage, root } from './support/installed-package.ts';

const run = promisify(execFile);
const bin = (name: string) => join(root, 'node_modules/.bin', name);

let project: InstalledPackage;
let server: Awaited<ReturnType<typeof serveFake>>;
let env: Record<string, string>;

beforeAll(async () => {
  project = await installPackage();
  const api = new FakePrivateLinkApi();
  server = await serveFake(api);
  env = { TRAY_PRIVATELINK_URL: server.url, TRAY_PRIVATELINK_TOKEN: 't' };
}, 180_000);

afterAll(async () => {
  await server?.close();
  await project?.remove();
});

const listing = `
const client = new PrivateLinkClient();
const items = async () => {
  await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
  const { items } = await client.connections.list();
  console.log(JSON.stringify({ items, node: process.version.length > 0 }));
  await client.close();
};
items();
`;

const typed = `
import { PrivateLinkClient, ConnectionNotFoundError, type Connection } from '@tray/privatelink-sdk';
import { FakePrivateLinkApi } from '@tray/privatelink-sdk/testing';
export async function main(): Promise<readonly Connection[]> {
  const client = new PrivateLinkClient(new FakePrivateLinkApi().clientOptions);
  try {
    return (await client.connections.list({ state: ['available'] })).items;
  } catch (error) {
    if (error instanceof ConnectionNotFoundError) console.log(error.status.toFixed());
    return [];
  } finally {
    await client.close();
  }
}
// @ts-expect-error the types are there: this is none of the filters
new PrivateLinkClient().connections.list({ colour: 'blue' });
`;

describe('the packed package', () => {
  test('the packed package is used from an ES module', async () => {
    const file = await project.write(
      'esm.mjs',
      `import { PrivateLinkClient } from '@tray/privatelink-sdk';${listing}`,
    );
    expect(JSON.parse(await project.node(file, env))).toMatchObject({ items: [] });
  }, 60_000);

  test('the packed package is used from CommonJS', async () => {
    const file = await project.write(
      'cjs.cjs',
      `const { PrivateLinkClient } = require('@tray/privatelink-sdk');
       const { FakePrivateLinkApi } = require('@tray/privatelink-sdk/testing');
       if (typeof FakePrivateLinkApi !== 'function') throw new Error('no fake');${listing}`,
    );
    expect(JSON.parse(await project.node(file, env))).toMatchObject({ items: [] });
  }, 60_000);

  test.each([
    ['node16, ES module', 'app.mts', { module: 'node16', moduleResolution: 'node16' }],
    ['node16, CommonJS', 'app.cts', { module: 'node16', moduleResolution: 'node16' }],
    ['nodenext', 'app-next.mts', { module: 'nodenext', moduleResolution: 'nodenext' }],
    ['bundler', 'app.ts', { module: 'preserve', moduleResolution: 'bundler' }],
  ])(
    'the packed package is typed under %s, strictly and with its declarations checked',
    async (_, name, options) => {
      const file = await project.write(name, typed);
      const compilerOptions = {
        ...options,
        target: 'es2022',
        lib: ['es2023'],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        types: ['node'],
      };
      const config = await project.write(
        `tsconfig.${name}.json`,
        JSON.stringify({ compilerOptions, files: [file] }),
      );
      const { stdout } = await run(process.execPath, [bin('tsc'), '-p', config], {
        cwd: project.folder,
      }).catch((error: { stdout: string }) => error);
      expect(stdout).toBe('');
    },
    120_000,
  );

  test('the packed package recognises its errors across its two builds in one process', async () => {
    const file = await project.write(
      'copies.mjs',
      `import { createRequire } from 'node:module';
       import * as esm from '@tray/privatelink-sdk';
       import { FakePrivateLinkApi } from '@tray/privatelink-sdk/testing';
       const cjs = createRequire(import.meta.url)('@tray/privatelink-sdk');
       const client = new esm.PrivateLinkClient(new FakePrivateLinkApi().clientOptions);
       const error = await client.connections.get('nobody').catch((caught) => caught);
       console.log(JSON.stringify([
         esm.NotFoundError === cjs.NotFoundError,
         error instanceof cjs.ConnectionNotFoundError,
         error instanceof cjs.NotFoundError,
         error instanceof cjs.PrivateLinkError,
         error instanceof cjs.ConflictError,
         new cjs.ConfigurationError('x') instanceof esm.PrivateLinkError,
       ]));`,
    );
    expect(JSON.parse(await project.node(file))).toEqual([false, true, true, true, false, true]);
  }, 60_000);

  test('the packed package holds what it should, and nothing else', async () => {
    const installed = join(project.folder, 'node_modules/@tray/privatelink-sdk');
    const names = (await readdir(installed)).sort();
    expect(names).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json', 'src']);
    // A third of it is undici, for bundlers; each resource of the API adds some ten kilobytes of types and maps.
    expect((await stat(project.tarball)).size).toBeLessThan(480_000);
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    expect(manifest.sideEffects).toBe(false);
    expect(Object.keys(manifest.dependencies)).toEqual(['undici']);
    expect(await readFile(join(installed, 'dist/bundler/LICENSE.undici'), 'utf8')).toContain('MIT License');
  });

  test('the packed package runs on every release of Node that it names, with every undici that it admits', async () => {
    const manifest = JSON.parse(
      await readFile(join(project.folder, 'node_modules/@tray/privatelink-sdk/package.json'), 'utf8'),
    );
    const undici = JSON.parse(await readFile(join(root, 'node_modules/undici/package.json'), 'utf8'));
    const range: string = manifest.dependencies.undici;
    expect(semver.satisfies(undici.version, range)).toBe(true);
    expect(semver.subset(manifest.engines.node, undici.engines.node)).toBe(true);
    // undici 8 does not load on Node 20, and a lock file that is made on Node 22 would take it.
    expect(semver.intersects(range, '>=8')).toBe(false);
  });

  test('the packed package has source maps that lead to the sources in it', async () => {
    const installed = join(project.folder, 'node_modules/@tray/privatelink-sdk');
    for (const build of ['esm', 'cjs']) {
      const map = JSON.parse(await readFile(join(installed, 'dist', build, 'client.js.map'), 'utf8'));
      const source = join(installed, 'dist', build, map.sources[0]);
      expect((await stat(source)).isFile()).toBe(true);
    }
  });

  test('the packed package passes publint', async () => {
    const { stdout } = await run(process.execPath, [bin('publint'), 'run', project.tarball, '--strict']);
    expect(stdout).toContain('All good!');
  }, 60_000);

  test('the packed package passes are-the-types-wrong', async () => {
    const { stdout } = await run(process.execPath, [bin('attw'), project.tarball, '--format', 'json']);
    const { analysis, problems } = JSON.parse(stdout) as { analysis: { types: unknown }; problems: object };
    expect(problems).toEqual({});
    expect(analysis.types).toMatchObject({ kind: 'included' });
  }, 60_000);
});
