import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { FakePrivateLinkApi } from '../../../sdk/src/testing/index.ts';
import { serveFake } from '../../unit/sdk/support/http-bridge.ts';
import { type InstalledPackage, installPackage, root } from './support/installed-package.ts';

interface Block {
  readonly title: string;
  readonly source: string;
  readonly run: boolean;
}

const readme = await readFile(join(root, 'sdk/README.md'), 'utf8');

/** The code blocks in the order of the page; ```ts no-run``` are compiled only. */
function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```ts( no-run)?\n([\s\S]*?)^```$/gm)].map(([, noRun, source = ''], index) => {
    const before = text.slice(0, text.indexOf(source));
    const heading = [...before.matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? 'readme';
    return { title: `${index + 1} ${heading}`, source: complete(source), run: noRun === undefined };
  });
}

/** Blocks that speak of `client` without making one mean the one of the first block. */
function complete(source: string): string {
  if (!/\bclient\./.test(source) || /const client =/.test(source)) return source;
  return `import { PrivateLinkClient } from '@tray/privatelink-sdk';\nconst client = new PrivateLinkClient();\n${source}`;
}

const blocks = blocksOf(readme);
let project: InstalledPackage;
let server: Awaited<ReturnType<typeof serveFake>>;
let env: Record<string, string>;

beforeAll(async () => {
  project = await installPackage();
  server = await serveFake(new FakePrivateLinkApi());
  env = { TRAY_PRIVATELINK_URL: server.url, TRAY_PRIVATELINK_TOKEN: 't' };
}, 180_000);

afterAll(async () => {
  await server?.close();
  await project?.remove();
});

describe('the code in the README', () => {
  test('compiles, all of it', async () => {
    expect(blocks.length).toBeGreaterThan(15);
    const files = await Promise.all(
      blocks.map(({ source }, index) => project.write(`block-${index + 1}.mts`, `${source}\nexport {};\n`)),
    );
    const program = ts.createProgram(files, {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts'],
      types: ['node'],
      typeRoots: [join(project.folder, 'node_modules/@types')],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
    });
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${file?.fileName}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
    expect(problems).toEqual([]);
  }, 120_000);

  // One after the other: they tell one story, against one API.
  test.each(blocks.filter(({ run }) => run))(
    'the code in the README runs: $title',
    async ({ title, source }) => {
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      const file = await project.write(`run-${title.split(' ')[0]}.mjs`, outputText);
      await project.node(file, env);
    },
    60_000,
  );
});
