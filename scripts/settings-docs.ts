/**
 * Writes the tables of settings in the READMEs from `api/settings/table.ts`, between the markers `<!-- settings: <name> -->` and
 * `<!-- /settings -->`. A test fails while a page is behind.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsMarkdown } from '../api/settings/describe.ts';
import { apiSettings, workerSettings } from '../api/settings/table.ts';

const root = join(import.meta.dirname, '..');
export const settingsPages = ['api/README.md', 'api/reconciler/README.md'].map((page) => join(root, page));

const tables = { api: apiSettings, worker: workerSettings } as const;

/** The page with every table between its markers written anew. */
export function withSettings(page: string): string {
  return page.replace(
    /(<!-- settings: (\w+) -->\n)[\s\S]*?(<!-- \/settings -->)/g,
    (_all, begin: string, name: string, end: string) =>
      `${begin}\n${settingsMarkdown(tables[name as keyof typeof tables])}\n\n${end}`,
  );
}

if (import.meta.main) {
  for (const file of settingsPages) {
    await writeFile(file, withSettings(await readFile(file, 'utf8')));
    console.log(file);
  }
}
