import type { Setting } from './table.ts';

type Table = Readonly<Record<string, Setting<unknown>>>;

export function rows(table: Table): [variable: string, row: Setting<unknown>][] {
  return Object.entries(table);
}

/** The settings as `--help` lists them. */
export function settingsHelp(table: Table): string {
  return rows(table)
    .map(([variable, row]) => `  ${variable}\n      ${plain(row.help)} (default: ${plain(defaultOf(row))})`)
    .join('\n');
}

/** The settings as a table in Markdown. */
export function settingsMarkdown(table: Table): string {
  const lines = rows(table).map(([variable, row]) => {
    const value = row.default === undefined ? defaultOf(row) : `\`${row.default}\``;
    const flag = row.flag === undefined ? '' : `, \`--${row.flag.name}\``;
    return `| \`${variable}\`${flag} | ${value} | ${row.help} |`;
  });
  return ['| variable | default | meaning |', '|---|---|---|', ...lines].join('\n');
}

function defaultOf(row: Setting<unknown>): string {
  return row.default ?? row.otherwise ?? 'none';
}

/** A terminal shows no Markdown. */
export function plain(text: string): string {
  return text.replaceAll('`', '');
}
