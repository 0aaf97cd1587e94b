/**
 * Writes the tables of a Terraform module's README from its HCL, between the two TF_DOCS markers:
 *
 *     node scripts/module-docs.ts [module folder]
 *
 * With `--json` it prints what the given modules contain instead, as one JSON array. Tests read that, and compare the README
 * with the same rendering; they do so through a process of its own, because the HCL parser's runtime outlives its work and
 * would keep a test runner from ending.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface ModuleVariable {
  readonly name: string;
  readonly description: string;
  /** The type as it is written. */
  readonly type: string;
  /** Absent: the variable is required. */
  readonly default?: unknown;
  readonly nullable: boolean;
  readonly validations: number;
}

export interface ModuleOutput {
  readonly name: string;
  readonly description: string;
}

export interface ModuleContents {
  readonly terraformVersion: string;
  /** Provider name to version constraint. */
  readonly providers: Readonly<Record<string, string>>;
  readonly variables: readonly ModuleVariable[];
  readonly outputs: readonly ModuleOutput[];
  /** `type.name`, data sources as `data.type.name`. */
  readonly resources: readonly string[];
}

interface Block {
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly validation?: readonly unknown[];
  readonly required_version?: string;
  readonly required_providers?: readonly Record<string, { version: string }>[];
}

interface HclFile {
  readonly terraform?: readonly Block[];
  readonly variable?: Record<string, readonly Block[]>;
  readonly output?: Record<string, readonly Block[]>;
  readonly resource?: Record<string, Record<string, unknown>>;
  readonly data?: Record<string, Record<string, unknown>>;
}

const markers = { begin: '<!-- BEGIN_TF_DOCS -->', end: '<!-- END_TF_DOCS -->' };

export async function readModule(folder: string): Promise<ModuleContents> {
  // Loaded here, so that importing this file for its rendering does not start the parser.
  const { parse } = await import('@cdktf/hcl2json');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tf')).sort();
  const files = await Promise.all(
    names.map(
      async (name) => (await parse(name, await readFile(join(folder, name), 'utf8'))) as unknown as HclFile,
    ),
  );
  const terraform = files.flatMap((file) => file.terraform ?? []);
  return {
    terraformVersion: terraform.find((block) => block.required_version)?.required_version ?? '',
    providers: Object.fromEntries(
      terraform
        .flatMap((block) => block.required_providers ?? [])
        .flatMap((entry) => Object.entries(entry).map(([name, { version }]) => [name, version] as const)),
    ),
    variables: files
      .flatMap((file) => entries(file.variable))
      .map(([name, block]) => variable(name, block))
      .sort((a, b) => Number('default' in a) - Number('default' in b) || compare(a.name, b.name)),
    outputs: files
      .flatMap((file) => entries(file.output))
      .map(([name, block]) => ({ name, description: block.description ?? '' }))
      .sort((a, b) => compare(a.name, b.name)),
    resources: files
      .flatMap((file) => [...addresses(file.resource, ''), ...addresses(file.data, 'data.')])
      .sort(compare),
  };
}

export function renderTables(module: ModuleContents): string {
  return [
    '## Requirements',
    '',
    '| Name | Version |',
    '|------|---------|',
    `| terraform (or OpenTofu) | ${module.terraformVersion} |`,
    ...Object.entries(module.providers).map(([name, version]) => `| ${name} | ${version} |`),
    '',
    '## Inputs',
    '',
    '| Name | Description | Type | Default | Required |',
    '|------|-------------|------|---------|:--------:|',
    ...module.variables.map(
      (each) =>
        `| <a name="input_${each.name}"></a> [${each.name}](#input_${each.name}) | ${cell(each.description)} | ${code(each.type)} | ${
          'default' in each ? code(JSON.stringify(each.default)) : 'n/a'
        } | ${'default' in each ? 'no' : 'yes'} |`,
    ),
    '',
    '## Outputs',
    '',
    '| Name | Description |',
    '|------|-------------|',
    ...module.outputs.map(
      (each) =>
        `| <a name="output_${each.name}"></a> [${each.name}](#output_${each.name}) | ${cell(each.description)} |`,
    ),
    '',
    '## Resources',
    '',
    '| Name | Kind |',
    '|------|------|',
    ...module.resources.map((address) =>
      address.startsWith('data.') ? `| ${address.slice(5)} | data source |` : `| ${address} | resource |`,
    ),
  ].join('\n');
}

/** What stands between the markers. @throws when the README lacks them */
export function tablesOf(readme: string): string {
  const begin = readme.indexOf(markers.begin);
  const end = readme.indexOf(markers.end);
  if (begin < 0 || end < begin)
    throw new Error(`The README needs ${markers.begin} and ${markers.end}, in this order.`);
  return readme.slice(begin + markers.begin.length, end).trim();
}

function variable(name: string, block: Block): ModuleVariable {
  return {
    name,
    description: (block.description ?? '').trim(),
    type: (block.type ?? '').replace(/^\$\{([\s\S]*)\}$/, '$1'),
    nullable: block.nullable ?? true,
    validations: block.validation?.length ?? 0,
    ...('default' in block ? { default: block.default } : {}),
  };
}

function entries(blocks: Record<string, readonly Block[]> | undefined): [string, Block][] {
  return Object.entries(blocks ?? {}).flatMap(([name, list]) =>
    list.map((block): [string, Block] => [name, block]),
  );
}

function addresses(blocks: Record<string, Record<string, unknown>> | undefined, prefix: string): string[] {
  return Object.entries(blocks ?? {}).flatMap(([type, byName]) =>
    Object.keys(byName).map((name) => `${prefix}${type}.${name}`),
  );
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br/>');
}

function code(text: string): string {
  if (!text.includes('\n')) return `\`${text}\``;
  return `<pre>${text.replaceAll('<', '&lt;').replaceAll('|', '&#124;').replaceAll('\n', '<br/>')}</pre>`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function main(args: readonly string[]): Promise<void> {
  if (args[0] === '--json') {
    process.stdout.write(JSON.stringify(await Promise.all(args.slice(1).map(readModule))));
    return;
  }
  const folder = resolve(args[0] ?? join(import.meta.dirname, '../modules/privatelink-producer'));
  const file = join(folder, 'README.md');
  const readme = await readFile(file, 'utf8');
  const tables = renderTables(await readModule(folder));
  await writeFile(
    file,
    readme.replace(tablesOf(readme), () => tables),
  );
}

if (import.meta.main) {
  await main(process.argv.slice(2));
}
