// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this text is the matter of the tests
import fc from 'fast-check';

/** Text that means something to Terraform, to CDK for Terraform, to JSON or to a shell. */
export const hostileTexts: readonly string[] = [
  '${file("/etc/hostname")}',
  '$${x}',
  '$$${x}',
  '$$$${x}',
  '%{ if true }yes%{ endif }',
  '%%{x}',
  '%%%{x}',
  '100%',
  '$',
  'ends in $',
  'ends in $$',
  'ends in %',
  '${TfToken[TOKEN.0]}',
  '${TfToken[TOKEN.1]} ${TfToken[TOKEN.99999]}',
  '#{TfToken[TOKEN.0]}',
  '&{TfToken[TOKEN.0]}',
  '-1.8881545897087505e+289',
  'a -1.8881545897087505e+289 b',
  'String Map Token Value',
  'Any Map Token Value',
  '"quoted" \'single\' \\ back\\slash \\b \\f \\u0024{x} `tick` $(id) ; | &',
  '} { }} {{ ]} ["',
  '🎉 ünïcode 漢字 𐀀 \u{10ffff}',
  '\u2028\u2029 \u0085',
  '//',
  '${"${"}',
  '$\u{200b}{x}',
  '<<EOT\n${x}\nEOT\n',
  '\ttab\r\nnewline\n',
  'constructor',
  'null',
];

const fragments = [
  '$',
  '%',
  '{',
  '}',
  '${',
  '%{',
  '$${',
  '"',
  '\\',
  '\n',
  ' ',
  'e',
  '-1',
  '.',
  '+',
  'TfToken[TOKEN.1]',
  ']',
  '#',
  '&',
  '🎉',
  '𐀀',
  'x',
  '~',
  '//',
];

/** Any text that can be written, thick with what is not only text. */
export const anyText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...hostileTexts),
    fc
      .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'grapheme', maxLength: 4 })), {
        minLength: 1,
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
  )
  .map((text) => text.normalize('NFC').replaceAll('\0', ''));

/** A string of a document, as Terraform reads it: the text, and the code in it. An expression that is only dollars is text. */
export function read(template: string): { text: string; code: string[] } {
  const code: string[] = [];
  let text = '';
  for (let at = 0; at < template.length; ) {
    const [, signs = ''] = /^(\$+|%+)\{/.exec(template.slice(at)) ?? [];
    if (signs === '') {
      text += template.charAt(at);
      at += 1;
    } else if (signs.length > 1) {
      text += `${signs.slice(1)}{`;
      at += signs.length + 1;
    } else {
      const end = endOfExpression(template, at + 2);
      const expression = template.slice(at + 2, end);
      const [, dollars] = /^"(\$+)"$/.exec(expression) ?? [];
      if (dollars === undefined || signs === '%') code.push(`${signs}{${expression}}`);
      else text += dollars;
      at = end + 1;
    }
  }
  return { text, code };
}

/** Strings and keys of a document, with where they stand. */
export function* stringsOf(value: unknown, path = ''): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (path === '' && key === '//') continue;
      yield [`${path}/${key}#`, key];
      yield* stringsOf(item, `${path}/${key}`);
    }
  }
}

/** Every expression of a document, by where it stands. */
export function codeIn(document: unknown): string[] {
  return [...stringsOf(document)].flatMap(([, text]) => read(text).code).sort();
}

/** Every text of a document that holds no expression. */
export function textsIn(document: unknown): Set<string> {
  return new Set(
    [...stringsOf(document)]
      .map(([, template]) => read(template))
      .filter(({ code }) => code.length === 0)
      .map(({ text }) => text),
  );
}

function endOfExpression(template: string, from: number): number {
  let depth = 1;
  let quoted = false;
  for (let at = from; at < template.length; at += 1) {
    const character = template.charAt(at);
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth += 1;
    else if (!quoted && character === '}') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw new Error(`an expression without an end: ${template}`);
}
