import type { Path, Problems } from './problems.ts';

/**
 * Reports text that would not arrive as it is written, whatever it stands for. Anything else does, templates included.
 *
 * Terraform brings every string into Unicode's normalization form C: https://developer.hashicorp.com/terraform/language/functions/regex#unicode
 * has it for its functions, and the library for its values does it for all.
 */
export function checkText(value: unknown, problems: Problems, path: Path = []): void {
  if (typeof value === 'string') {
    const problem = problemOf(value);
    if (problem !== undefined) problems.add(path, ...problem);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkText(item, problems, [...path, index]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const problem =
      key === '__proto__' ? ([`"${key}" is not a name`, 'use another'] as const) : problemOf(key);
    if (problem !== undefined) problems.add([...path, key], ...problem);
    checkText(item, problems, [...path, key]);
  }
}

function problemOf(text: string): readonly [message: string, fix: string] | undefined {
  if (text.includes('\0')) return ['holds the character NUL, which AWS does not take', 'remove it'];
  if (/\p{Cs}/u.test(text)) return ['holds half of a surrogate pair', 'write the character itself'];
  if (text.normalize('NFC') !== text) {
    return [
      'is not in normalization form C, into which Terraform brings all text',
      `write ${JSON.stringify(text.normalize('NFC'))}`,
    ];
  }
  return undefined;
}
