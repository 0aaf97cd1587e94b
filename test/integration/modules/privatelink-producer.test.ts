import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type ModuleContents, renderTables, tablesOf } from '../../../scripts/module-docs.ts';
import { moduleContents } from './support/module-contents.ts';

const folder = join(import.meta.dirname, '../../../modules/privatelink-producer');
const read = (...path: string[]) => readFile(join(folder, ...path), 'utf8');

async function filesBelow(path: string, suffix: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith(suffix) && !entry.parentPath.includes('.terraform'),
    )
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** The run blocks of all test files: name, and the addresses whose failure is expected. */
async function runBlocks(): Promise<{ name: string; expectFailures: string[] }[]> {
  const texts = await Promise.all(
    (await filesBelow(join(folder, 'tests'), '.tftest.hcl')).map((file) => read(file)),
  );
  return texts.flatMap((text) =>
    text
      .split(/^run "/m)
      .slice(1)
      .map((block) => ({
        name: block.slice(0, block.indexOf('"')),
        expectFailures: (/expect_failures = \[(.*?)\]\n/s.exec(block)?.[1] ?? '')
          .split(',')
          .map((address) => address.trim().replace(/\[".*$/, ''))
          .filter((address) => address !== ''),
      })),
  );
}

const examples = ['both-sides', 'database-ip-targets', 'existing-nlb', 'multi-region', 'on-premises'];

let module: ModuleContents;
const roots = new Map<string, ModuleContents>();
beforeAll(async () => {
  const [first, ...others] = await moduleContents(
    folder,
    ...examples.map((name) => join(folder, 'examples', name)),
  );
  if (first === undefined) throw new Error('The module could not be read.');
  module = first;
  for (const [index, root] of others.entries()) roots.set(examples[index] ?? '', root);
});

describe('the outputs of the producer module', () => {
  // Without the order, a consumer in the same configuration is refused whenever the principal comes a moment later.
  test('name the service only once its principals are allowed', async () => {
    const outputs = (await read('outputs.tf')).split(/^output /m).slice(1);
    const naming = outputs.filter((output) =>
      /aws_vpc_endpoint_service\.this\.(id|arn|service_name)\b/.test(output),
    );
    expect(naming.map((output) => /^"(\w+)"/.exec(output)?.[1])).toEqual([
      'tray_intake',
      'service_id',
      'service_arn',
      'service_name',
    ]);
    for (const output of naming)
      expect(output).toMatch(/^ {2}depends_on = \[aws_vpc_endpoint_service_allowed_principal\.this\]$/m);
  });
});

describe('the README of the producer module', () => {
  test('the README of the producer module tells every input and output as the HCL has them', async () => {
    // A formatter may pad the cells, so widths do not count.
    const words = (text: string) =>
      text.replaceAll(/ {2,}/g, ' ').replaceAll(/\| ?(:?)-+(:?) ?(?=\|)/g, '|$1-$2');
    expect(words(tablesOf(await read('README.md')))).toBe(words(renderTables(module)));
  });

  test('links to files that exist', async () => {
    for (const page of ['README.md', 'CHANGELOG.md', 'UPGRADING.md']) {
      const links = [...(await read(page)).matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(
        (match) => match[1] ?? '',
      );
      for (const link of links)
        expect(await readdir(join(folder, link)).catch(() => read(link))).toBeTruthy();
    }
  });
});

describe('the reference page of the producer module', () => {
  const page = () => readFile(join(folder, '../../docs/resources/privatelink-producer.md'), 'utf8');

  test('the reference page of the producer module names every input and output, and no other', async () => {
    const text = await page();
    // Nested arguments have a heading of their own below.
    const section = (title: string) => text.split(`\n## ${title}\n`)[1]?.split(/\n##+ /)[0] ?? '';
    const named = (title: string) =>
      [...section(title).matchAll(/^[*-] `([a-z0-9_]+)` - /gm)].map((match) => match[1]).sort();
    expect(named('Argument Reference')).toEqual(module.variables.map(({ name }) => name).sort());
    expect(named('Attribute Reference')).toEqual(module.outputs.map(({ name }) => name).sort());
  });

  test('the reference page of the producer module says of each input whether it is required', async () => {
    const text = await page();
    for (const variable of module.variables) {
      const word = 'default' in variable ? 'Optional' : 'Required';
      expect(text).toMatch(new RegExp(`^[*-] \`${variable.name}\` - \\(${word}`, 'm'));
    }
  });
});

describe('the inputs of the producer module', () => {
  test('each have a type and a description', () => {
    for (const { name, description, type } of module.variables) {
      expect({
        name,
        described: description.length > 20,
        typed: type !== '' && !/\bany\b/.test(type),
      }).toEqual({
        name,
        described: true,
        typed: true,
      });
    }
  });

  test('the inputs of the producer module refuse null, except those where null means "none"', () => {
    expect(module.variables.filter(({ nullable }) => nullable).map(({ name }) => name)).toEqual([
      'access_logs',
      'connection_notifications',
      'existing_load_balancer',
      'load_balancer_name',
      'private_dns',
      'vpc_id',
    ]);
  });

  test('name themselves at the start of every error', async () => {
    const files = await filesBelow(folder, '.tf');
    const variables = files.filter((file) => /^variables.*\.tf$/.test(file));
    for (const text of await Promise.all(variables.map((file) => read(file)))) {
      for (const block of text.split(/^variable "/m).slice(1)) {
        const name = block.slice(0, block.indexOf('"'));
        for (const [, message] of block.matchAll(/error_message = "(.*)"$/gm)) {
          expect({ name, message }).toEqual({
            name,
            message: expect.stringMatching(new RegExp(`^${name}[.:]`)),
          });
        }
      }
    }
  });

  test('the inputs of the producer module have a refusal in the tests for every validation', async () => {
    const runs = await runBlocks();
    for (const { name, validations } of module.variables) {
      const refusals = runs.filter((run) => run.expectFailures.includes(`var.${name}`)).length;
      expect({ name, enough: refusals >= validations }).toEqual({ name, enough: true });
    }
  });
});

/** Conditions that only an import can fail, which a mocked provider has none of: test/e2e/producer-module.test.ts tests them. */
const ofImports: Readonly<Record<string, number>> = { 'aws_lb.this': 2 };

describe('the conditions of the producer module', () => {
  test('the conditions of the producer module have a refusal in the tests for every one of them', async () => {
    const runs = await runBlocks();
    for (const file of await filesBelow(folder, '.tf')) {
      if (file.startsWith('examples')) continue;
      const blocks = (await read(file)).split(/^(?=resource|data|check) ?/m);
      for (const block of blocks) {
        const head = /^(resource|data|check) "([^"]+)"(?: "([^"]+)")?/.exec(block);
        if (!head) continue;
        const [, kind, type, name] = head;
        const address =
          kind === 'resource'
            ? `${type}.${name}`
            : kind === 'data'
              ? `data.${type}.${name}`
              : `check.${type}`;
        const conditions = (block.match(/\b(precondition|postcondition|assert) \{/g) ?? []).length;
        const refusals =
          runs.filter((run) => run.expectFailures.includes(address)).length + (ofImports[address] ?? 0);
        expect({ address, enough: refusals >= conditions }).toEqual({ address, enough: true });
      }
    }
  });

  test('the conditions of the producer module are tested under names that occur once', async () => {
    const names = (await runBlocks()).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(100);
  });
});

describe('the versions of the producer module', () => {
  test('the versions of the producer module are the promised range', () => {
    expect(module.terraformVersion).toBe('>= 1.5.0');
    expect(module.providers).toEqual({ aws: '>= 5.100.0, < 7.0.0' });
  });

  test('the versions of the producer module leave out what Terraform learned after 1.5', async () => {
    for (const file of await filesBelow(folder, '.tf')) {
      const text = await read(file);
      // `ephemeral`, provider functions and `removed` blocks; and variables that look at other variables (1.9).
      expect(text).not.toMatch(/^(ephemeral|removed) |provider::|ephemeral *=/m);
      for (const block of text.split(/^variable "/m).slice(1)) {
        const name = block.slice(0, block.indexOf('"'));
        const others = [...block.matchAll(/\bvar\.([a-z0-9_]+)/g)]
          .map((match) => match[1])
          .filter((other) => other !== name);
        expect({ name, others }).toEqual({ name, others: [] });
      }
    }
  });
});

describe('each example of the producer module', () => {
  test('each example of the producer module is one of the promised, listed in the README', async () => {
    expect((await readdir(join(folder, 'examples'))).sort()).toEqual(examples);
    const readme = await read('README.md');
    for (const example of examples) expect(readme).toContain(`](examples/${example})`);
  });

  test.each(examples)(
    '%s is a complete root: versions, README, providers, and the intake as an output',
    async (example) => {
      const root = roots.get(example);
      expect(root?.terraformVersion).toBe(module.terraformVersion);
      expect(root?.providers).toEqual(module.providers);
      expect(root?.outputs.map(({ name }) => name)).toContain('tray_intake');
      expect(await read('examples', example, 'main.tf')).toMatch(/^provider "aws" \{$/m);
      expect(await read('examples', example, 'README.md')).toMatch(/^# .+\n[\s\S]*terraform init/);
    },
  );

  test.each(examples)('%s describes its variables and leaves acceptance on', async (example) => {
    const root = roots.get(example);
    for (const { name, description } of root?.variables ?? [])
      expect({ name, described: description !== '' }).toEqual({ name, described: true });
    expect(await read('examples', example, 'main.tf')).not.toContain('acceptance_required');
  });
});
