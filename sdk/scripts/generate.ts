/**
 * Makes `src/contract.generated.ts` from the API's contract.
 *
 *   node scripts/generate.ts           writes the file
 *   node scripts/generate.ts --check   exits 1 when the file does not say what the contract says
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { parse } from 'yaml';

const contractPath = join(import.meta.dirname, '../../api/openapi.yaml');
const outputPath = join(import.meta.dirname, '../src/contract.generated.ts');

const banner = `/**
 * Generated from the contract of the provisioning API. Do not edit: change the contract, then \`npm run generate\`.
 */
`;

interface ExtensibleEnum {
  readonly 'x-extensible-enum': true;
  readonly enum: readonly string[];
}

function isExtensibleEnum(schema: unknown): schema is ExtensibleEnum {
  return (
    typeof schema === 'object' &&
    schema !== null &&
    'x-extensible-enum' in schema &&
    schema['x-extensible-enum'] === true &&
    'enum' in schema &&
    Array.isArray(schema.enum)
  );
}

function literal(value: string): ts.TypeNode {
  return ts.factory.createLiteralTypeNode(ts.factory.createStringLiteral(value, true));
}

/** `'a' | 'b' | (string & {})`: editors offer the known values, and the compiler lets unknown ones through. */
function openUnion(values: readonly string[]): ts.TypeNode {
  const anyString = ts.factory.createIntersectionTypeNode([
    ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    ts.factory.createTypeLiteralNode([]),
  ]);
  return ts.factory.createUnionTypeNode([
    ...values.map(literal),
    ts.factory.createParenthesizedType(anyString),
  ]);
}

/** For each open enumeration the values known today, at run time and as a closed type. */
function knownValues(contract: { components: { schemas: Record<string, unknown> } }): string {
  const lines: string[] = [];
  for (const [name, schema] of Object.entries(contract.components.schemas)) {
    if (!isExtensibleEnum(schema)) continue;
    const variable = `known${name}s`;
    const values = schema.enum.map((value) => `  '${value}',`).join('\n');
    lines.push(
      `/** The values of {@link ${name}} that this version knows. */`,
      `export const ${variable} = [\n${values}\n] as const;`,
      `export type Known${name} = (typeof ${variable})[number];`,
      '',
    );
  }
  return lines.join('\n');
}

export async function generate(): Promise<string> {
  const contract = parse(await readFile(contractPath, 'utf8')) as Parameters<typeof knownValues>[0];
  const types = await openapiTS(pathToFileURL(contractPath), {
    immutable: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    // A default in a request's body is the server's: the field stays optional for the caller.
    defaultNonNullable: false,
    silent: true,
    transform: (schema) => (isExtensibleEnum(schema) ? openUnion(schema.enum) : undefined),
  });
  return `${banner}${astToString(types)}\n${knownValues(contract)}`;
}

if (import.meta.main) {
  const text = await generate();
  if (!process.argv.includes('--check')) {
    await writeFile(outputPath, text);
  } else if ((await readFile(outputPath, 'utf8').catch(() => '')) !== text) {
    console.error(
      'src/contract.generated.ts does not say what the contract says: run `npm run generate -w sdk`',
    );
    process.exitCode = 1;
  }
}
