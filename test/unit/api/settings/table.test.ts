import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parseOptions } from '../../../../api/cli/options.ts';
import { readSettings, SettingsError } from '../../../../api/settings/settings.ts';
import { apiSettings, type Setting, workerSettings } from '../../../../api/settings/table.ts';
import { readWorkerSettings } from '../../../../api/settings/worker-settings.ts';
import { settingsPages, withSettings } from '../../../../scripts/settings-docs.ts';

const tables: readonly (readonly [string, Readonly<Record<string, Setting<unknown>>>])[] = [
  ['api', apiSettings],
  ['worker', workerSettings],
];

describe('the table of settings', () => {
  test.each(settingsPages)(
    'the table of settings is what %s says (node scripts/settings-docs.ts)',
    async (page) => {
      const text = await readFile(page, 'utf8');
      expect(text).toContain('<!-- settings: ');
      expect(withSettings(text)).toBe(text);
    },
  );

  test('the table of settings has a default, or says what is so without one, for every variable', () => {
    for (const [, table] of tables)
      for (const row of Object.values(table)) {
        expect((row.default === undefined) !== (row.otherwise === undefined)).toBe(true);
        if (row.default !== undefined) expect(() => row.parse(row.default ?? '')).not.toThrow();
      }
  });

  test('the table of settings is read: each variable that cannot be meant is refused by its name', () => {
    for (const [name, table] of tables) {
      const read = name === 'api' ? readSettings : readWorkerSettings;
      for (const variable of Object.keys(table)) {
        // Texts that may be anything are told by what belongs to them.
        if (['HOST', 'DATA_FOLDER'].includes(variable)) continue;
        const lone = /^(TOKEN_ISSUER|TOKEN_AUDIENCE|HEALTH_HOST)$/.test(variable);
        expect(() => read({ [variable]: lone ? 'x' : '\u0000 ~' })).toThrow(SettingsError);
        expect(() => read({ [variable]: lone ? 'x' : '\u0000 ~' })).toThrow(variable);
      }
    }
  });

  test('the table of settings is what --help says, and gives the flags their variables', () => {
    const { environment } = parseOptions(
      [
        '--host',
        '::1',
        '--port',
        '0',
        '--data-folder',
        '/d',
        '--database-url',
        'postgres://h/d',
        '--log-level',
        'warn',
      ],
      { HOST: 'loses', OTHER: 'stays' },
    );
    expect(environment).toEqual({
      HOST: '::1',
      PORT: '0',
      DATA_FOLDER: '/d',
      DATABASE_URL: 'postgres://h/d',
      LOG_LEVEL: 'warn',
      OTHER: 'stays',
    });
  });
});
