import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../../api/http/json.ts';

describe('bodies as JSON', () => {
  test('what is JSON is read as it is', () => {
    // Depth alone is limited, and no name of a prototype is data.
    const value = fc
      .jsonValue({ maxDepth: 4 })
      .filter((json) => !JSON.stringify(json).includes('"__proto__"'));
    fc.assert(
      fc.property(value, (json) => {
        expect(parseJson(Buffer.from(JSON.stringify(json)))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });

  test.each([
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['half a pair as bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['33 levels', Buffer.from(`${'['.repeat(33)}${']'.repeat(33)}`)],
    ['30,000 levels', Buffer.from(`${'['.repeat(30_000)}${']'.repeat(30_000)}`)],
    ['a prototype', Buffer.from('{"a":[{"__proto__":1}]}')],
    ['a prototype by way of the constructor', Buffer.from('{"constructor":{"prototype":{}}}')],
    ['half a document', Buffer.from('{"a":')],
  ])('%s is refused', (_what, bytes) => {
    expect(() => parseJson(bytes)).toThrow(/not well-formed JSON/);
  });

  test('brackets in strings are no levels', () => {
    expect(parseJson(Buffer.from(`{"a":"${'['.repeat(100)}\\"${'{'.repeat(100)}"}`))).toHaveProperty('a');
  });
});
