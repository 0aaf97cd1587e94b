import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { awsServices } from '../../../domain/aws-services.ts';
import { TAG } from '../../../domain/tags.ts';
import { resourceDocsFolder, withFreshArguments } from '../../../scripts/resource-docs.ts';
import { connection, connector, connectors, network, organization } from './support/fixtures.ts';
import { object, type Template } from './support/template.ts';

const pages = await readdir(resourceDocsFolder);

function page(name: string): Promise<string> {
  return readFile(join(resourceDocsFolder, name), 'utf8');
}

/** The part of a page between two markers. */
function between(text: string, name: string): string {
  return new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- /${name} -->`).exec(text)?.[1] ?? '';
}

/** The rows of a table below its head, as cells. */
function cells(table: string): string[][] {
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('reference pages', () => {
  test.each(pages)('%s lists the arguments that there are (node scripts/resource-docs.ts)', async (name) => {
    const text = await page(name);
    expect(await withFreshArguments(text)).toBe(text);
  });

  test.each(pages)('%s says of each argument what it is', async (name) => {
    const bare = (await page(name)).match(/^- `\w+` - \((Required|Optional)\)( Default: .*)?$/gm);
    expect(bare).toBeNull();
  });

  test('every stack of the consumer side has one', () => {
    for (const name of ['organization', 'network', 'connection', 'connectors']) {
      expect(pages).toContain(`${name}-stack.md`);
    }
  });

  const stacks: [string, () => Template][] = [
    ['organization-stack.md', () => organization()],
    ['network-stack.md', () => network({ awsServices: ['logs'] })],
    ['connection-stack.md', () => connection({ stage: 'accepted', hostname: 'db.acme.example' })],
    ['connectors-stack.md', () => connectors({ connectors: [connector] })],
  ];

  test.each(stacks)('%s lists the outputs that there are', async (name, template) => {
    const outputs = Object.entries(object(template().document.output)).map(
      ([output, body]) => `- \`${output}\` - ${String(object(body).description)}.\n`,
    );
    expect(between(await page(name), 'outputs')).toBe(outputs.join(''));
  });

  test.each(stacks)('%s imports addresses that there are', async (name, template) => {
    const text = await page(name);
    const addresses = template()
      .resources()
      .map(({ address }) => address);
    const imported = [...text.matchAll(/terraform import '?(aws_[^\s']+)/g)].map(
      ([, address]) => address ?? '',
    );
    expect(imported.length).toBeGreaterThan(1);
    for (const address of imported) expect(addresses).toContain(address);
  });

  test('network-stack.md has the catalogue of AWS services', async () => {
    const yes = (value: boolean) => (value ? 'yes' : 'no');
    const rows = [...awsServices.values()].map(({ name, type, port, privateDns, policy, crossRegion }) => {
      return [`\`${name}\``, type, String(port), yes(privateDns), yes(policy), yes(crossRegion)];
    });
    expect(cells(between(await page('network-stack.md'), 'services'))).toEqual(rows);
  });

  test('deployment.md names every tag', async () => {
    const text = await page('deployment.md');
    for (const key of Object.values(TAG)) expect(text).toContain(`| \`${key}\` `);
  });
});
