/**
 * Builds dist/: the same sources as ES modules and as CommonJS, each with its own types and source maps, and for bundlers as ES
 * modules with undici in them (see bundle.ts).
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from './bundle.ts';

const run = promisify(execFile);
const packageRoot = join(import.meta.dirname, '..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const dist = join(packageRoot, 'dist');

async function compile(project: string): Promise<void> {
  await run(process.execPath, [tsc, '-p', join(packageRoot, project)]).catch((error: { stdout?: string }) => {
    throw new Error(`${project} does not compile:\n${error.stdout ?? String(error)}`);
  });
}

/** TypeScript rewrites `./x.ts` to `./x.js` in code, and leaves it in declarations, where it leads to the sources. */
async function rewriteDeclarations(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.d.ts'));
  await Promise.all(
    files.map(async (name) => {
      const path = join(folder, name);
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace(/((?:from|import\()\s*(['"])\.{1,2}\/[^'"]+)\.ts\2/g, '$1.js$2'));
    }),
  );
}

await rm(dist, { recursive: true, force: true });
await Promise.all([compile('tsconfig.esm.json'), compile('tsconfig.cjs.json')]);
await rewriteDeclarations(dist);
// The package is of type "module"; this is what makes the other half CommonJS, for Node and for TypeScript.
await mkdir(join(dist, 'cjs'), { recursive: true });
await writeFile(join(dist, 'cjs/package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
await bundle(dist);
