import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FakePrivateLinkApi } from '../../sdk/src/testing/index.ts';
import { type InstalledPackage, installPackage } from '../integration/sdk/support/installed-package.ts';
import { serveFake } from '../unit/sdk/support/http-bridge.ts';

const run = promisify(execFile);
const modules = join(import.meta.dirname, 'packages/node_modules');

const nodes = [
  ['Node 20', join(modules, 'node-20/bin/node')],
  ['Node 22', process.execPath],
  ['Node 24', join(modules, 'node-24/bin/node')],
].filter(([, path = '']) => existsSync(path)) as [string, string][];

let project: InstalledPackage;
/** A folder without node_modules: what runs there has everything in it. */
let elsewhere: string;
let server: Awaited<ReturnType<typeof serveFake>>;

beforeAll(async () => {
  project = await installed('undici');
  elsewhere = await realpath(await mkdtemp(join(tmpdir(), 'privatelink-bundle-')));
  server = await serveFake(new FakePrivateLinkApi());
}, 180_000);

afterAll(async () => {
  await server?.close();
  await project?.remove();
  if (server) await rm(elsewhere, { recursive: true, force: true });
});

function installed(undici: string): Promise<InstalledPackage> {
  return installPackage({
    undici: join(modules, undici),
    '@types/node': join(modules, '@types/node'),
    'undici-types': join(modules, 'undici-types'),
  });
}

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

function runNode(node: string, file: string, cwd: string): Promise<Printed> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return run(node, [file], {
    cwd,
    env: { ...env, TRAY_PRIVATELINK_URL: server.url, TRAY_PRIVATELINK_TOKEN: 't' },
    timeout: 60_000,
  });
}

const toolEnvironment = { ...process.env, NODE_OPTIONS: '' };

/** A program over the network, the fake API, errors across both, and fifty calls on one signal. */
const body = `
async function main() {
  const client = new PrivateLinkClient();
  const { items } = await client.connections.list();
  const controller = new AbortController();
  await Promise.all(Array.from({ length: 50 }, () => client.regions.list({ signal: controller.signal })));
  const missing = await client.connections.get('nobody').catch((error) => error);
  await client.close();
  const faked = new PrivateLinkClient(new FakePrivateLinkApi().clientOptions);
  const fakedItems = (await faked.connections.list()).items;
  const refused = new PrivateLinkClient({ baseUrl: 'https://127.0.0.1:9', token: 't', retries: 0 });
  const unreachable = await refused.regions.list().catch((error) => error);
  await refused.close();
  console.log(JSON.stringify({
    items,
    fakedItems,
    missing: missing instanceof ConnectionNotFoundError,
    unreachable: unreachable instanceof NetworkError,
  }));
}
main();
`;
const names = 'PrivateLinkClient, ConnectionNotFoundError, NetworkError';
const esm = `import { ${names} } from '@tray/privatelink-sdk';
import { FakePrivateLinkApi } from '@tray/privatelink-sdk/testing';
${body}`;
const cjs = `const { ${names} } = require('@tray/privatelink-sdk');
const { FakePrivateLinkApi } = require('@tray/privatelink-sdk/testing');
${body}`;
const answer = { items: [], fakedItems: [], missing: true, unreachable: true };

function expectAnswer({ stdout, stderr }: Printed): void {
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(answer);
}

const bundles = new Map<string, Promise<string>>();

/** The bundle of that name, made once for all releases of Node. @returns its path. */
function bundled(name: string, build: (out: string) => Promise<unknown>): Promise<string> {
  const made = bundles.get(name) ?? build(join(elsewhere, name)).then(() => join(elsewhere, name));
  bundles.set(name, made);
  return made;
}

describe.each(nodes)('the packed SDK on %s', (_, node) => {
  test.each([
    ['an ES module', 'app.mjs', esm],
    ['CommonJS', 'app.cjs', cjs],
  ])('runs as %s without a warning', async (_, name, text) => {
    expectAnswer(await runNode(node, await project.write(name, text), project.folder));
  });

  test.each([
    ['esm', 'mjs', esm],
    ['esm', 'mjs', cjs],
    ['cjs', 'cjs', esm],
    ['cjs', 'cjs', cjs],
  ])('runs bundled by esbuild as %s (%s), with nothing beside it', async (format, ending, text) => {
    const entry = await project.write(text === esm ? 'entry.mjs' : 'entry.cjs', text);
    const flags = ['--bundle', '--platform=node', '--target=node20', `--format=${format}`];
    const name = `esbuild-${text === esm ? 'from-esm' : 'from-cjs'}.${ending}`;
    const out = await bundled(name, (path) =>
      run(join(modules, '.bin/esbuild'), [entry, ...flags, `--outfile=${path}`, '--log-level=error'], {
        cwd: project.folder,
        env: toolEnvironment,
      }),
    );
    expectAnswer(await runNode(node, out, elsewhere));
  });

  test.each([
    ['an ES module', 'entry.mjs', esm],
    ['CommonJS', 'entry.cjs', cjs],
  ])('runs bundled by webpack from %s, with nothing beside it', async (_, name, text) => {
    const entry = await project.write(name, text);
    const out = await bundled(`webpack-${name}.cjs`, async (path) => {
      const script = await project.write(
        'webpack-build.cjs',
        `const webpack = require(${JSON.stringify(join(modules, 'webpack'))});
       webpack({
         entry: ${JSON.stringify(entry)}, target: 'node20', mode: 'production', devtool: false,
         output: { path: ${JSON.stringify(elsewhere)}, filename: ${JSON.stringify(basename(path))} },
       }, (error, stats) => {
         if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exitCode = 1; }
       });`,
      );
      await run(process.execPath, [script], { cwd: project.folder, env: toolEnvironment });
    });
    expectAnswer(await runNode(node, out, elsewhere));
  });

  test.each(['es', 'cjs'])('runs bundled by rollup as %s, with nothing beside it', async (format) => {
    const entry = await project.write('entry.mjs', esm);
    const from = (name: string) => JSON.stringify(join(modules, name));
    const out = await bundled(`rollup.${format === 'es' ? 'mjs' : 'cjs'}`, async (path) => {
      const script = await project.write(
        'rollup-build.mjs',
        `import { rollup } from ${from('@rollup/wasm-node/dist/es/rollup.js')};
       import commonjs from ${from('@rollup/plugin-commonjs/dist/es/index.js')};
       import { nodeResolve } from ${from('@rollup/plugin-node-resolve/dist/es/index.js')};
       const build = await rollup({
         input: ${JSON.stringify(entry)}, external: /^node:/, onwarn() {},
         plugins: [nodeResolve({ preferBuiltins: true }), commonjs()],
       });
       await build.write({ file: ${JSON.stringify(path)}, format: '${format}' });`,
      );
      await run(process.execPath, [script], { cwd: project.folder, env: toolEnvironment });
    });
    expectAnswer(await runNode(node, out, elsewhere));
  });

  test.each([
    [
      'ES modules',
      'sdk.spec.mjs',
      esm,
      ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    ],
    ['CommonJS', 'sdk.spec.cjs', cjs, []],
  ])('runs in Jest with %s', async (_, name, text, flags) => {
    const file = await project.write(
      `jest/${name}`,
      text.replace(/\nmain\(\);\n$/, '') +
        `\ntest('answers', async () => {
          const lines = [];
          console.log = (line) => lines.push(line);
          await main();
          expect(JSON.parse(lines[0])).toEqual(${JSON.stringify(answer)});
        });`,
    );
    const config = JSON.stringify({
      rootDir: project.folder,
      testMatch: [file],
      transform: {},
      moduleFileExtensions: ['js', 'mjs', 'cjs', 'json', 'node'],
    });
    const { stderr } = await run(
      node,
      [...flags, join(modules, 'jest/bin/jest.js'), '--config', config, '--runInBand', '--no-watchman'],
      {
        cwd: project.folder,
        env: { ...toolEnvironment, TRAY_PRIVATELINK_URL: server.url, TRAY_PRIVATELINK_TOKEN: 't' },
      },
    );
    expect(stderr).toContain('1 passed, 1 total');
  });
});

test('the releases of Node that the README names are all tried', () => {
  const expected =
    process.platform === 'linux' && process.arch === 'x64' ? ['Node 20', 'Node 22', 'Node 24'] : ['Node 22'];
  expect(nodes.map(([name]) => name)).toEqual(expect.arrayContaining(expected));
});

test('the packed SDK runs on the oldest undici that it admits', async () => {
  const floor = await installed('undici-floor');
  try {
    for (const [, node] of nodes)
      expectAnswer(await runNode(node, await floor.write('app.mjs', esm), floor.folder));
  } finally {
    await floor.remove();
  }
}, 120_000);

test.each([
  ['node10', 'app.ts', { module: 'commonjs', moduleResolution: 'node10' }],
  ['node16, ES module', 'app.mts', { module: 'node16', moduleResolution: 'node16' }],
  ['node16, CommonJS', 'app.cts', { module: 'node16', moduleResolution: 'node16' }],
  ['nodenext, ES module', 'next.mts', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['nodenext, CommonJS', 'next.cts', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['bundler', 'bundled.ts', { module: 'preserve', moduleResolution: 'bundler' }],
  [
    'bundler with the condition module',
    'bundled-module.ts',
    { module: 'preserve', moduleResolution: 'bundler', customConditions: ['module'] },
  ],
])(
  'the packed SDK is typed under %s',
  async (_, name, options) => {
    const file = await project.write(
      name,
      `import { PrivateLinkClient, ConnectionNotFoundError, type Connection } from '@tray/privatelink-sdk';
     import { FakePrivateLinkApi } from '@tray/privatelink-sdk/testing';
     export async function main(): Promise<readonly Connection[]> {
       const client = new PrivateLinkClient(new FakePrivateLinkApi().clientOptions);
       const error: unknown = undefined;
       if (error instanceof ConnectionNotFoundError) console.log(error.status.toFixed());
       return (await client.connections.list({ state: ['available'] })).items;
     }
     // @ts-expect-error the types are there: this is none of the filters
     new PrivateLinkClient().connections.list({ colour: 'blue' });`,
    );
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
    const { stdout } = await run(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', config], {
      cwd: project.folder,
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  },
  120_000,
);
