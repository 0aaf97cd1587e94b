import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Cursors } from '../../../../api/http/cursors.ts';

const key = Buffer.alloc(32, 1);

describe('cursors', () => {
  test('cursors come back as they went', () => {
    const cursors = new Cursors(key);
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue(), (position, list) => {
        expect(cursors.decode(list, cursors.encode(list, position))).toBe(position);
      }),
    );
  });

  test('cursors of another list, another key, or with any letter changed are refused', () => {
    const cursors = new Cursors(key);
    const cursor = cursors.encode(['connections', { state: 'failed' }], 42);
    expect(() => cursors.decode(['connections', {}], cursor)).toThrow(/nextCursor/);
    expect(() =>
      new Cursors(Buffer.alloc(32, 2)).decode(['connections', { state: 'failed' }], cursor),
    ).toThrow();
    fc.assert(
      fc.property(fc.nat(cursor.length - 2), fc.constantFrom(...'abcXYZ019_-.'), (at, letter) => {
        fc.pre(cursor[at] !== letter);
        const other = `${cursor.slice(0, at)}${letter}${cursor.slice(at + 1)}`;
        expect(() => cursors.decode(['connections', { state: 'failed' }], other)).toThrow();
      }),
    );
  });
});
