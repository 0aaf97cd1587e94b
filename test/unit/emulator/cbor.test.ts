import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CborValue, decodeCbor, encodeCbor } from '../../../emulator/protocols/cbor.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('CBOR', () => {
  test('what is written reads back', () => {
    const { value } = fc.letrec<{ value: CborValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'grapheme' }),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true }).filter((number) => !Object.is(number, -0)),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(fc.property(value, (given) => expect(decodeCbor(encodeCbor(given))).toEqual(given)));
  });

  test('times keep their milliseconds', () => {
    const time = new Date('2025-01-02T03:04:05.678Z');
    expect(decodeCbor(encodeCbor({ time }))).toEqual({ time });
    expect(decodeCbor(bytes('c1 1a 677e 9a00'))).toEqual(new Date(0x677e9a00 * 1000));
  });

  // Examples from appendix A of RFC 8949.
  test.each<[string, CborValue]>([
    ['18 64', 100],
    ['1a 000f 4240', 1_000_000],
    ['1b 0000 00e8 d4a5 1000', 1_000_000_000_000],
    ['38 63', -100],
    ['f9 3e00', 1.5],
    ['fa 47c3 5000', 100_000],
    ['fb 3ff1 9999 9999 999a', 1.1],
    ['7f 65 7374 7265 61 64 6d69 6e67 ff', 'streaming'],
    ['9f 01 82 02 03 9f 04 05 ff ff', [1, [2, 3], [4, 5]]],
    ['bf 61 61 01 61 62 9f 02 03 ff ff', { a: 1, b: [2, 3] }],
  ])('%s is %j', (hex, value) => {
    expect(decodeCbor(bytes(hex))).toEqual(value);
  });

  test.each([
    ['nothing', ''],
    ['a text that ends too early', '65 61'],
    ['a list that claims more items than there are bytes', '9b 00ff ffff ffff ffff'],
    ['two values', '01 02'],
    ['a map with a number as key', 'a1 01 02'],
    ['an unknown simple value', 'e0'],
    ['lists in lists without end', '81'.repeat(40)],
  ])('%s is refused', (_what, hex) => {
    expect(() => decodeCbor(bytes(hex))).toThrow('not valid CBOR');
  });
});
