import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import type { Caller } from '../caller.ts';
import { asError } from '../faults.ts';
import { ProblemError } from '../problem.ts';

export interface AuthenticationOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer publishes its keys, or the keys themselves. */
  readonly keys: URL | JSONWebKeySet;
  /** Seconds that clocks may differ; 30 by default. */
  readonly clockToleranceSeconds?: number;
}

/** Public-key signatures only: with a shared secret, whoever can check a token can make one. */
const algorithms = ['EdDSA', 'ES256', 'ES384', 'PS256', 'PS384', 'RS256', 'RS384', 'RS512'];

/** Tells who a caller is, from the token that they present. */
export class Authentication {
  readonly #options: AuthenticationOptions;
  readonly #keys: ReturnType<typeof createLocalJWKSet> | ReturnType<typeof createRemoteJWKSet>;

  constructor(options: AuthenticationOptions) {
    this.#options = options;
    this.#keys =
      options.keys instanceof URL
        ? createRemoteJWKSet(options.keys, { timeoutDuration: 3_000, cooldownDuration: 10_000 })
        : createLocalJWKSet(options.keys);
  }

  /**
   * @param header the Authorization header.
   * @throws ProblemError `unauthenticated`, `invalid_token`, `token_expired`, `issuer_unavailable`
   */
  async identify(header: string | undefined): Promise<Caller> {
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) {
      throw new ProblemError(
        'unauthenticated',
        header === undefined
          ? 'Send a token: Authorization: Bearer <JWT>.'
          : 'The Authorization header is not "Bearer" and a JWT.',
        { headers: { 'www-authenticate': 'Bearer' } },
      );
    }
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer: this.#options.issuer,
        audience: this.#options.audience,
        algorithms,
        clockTolerance: this.#options.clockToleranceSeconds ?? 30,
        requiredClaims: ['sub', 'exp'],
      });
      return callerOf(payload);
    } catch (error) {
      throw explain(error);
    }
  }
}

function callerOf(payload: JWTPayload): Caller {
  const { scope, organizations } = payload;
  if (payload.sub === undefined || payload.sub === '' || payload.sub.length > 200) {
    throw invalid('its sub claim is empty or too long');
  }
  if (scope !== undefined && typeof scope !== 'string') throw invalid('its scope claim is not a string');
  if (organizations !== undefined && !isListOfStrings(organizations)) {
    throw invalid('its organizations claim is not an array of strings');
  }
  return {
    subject: payload.sub,
    scopes: new Set((scope ?? '').split(' ').filter(Boolean)),
    organizations: organizations?.includes('*') ? 'all' : (organizations ?? []),
  };
}

function isListOfStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function explain(error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  if (error instanceof errors.JWTExpired) {
    const at =
      error.payload.exp === undefined ? '' : ` at ${new Date(error.payload.exp * 1_000).toISOString()}`;
    return new ProblemError('token_expired', `The token expired${at}. Fetch a new one.`, {
      headers: { 'www-authenticate': challenge('the token has expired') },
      cause: error,
    });
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return invalid(`its ${error.claim} claim is missing or not what it must be`, error);
  }
  if (error instanceof errors.JWKSTimeout || asError(error).name === 'TypeError' || isBadAnswer(error)) {
    return new ProblemError(
      'issuer_unavailable',
      "The issuer's keys cannot be fetched. Repeat the request after the seconds in Retry-After.",
      { headers: { 'retry-after': '5' }, cause: error },
    );
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed) {
    return invalid("it is not signed by one of the issuer's keys", error);
  }
  if (error instanceof errors.JOSEError) return invalid('it is not a well-formed JWT', error);
  return error;
}

/** What jose says when the issuer answers, but not with keys. */
function isBadAnswer(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    error.code === 'ERR_JOSE_GENERIC' &&
    error.message.includes('JSON Web Key Set HTTP response')
  );
}

function invalid(why: string, cause?: unknown): ProblemError {
  return new ProblemError('invalid_token', `The token is refused: ${why}.`, {
    headers: { 'www-authenticate': challenge(why) },
    ...(cause === undefined ? {} : { cause }),
  });
}

function challenge(why: string): string {
  return `Bearer error="invalid_token", error_description="${why}"`;
}
