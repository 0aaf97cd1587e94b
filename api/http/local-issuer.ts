import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose';
import { codeOf } from '../faults.ts';
import { keepSecret } from '../redaction.ts';
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
 *
 * The file is the truth, for every process that shares the folder: once it holds another key, tokens of the old one are refused.
 */
export class LocalIssuer {
  /** How its tokens are checked. */
  readonly authentication: AuthenticationOptions = {
    issuer: 'tray-privatelink-local',
    audience: 'tray-privatelink',
    keys: async (header, token) => (await this.#current()).check(header, token),
  };
  readonly #file: string;
  #known: Known | undefined;

  private constructor(file: string) {
    this.#file = file;
  }

  static async open(folder: string): Promise<LocalIssuer> {
    const issuer = new LocalIssuer(keyFile(folder));
    await issuer.#current();
    return issuer;
  }

  /** Makes a new key: from the next request on, every token that was signed with the old one is refused. */
  static async replaceKey(folder: string): Promise<LocalIssuer> {
    const file = keyFile(folder);
    await mkdir(folder, { recursive: true });
    const work = `${file}.${crypto.randomUUID()}`;
    try {
      await writeKey(work, await makeKey());
      await rename(work, file);
    } finally {
      await rm(work, { force: true });
    }
    return LocalIssuer.open(folder);
  }

  async issue(request: TokenRequest): Promise<IssuedToken> {
    const issuedAt = Math.floor(Date.now() / 1_000);
    const expiresAt = issuedAt + request.lifetimeSeconds;
    const { issuer, audience } = this.authentication;
    const { key } = await this.#current();
    const token = await new SignJWT({
      scope: request.scopes.join(' '),
      organizations: request.organizations,
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', ...(key.kid ? { kid: key.kid } : {}) })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(request.subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(await importJWK(key, 'EdDSA'));
    return { token, expiresAt: new Date(expiresAt * 1_000) };
  }

  /** The key that the file holds now; a file that is gone is made anew. */
  async #current(): Promise<Known> {
    let version = await versionOf(this.#file);
    while (this.#known === undefined || this.#known.version !== version) {
      const key = await readOrMakeKey(this.#file);
      const { d, ...publicKey } = key;
      keepSecret(d);
      this.#known = { version, key, check: createLocalJWKSet({ keys: [publicKey] }) };
      // It may have been made just now, or replaced while it was read.
      version = await versionOf(this.#file);
    }
    return this.#known;
  }
}

interface Known {
  readonly version: string | undefined;
  readonly key: JWK;
  readonly check: JWTVerifyGetKey;
}

function keyFile(folder: string): string {
  return join(folder, 'token-key.json');
}

/** Changes whenever another file takes the place of the one there, or it is written to. */
async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function readOrMakeKey(file: string): Promise<JWK> {
  try {
    const key = JSON.parse(await readFile(file, 'utf8')) as JWK;
    // A copy, or a restored folder, may have come with other rights.
    await chmod(file, 0o600);
    return key;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw new Error(
        `${file} cannot be used; replace it with --replace-token-key (tokens in use become invalid)`,
        { cause: error },
      );
    }
  }
  await mkdir(dirname(file), { recursive: true });
  try {
    const key = await makeKey();
    await writeKey(file, key);
    return key;
  } catch (error) {
    // Another process was faster: its key counts.
    if (codeOf(error) === 'EEXIST') return readOrMakeKey(file);
    throw error;
  }
}

async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}

async function writeKey(file: string, key: JWK): Promise<void> {
  await writeFile(file, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx' });
}
