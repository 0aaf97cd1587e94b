import { z } from 'zod';
import { orgIdPattern } from '../../domain/identifiers.ts';
import type { Caller } from '../operations/caller.ts';
import { isStorable } from './text.ts';

/** Whoever signs, a claim is text from outside: it has a type, a length, and goes to the database as an actor's name. */
const organization = z
  .string('is not a string')
  .refine(
    (id) => id === '*' || (id.length <= 36 && orgIdPattern.test(id)),
    'is neither a Tray OrgID nor "*"',
  );

const control = /\p{Control}/u;

const claims = z.object({
  sub: z
    .string('is not a string')
    .min(1, 'is empty')
    .max(200, 'is longer than 200 characters')
    .refine(
      (text) => isStorable(text) && !control.test(text),
      'has control characters or half a surrogate pair',
    ),
  // https://www.rfc-editor.org/rfc/rfc6749#section-3.3
  scope: z
    .string('is not a string')
    .max(4_000, 'is longer than 4000 characters')
    .regex(/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/, 'is not a list of scopes with spaces between')
    .optional(),
  organizations: z
    .array(organization, 'is not an array of strings')
    .max(1_000, 'has more than 1000 elements')
    .optional(),
  exp: seconds(),
  iat: seconds().optional(),
});

/** Seconds since 1970, within what a date can say. https://www.rfc-editor.org/rfc/rfc7519#section-2 */
function seconds() {
  return z.number('is not a number').min(0, 'is no time').max(253_402_300_799, 'is no time');
}

/** How long tokens may live, and by how much clocks may differ. */
export interface Lifetime {
  readonly longestSeconds: number;
  readonly toleranceSeconds: number;
}

/**
 * What the claims say about the caller.
 *
 * @param now seconds since 1970.
 * @returns what is wrong with them, as the second half of a sentence, when something is.
 */
export function readClaims(payload: unknown, lifetime: Lifetime, now: number): Caller | string {
  const read = claims.safeParse(payload);
  if (!read.success) {
    const [issue] = read.error.issues;
    const [name = '', ...inner] = (issue?.path ?? []).map(String);
    return `its ${name} claim${inner.length > 0 ? ` (element ${inner.join('.')})` : ''} ${issue?.message ?? 'is wrong'}`;
  }
  const { sub, scope, organizations, exp, iat = now } = read.data;
  if (iat > now + lifetime.toleranceSeconds) return 'its iat claim is in the future';
  // From now as well: without iat, or with an old one, it would otherwise be good for longer than anybody meant.
  const life = Math.max(exp - iat, exp - now - lifetime.toleranceSeconds);
  if (life > lifetime.longestSeconds) {
    return `it lives for ${Math.ceil(life)} seconds, and at most ${lifetime.longestSeconds} are allowed`;
  }
  return {
    subject: sub,
    scopes: new Set((scope ?? '').split(' ').filter(Boolean)),
    organizations: organizations?.includes('*') ? 'all' : [...new Set(organizations ?? [])],
  };
}
