import { copyFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import commonjsPlugin from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { type Plugin, rollup } from '@rollup/wasm-node';
import { minify } from '@swc/core';

const undiciRoot = dirname(createRequire(import.meta.url).resolve('undici/package.json'));

// Its types describe the CommonJS build, where the function is a property; what Node imports is the function itself.
const commonjs = commonjsPlugin as unknown as typeof commonjsPlugin.default;

/** The parts of undici that this package uses. Its index would bring fetch, WebSocket and the caches along. */
const undiciParts = `
  import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
  import api from 'undici/lib/api/index.js';
  export { default as Agent } from 'undici/lib/dispatcher/agent.js';
  export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';
  export { default as MockAgent } from 'undici/lib/mock/mock-agent.js';
  // As undici's index does.
  Object.assign(Dispatcher.prototype, api);
`;

function partsOfUndici(): Plugin {
  const id = '\0undici';
  return {
    name: 'parts-of-undici',
    resolveId: (source) => (source === 'undici' ? id : null),
    load: (source) => (source === id ? undiciParts : null),
  };
}

/** A third of undici is documentation of undici. */
function withoutComments(chunkName: string): Plugin {
  return {
    name: 'without-comments',
    renderChunk: async (code, chunk) => {
      if (chunk.name !== chunkName) return null;
      const { code: short } = await minify(code, { module: true, compress: false, mangle: false });
      return { code: short };
    },
  };
}

/**
 * Builds dist/bundler: the ES modules with undici in them, as ES modules as well. Bundlers take it by the condition `module`.
 *
 * undici is CommonJS that requires Node's modules, and esbuild turns such a `require` into one that throws as soon as the bundle
 * is an ES module: https://github.com/evanw/esbuild/issues/1921. Whoever bundles freezes undici with the rest of the application
 * in any case; whoever does not, runs dist/esm or dist/cjs and the undici of their own lock file.
 */
export async function bundle(dist: string): Promise<void> {
  const build = await rollup({
    input: {
      index: join(dist, 'esm/index.js'),
      'testing/index': join(dist, 'esm/testing/index.js'),
    },
    external: /^node:/,
    plugins: [
      partsOfUndici(),
      nodeResolve({ preferBuiltins: true }),
      commonjs({
        // Also what undici requires tentatively becomes an import, but for what Node 20 does not have: that stays a `require`
        // whose failure undici expects.
        ignoreTryCatch: false,
        ignore: ['node:sqlite'],
      }),
    ],
    onwarn: (warning, handle) => {
      // Inside undici; harmless where everything is loaded before anything runs.
      if (warning.code === 'CIRCULAR_DEPENDENCY') return;
      handle(warning);
    },
  });
  await build.write({
    dir: join(dist, 'bundler'),
    format: 'es',
    chunkFileNames: '[name].js',
    manualChunks: (id) => {
      if (/undici|commonjsHelpers/.test(id)) return 'undici';
      return id.includes('/testing/') ? undefined : 'sdk';
    },
    plugins: [withoutComments('undici')],
  });
  await build.close();
  await copyFile(join(undiciRoot, 'LICENSE'), join(dist, 'bundler/LICENSE.undici'));
}
