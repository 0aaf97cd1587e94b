import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { codeOf } from '../faults.ts';
import type { AuthenticationOptions } from './authentication.ts';

export interface TokenRequest {
  readonly subject: string;
  readonly scopes: readonly string[];
  /** `['*']` for all. */
  readonly organizations: readonly string[];
  readonly lifetimeSeconds: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * An issuer of tokens for installations that have none: its key is made once and kept in the data folder, readable by
 * the owner alone. Whoever can read the folder can make tokens; production sets an issuer and its JWKS url.
 */
export class LocalIssuer {
  /** How its tokens are checked. */
  readonly authentication: AuthenticationOptions;
  readonly #key: JWK;

  private constructor(key: JWK, authentication: AuthenticationOptions) {
    this.#key = key;
    this.authentication = authentication;
  }

  static async open(folder: string): Promise<LocalIssuer> {
    const key = await readOrMakeKey(join(folder, 'token-key.json'));
    const { d: _private, ...publicKey } = key;
    return new LocalIssuer(key, {
      issuer: 'tray-privatelink-local',
      audience: 'tray-privatelink',
      keys: { keys: [publicKey] },
    });
  }

  async issue(request: TokenRequest): Promise<IssuedToken> {
    const issuedAt = Math.floor(Date.now() / 1_000);
    const expiresAt = issuedAt + request.lifetimeSeconds;
    const { issuer, audience } = this.authentication;
    const token = await new SignJWT({
      scope: request.scopes.join(' '),
      organizations: request.organizations,
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', ...(this.#key.kid ? { kid: this.#key.kid } : {}) })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(request.subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(await importJWK(this.#key, 'EdDSA'));
    return { token, expiresAt: new Date(expiresAt * 1_000) };
  }
}

async function readOrMakeKey(file: string): Promise<JWK> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw new Error(`${file} cannot be read; delete it to get a new key (tokens in use become invalid)`, {
        cause: error,
      });
    }
  }
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  const key: JWK = { ...jwk, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
  await mkdir(join(file, '..'), { recursive: true });
  try {
    await writeFile(file, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    // Another process was faster: its key counts.
    if (codeOf(error) === 'EEXIST') return readOrMakeKey(file);
    throw error;
  }
}
