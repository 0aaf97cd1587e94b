import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { defined } from '../../domain/defined.ts';
import { asError } from '../faults.ts';
import type { Caller } from '../operations/caller.ts';
import { ProblemError } from '../operations/problem.ts';
import { readClaims } from './claims.ts';

export interface AuthenticationOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer publishes its keys, the keys themselves, or who knows them at each moment. */
  readonly keys: URL | JSONWebKeySet | JWTVerifyGetKey;
  /** Seconds that clocks may differ; 30 by default. */
  readonly clockToleranceSeconds?: number;
  /** Seconds from issue to expiry that a token may have; one day by default. */
  readonly longestLifeSeconds?: number;
}

const oneDay = 86_400;

/** Public-key signatures only: with a shared secret, whoever can check a token can make one. */
const algorithms = ['EdDSA', 'ES256', 'ES384', 'PS256', 'PS384', 'RS256', 'RS384', 'RS512'];

/** Tells who a caller is, from the token that they present. */
export class Authentication {
  readonly #options: AuthenticationOptions;
  readonly #keys: JWTVerifyGetKey;

  constructor(options: AuthenticationOptions) {
    this.#options = options;
    const { keys } = options;
    if (keys instanceof URL)
      this.#keys = createRemoteJWKSet(keys, { timeoutDuration: 3_000, cooldownDuration: 10_000 });
    else this.#keys = typeof keys === 'function' ? keys : createLocalJWKSet(keys);
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
    const toleranceSeconds = this.#options.clockToleranceSeconds ?? 30;
    let payload: unknown;
    try {
      ({ payload } = await jwtVerify(token, this.#keys, {
        issuer: this.#options.issuer,
        audience: this.#options.audience,
        algorithms,
        clockTolerance: toleranceSeconds,
        requiredClaims: ['sub', 'exp'],
      }));
    } catch (error) {
      throw explain(error, this.#options.keys instanceof URL);
    }
    const lifetime = { longestSeconds: this.#options.longestLifeSeconds ?? oneDay, toleranceSeconds };
    const caller = readClaims(payload, lifetime, Date.now() / 1_000);
    if (typeof caller === 'string') throw invalid(caller);
    return caller;
  }
}

/** @param remote whether the keys had to be fetched, which may have been what failed. */
function explain(error: unknown, remote: boolean): ProblemError {
  if (error instanceof errors.JWTExpired) {
    const expiry = new Date((error.payload.exp ?? Number.NaN) * 1_000);
    const at = Number.isNaN(expiry.getTime()) ? '' : ` at ${expiry.toISOString()}`;
    return new ProblemError('token_expired', `The token expired${at}. Fetch a new one.`, {
      headers: { 'www-authenticate': challenge('the token has expired') },
      cause: error,
    });
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return invalid(`its ${error.claim} claim is missing or not what it must be`, error);
  }
  if (error instanceof errors.JWKSTimeout || (remote && isFetchFailure(error)) || isBadAnswer(error)) {
    return new ProblemError(
      'issuer_unavailable',
      "The issuer's keys cannot be fetched. Repeat the request after the seconds in Retry-After.",
      { headers: { 'retry-after': '5' }, cause: error },
    );
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed) {
    return invalid("it is not signed by one of the issuer's keys", error);
  }
  // Whatever else a token brings a library to throw is the token's doing.
  return invalid('it is not a well-formed JWT', error);
}

/** What `fetch` says when nobody answers. */
function isFetchFailure(error: unknown): boolean {
  return asError(error).name === 'TypeError' && !(error instanceof errors.JOSEError);
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
    ...defined({ cause }),
  });
}

function challenge(why: string): string {
  return `Bearer error="invalid_token", error_description="${why}"`;
}
