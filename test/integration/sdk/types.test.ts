import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'test/types/sdk');

function problemsIn(files: readonly string[], sources: Record<string, string> = {}): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => sources[name] ?? readFile(name);
  host.fileExists = (name) => name in sources || fileExists(name);
  const program = ts.createProgram([...files], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
    return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('the types', () => {
  test('let right code compile, and wrong code not', async () => {
    const files = (await readdir(folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name));
    expect(files.length).toBeGreaterThan(2);
    expect(problemsIn(files)).toEqual([]);
  }, 120_000);

  test('would be found out: an error that does not come is reported', () => {
    const name = join(folder, 'in-memory.ts');
    const source = "// @ts-expect-error nothing is wrong here\nexport const fine: string = 'fine';\n";
    expect(problemsIn([name], { [name]: source })).toEqual([
      `${name}:1 Unused '@ts-expect-error' directive.`,
    ]);
  }, 120_000);

  test('the types have no `any` in what the package exports', () => {
    const entries = ['sdk/src/index.ts', 'sdk/src/testing/index.ts'].map((name) => join(root, name));
    const found = anyIn(entries);
    expect(found).toEqual([]);
  }, 120_000);
});

/** Where the declarations that the entries need say `any`. */
function anyIn(entries: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(root, 'sdk/tsconfig.build.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [] },
    ts.sys,
    join(root, 'sdk'),
  );
  const program = ts.createProgram([...entries], { ...options, emitDeclarationOnly: true, noEmit: false });
  const found: string[] = [];
  program.emit(undefined, (name, text) => {
    if (!name.endsWith('.d.ts')) return;
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) {
        found.push(`${name}:${file.getLineAndCharacterOfPosition(node.pos).line + 1}`);
      }
      node.forEachChild(visit);
    };
    visit(file);
  });
  return found;
}
