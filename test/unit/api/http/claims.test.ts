import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readClaims } from '../../../../api/http/claims.ts';

const now = 1_800_000_000;
const lifetime = { longestSeconds: 86_400, toleranceSeconds: 30 };
const good = { sub: 'service', exp: now + 600, iat: now, scope: 'connections:read', organizations: ['acme'] };
const read = (claims: unknown) => readClaims(claims, lifetime, now);

describe('claims', () => {
  test('claims say who calls', () => {
    expect(read(good)).toEqual({
      subject: 'service',
      scopes: new Set(['connections:read']),
      organizations: ['acme'],
    });
    expect(read({ ...good, organizations: ['acme', '*'] })).toMatchObject({ organizations: 'all' });
    expect(read({ sub: 'a', exp: now + 600 })).toMatchObject({ organizations: [], scopes: new Set() });
  });

  test.each([
    ['a subject with NUL', { sub: 'a\u0000b' }, /sub claim/],
    ['half a pair in the subject', { sub: 'a\ud800' }, /sub claim/],
    ['a line break in the subject', { sub: 'a\nb' }, /sub claim/],
    ['a number as the subject', { sub: 42 }, /sub claim is not a string/],
    ['an object as the subject', { sub: {} }, /sub claim/],
    ['an empty subject', { sub: '' }, /sub claim is empty/],
    ['a long subject', { sub: 'x'.repeat(201) }, /sub claim is longer/],
    ['an array as the scope', { scope: ['connections:read'] }, /scope claim is not a string/],
    ['NUL in the scope', { scope: 'a\u0000' }, /scope claim/],
    ['a long scope', { scope: 'x'.repeat(4_001) }, /scope claim/],
    ['text as the organizations', { organizations: 'acme' }, /organizations claim is not an array/],
    ['a number among them', { organizations: ['acme', 7] }, /organizations claim \(element 1\)/],
    ['NUL among them', { organizations: ['ac\u0000me'] }, /organizations claim/],
    ['half a pair among them', { organizations: ['\udc00'] }, /organizations claim/],
    ['something that is no OrgID', { organizations: ['Acme Corp'] }, /neither a Tray OrgID/],
    ['null as the organizations', { organizations: null }, /organizations claim/],
    ['too many organizations', { organizations: Array(1_001).fill('acme') }, /organizations claim/],
    ['a life that is too long', { exp: now + 90_000 }, /lives for 90000 seconds/],
    ['an old issue and a late end', { iat: now - 80_000, exp: now + 80_000 }, /lives for 160000 seconds/],
    ['no issue and a late end', { iat: undefined, exp: now + 200_000 }, /lives for/],
    ['an issue to come', { iat: now + 3_600, exp: now + 3_900 }, /in the future/],
    ['an end beyond all dates', { exp: 1e300 }, /exp claim/],
    ['text as the issue', { iat: 'now' }, /iat claim/],
  ])('%s is refused, and said', (_what, change, why) => {
    expect(read({ ...good, ...change })).toMatch(why);
  });

  test('whatever they are, they are read or refused, and never thrown at', () => {
    fc.assert(
      fc.property(
        fc.record({
          sub: fc.anything(),
          scope: fc.anything(),
          organizations: fc.anything(),
          exp: fc.anything(),
        }),
        (claims) => {
          const outcome = read(claims);
          expect(typeof outcome === 'string' || outcome.subject === claims.sub).toBe(true);
        },
      ),
    );
  });
});
