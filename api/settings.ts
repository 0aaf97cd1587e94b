import { join } from 'node:path';
import { parseAccountId } from '../domain/account.ts';
import { AddressPool } from '../domain/address-pool.ts';
import { DomainError } from '../domain/errors.ts';
import { parseHostname } from '../domain/hostname.ts';
import { isPartition, type Partition, partitions } from '../domain/partition.ts';
import { getRegion } from '../domain/regions.ts';
import type { Platform } from './platform.ts';

/** All that an operator decides. Read from the environment by `readSettings`. */
export interface Settings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Folder for what the process keeps: the embedded database, the key for tokens, Terraform's working directories. */
  readonly dataFolder: string;
  /** PostgreSQL to use; absent: the embedded one, in the data folder. */
  readonly databaseUrl?: string;
  readonly databasePoolSize: number;
  readonly platform: Platform;
  /** Whose tokens count; absent: an issuer of our own, whose key is in the data folder. */
  readonly tokens?: { readonly issuer: string; readonly audience: string; readonly jwksUrl: URL };
  readonly requestsPerMinute: number;
  readonly trustProxy: boolean;
  readonly logLevel: string;
  readonly webhook?: { readonly url: URL; readonly secret: string };
}

/** A setting that cannot be meant. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * Reads the settings; api/README.md lists them.
 *
 * @throws SettingsError naming every variable that is wrong, and what to write instead.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const reader = new Reader(environment);
  const partition = reader.read('TRAY_PARTITION', 'aws', parsePartition);
  const settings: Settings = {
    host: reader.read('HOST', '127.0.0.1', (text) => text),
    port: reader.read('PORT', '8080', wholeNumber(0, 65_535)),
    dataFolder: reader.read('DATA_FOLDER', '.data', (text) => text),
    databasePoolSize: reader.read('DATABASE_POOL_SIZE', '16', wholeNumber(1, 500)),
    platform: {
      trayAccountId: reader.read('TRAY_ACCOUNT_ID', '111111111111', parseAccountId),
      partition,
      regions: reader.read('TRAY_REGIONS', 'eu-west-1,us-east-1,ap-southeast-2', (text) =>
        parseRegions(text, partition),
      ),
      addressPool: reader.read('ADDRESS_POOL', '100.64.0.0/10', (cidr) => new AddressPool({ cidr })),
      zone: reader.read('PRIVATE_ZONE', 'privatelink.tray.internal', parseHostname),
      acceptanceDays: reader.read('ACCEPTANCE_DAYS', '14', wholeNumber(1, 365)),
    },
    requestsPerMinute: reader.read('REQUESTS_PER_MINUTE', '600', wholeNumber(1, 1_000_000)),
    trustProxy: reader.read('TRUST_PROXY', 'false', yesOrNo),
    logLevel: reader.read('LOG_LEVEL', 'info', oneOf(logLevels)),
    ...optional('databaseUrl', reader.readOptional('DATABASE_URL', postgresUrl)),
    ...optional('tokens', readTokens(reader)),
    ...optional('webhook', readWebhook(reader)),
  };
  reader.assert();
  return settings;
}

/** Where the embedded database lives. */
export function databaseFolder(settings: Settings): string {
  return join(settings.dataFolder, 'database');
}

class Reader {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  read<T>(name: string, otherwise: string, parse: (text: string) => T): T {
    const given = this.readOptional(name, parse);
    return given === undefined ? parse(otherwise) : given;
  }

  readOptional<T>(name: string, parse: (text: string) => T): T | undefined {
    const text = this.#environment[name]?.trim();
    if (text === undefined || text === '') return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof DomainError) this.add(`${name}: ${error.message}; ${error.fix}`);
      else if (error instanceof SettingsError) this.add(`${name}: ${error.message}`);
      else throw error;
      return undefined;
    }
  }

  add(problem: string): void {
    this.#problems.push(problem);
  }

  assert(): void {
    if (this.#problems.length > 0) throw new SettingsError(this.#problems.join('\n'));
  }
}

function readTokens(reader: Reader): Settings['tokens'] {
  const issuer = reader.readOptional('TOKEN_ISSUER', (text) => text);
  const audience = reader.readOptional('TOKEN_AUDIENCE', (text) => text);
  const jwksUrl = reader.readOptional('TOKEN_JWKS_URL', httpUrl);
  if (issuer && audience && jwksUrl) return { issuer, audience, jwksUrl };
  if (issuer || audience || jwksUrl) {
    reader.add('TOKEN_ISSUER, TOKEN_AUDIENCE and TOKEN_JWKS_URL belong together: set all three, or none');
  }
  return undefined;
}

function readWebhook(reader: Reader): Settings['webhook'] {
  const url = reader.readOptional('WEBHOOK_URL', httpUrl);
  const secret = reader.readOptional('WEBHOOK_SECRET', webhookSecret);
  if (url && secret) return { url, secret };
  if (url || secret) reader.add('WEBHOOK_URL and WEBHOOK_SECRET belong together: set both, or none');
  return undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new SettingsError(`"${text}" is not a whole number from ${least} to ${most}`);
  };
}

function oneOf(values: readonly string[]) {
  return (text: string): string => {
    if (values.includes(text)) return text;
    throw new SettingsError(`"${text}" is none of ${values.join(', ')}`);
  };
}

function yesOrNo(text: string): boolean {
  return oneOf(['true', 'false'])(text) === 'true';
}

function parsePartition(text: string): Partition {
  if (isPartition(text)) return text;
  throw new SettingsError(`"${text}" is none of ${partitions.join(', ')}`);
}

function parseRegions(text: string, partition: Partition): string[] {
  const codes = text
    .split(',')
    .map((code) => code.trim())
    .filter(Boolean);
  if (codes.length === 0) throw new SettingsError('name at least one region');
  for (const code of codes) {
    const region = getRegion(code);
    if (region.partition !== partition) {
      throw new SettingsError(`${code} is in ${region.partition}, not in ${partition}`);
    }
  }
  return [...new Set(codes)];
}

function postgresUrl(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new SettingsError('use postgres://user:password@host:5432/database');
}

function httpUrl(text: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new SettingsError(`"${text}" is not an http(s) URL`);
}

function webhookSecret(text: string): string {
  if (/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(text)) return text;
  throw new SettingsError('use "whsec_" and at least 24 random bytes in base64');
}
