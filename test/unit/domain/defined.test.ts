import { expect, test } from '@jest/globals';
import { defined } from '../../../domain/defined.ts';

test('members that are undefined are left out, and no others', () => {
  const members = defined({ a: undefined, b: 0, c: '', d: null, e: false });
  expect(members).toEqual({ b: 0, c: '', d: null, e: false });
  expect(Object.keys(members)).toEqual(['b', 'c', 'd', 'e']);
});
