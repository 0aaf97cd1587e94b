import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { domainErrorCodes } from '../../../domain/errors.ts';

const folder = new URL('../../../domain/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');

describe('the catalogue of errors', () => {
  test('the catalogue of errors is documented, code by code, in the order of the alphabet', () => {
    const documented = [...read('README.md').matchAll(/^\| `([a-z_]+)` +\|/gm)].map((match) => match[1]);
    expect(documented).toEqual([...domainErrorCodes].sort());
  });

  test('the catalogue of errors has no code that nothing uses', () => {
    const sources = readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && file !== 'errors.ts')
      .map(read)
      .join('\n');
    for (const code of domainErrorCodes) expect(sources).toContain(`'${code}'`);
  });
});
