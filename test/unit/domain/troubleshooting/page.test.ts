import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { troubleshootingMarkdown, troubleshootingPage } from '../../../../scripts/troubleshooting-docs.ts';

test('the troubleshooting page says what the catalogue says (node scripts/troubleshooting-docs.ts)', () => {
  expect(readFileSync(troubleshootingPage, 'utf8')).toBe(troubleshootingMarkdown());
});
