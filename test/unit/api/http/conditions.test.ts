import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ifMatch, isKnown } from '../../../../api/http/conditions.ts';

describe('entity tags are opaque', () => {
  test.each(['"007"', '"7.0"', '"0x7"', '"7e0"', '"+7"', 'W/"7"', '""'])('%s is not "7"', (tag) => {
    expect(ifMatch({ 'if-match': tag })).toEqual([]);
  });

  test.each([
    ['"7"', [7]],
    ['"1", "7"', [1, 7]],
    ['"1",W/"7", , "9"', [1, 9]],
    ['"a,b", "7"', [7]],
  ])('%s names the versions %j', (header, versions) => {
    expect(ifMatch({ 'if-match': header })).toEqual(versions);
  });

  test('"*" and no header name none in particular', () => {
    expect([ifMatch({}), ifMatch({ 'if-match': ' * ' })]).toEqual([undefined, undefined]);
    expect([isKnown({}, { version: 7 }), isKnown({ 'if-none-match': '*' }, { version: 7 })]).toEqual([
      false,
      true,
    ]);
  });

  test('If-None-Match compares weakly, and letter by letter', () => {
    for (const known of ['"7"', 'W/"7"', '"1", "7"']) {
      expect([known, isKnown({ 'if-none-match': known }, { version: 7 })]).toEqual([known, true]);
    }
    for (const other of ['"007"', '"77"', 'W/"8"']) {
      expect([other, isKnown({ 'if-none-match': other }, { version: 7 })]).toEqual([other, false]);
    }
  });

  test.each(['7', '"7', '"7" "8"', ',', '', 'W/', '"7";'])('%j is no list of entity tags', (header) => {
    expect(() => ifMatch({ 'if-match': header })).toThrow(/is not an entity tag/);
  });

  test('any tag but the very text of the version matches nothing', () => {
    const letter = fc.constantFrom(...'0123456789abcdefxX.+-eE_,/W ');
    fc.assert(
      fc.property(
        fc.array(letter, { maxLength: 6 }),
        fc.integer({ min: 1, max: 2 ** 40 }),
        (letters, version) => {
          const text = letters.join('').replaceAll(' ', '!');
          const versions = ifMatch({ 'if-match': `"${text}"` }) ?? [];
          expect(versions.includes(version)).toBe(text === String(version));
        },
      ),
    );
  });
});
