import { join } from 'node:path';
import { parseAccountId } from '../domain/account.ts';
import { AddressPool } from '../domain/address-pool.ts';
import { DomainError } from '../domain/errors.ts';
import { parseHostname } from '../domain/hostname.ts';
import { defaultReservedDomains, parseReservedDomain } from '../domain/hostname-claim.ts';
import { type Quotas, quotaSetting } from '../domain/limits.ts';
import { isPartition, type Partition, partitions } from '../domain/partition.ts';
import { getRegion } from '../domain/regions.ts';
import { type HttpLimits, defaultHttpLimits as http } from './http/limits.ts';
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
  /** Several organizations may list one AWS account; otherwise an account belongs to one. */
  readonly sharedAwsAccounts?: boolean;
  /** Whose tokens count; absent: an issuer of our own, whose key is in the data folder. */
  readonly tokens?: { readonly issuer: string; readonly audience: string; readonly jwksUrl: URL };
  /** Seconds that a token may be good for. */
  readonly tokenLongestLifeSeconds: number;
  readonly requestsPerMinute: number;
  readonly limits: HttpLimits;
  /** Requests that wait for changes at one time. */
  readonly waits: { readonly limit: number; readonly perTenant: number; readonly perCaller: number };
  /** Where health and metrics are served instead; absent: beside the rest. */
  readonly health?: { readonly host: string; readonly port: number };
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
      reservedDomains: reader.read('RESERVED_DOMAINS', defaultReservedDomains.join(','), parseDomains),
      acceptanceDays: reader.read('ACCEPTANCE_DAYS', '14', wholeNumber(1, 365)),
      ...optional('quotas', readQuotas(reader)),
    },
    sharedAwsAccounts: reader.read('SHARED_AWS_ACCOUNTS', 'false', yesOrNo),
    tokenLongestLifeSeconds: reader.read('TOKEN_LONGEST_LIFE_SECONDS', '86400', wholeNumber(60, 31_536_000)),
    ...readTraffic(reader),
    logLevel: reader.read('LOG_LEVEL', 'info', oneOf(logLevels)),
    ...optional('health', readHealth(reader)),
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

/** How much callers and their sockets are granted. */
function readTraffic(
  reader: Reader,
): Pick<Settings, 'requestsPerMinute' | 'trustProxy' | 'limits' | 'waits'> {
  const requestsPerMinute = reader.read('REQUESTS_PER_MINUTE', '600', wholeNumber(1, 1_000_000));
  const trustProxy = reader.read('TRUST_PROXY', 'false', yesOrNo);
  const seconds = (name: string, otherwise: number) =>
    reader.read(name, String(otherwise), wholeNumber(1, 3_600));
  const sockets = reader.read('HTTP_MAX_SOCKETS', String(http.sockets), wholeNumber(16, 100_000));
  // Behind a proxy all sockets come from one address.
  const perAddress = trustProxy ? sockets : Math.min(sockets, Math.max(16, Math.ceil(sockets / 2)));
  const waits = reader.read('MAX_WAITS', '1000', wholeNumber(4, 100_000));
  const limits: HttpLimits = {
    sockets,
    socketsPerAddress: reader.read(
      'HTTP_MAX_SOCKETS_PER_ADDRESS',
      String(perAddress),
      wholeNumber(1, 100_000),
    ),
    requestsInFlight: reader.read(
      'HTTP_MAX_PIPELINED_REQUESTS',
      String(http.requestsInFlight),
      wholeNumber(1, 1_000),
    ),
    requestsPerSocket: http.requestsPerSocket,
    headersSeconds: seconds('HTTP_HEADERS_TIMEOUT_SECONDS', http.headersSeconds),
    requestSeconds: seconds('HTTP_REQUEST_TIMEOUT_SECONDS', http.requestSeconds),
    keepAliveSeconds: seconds('HTTP_KEEP_ALIVE_TIMEOUT_SECONDS', http.keepAliveSeconds),
    writeSeconds: seconds('HTTP_WRITE_TIMEOUT_SECONDS', http.writeSeconds),
    publicRequestsPerMinute: reader.read(
      'PUBLIC_REQUESTS_PER_MINUTE',
      String(requestsPerMinute),
      wholeNumber(1, 1_000_000),
    ),
  };
  if (limits.headersSeconds > limits.requestSeconds) {
    reader.add(
      'HTTP_HEADERS_TIMEOUT_SECONDS: is longer than HTTP_REQUEST_TIMEOUT_SECONDS, of which it is a part',
    );
  }
  return {
    requestsPerMinute,
    trustProxy,
    limits,
    waits: {
      limit: waits,
      perTenant: reader.read('MAX_WAITS_PER_TENANT', String(Math.ceil(waits / 4)), wholeNumber(1, 100_000)),
      perCaller: reader.read('MAX_WAITS_PER_CALLER', String(Math.ceil(waits / 10)), wholeNumber(1, 100_000)),
    },
  };
}

function readHealth(reader: Reader): Settings['health'] {
  const host = reader.readOptional('HEALTH_HOST', (text) => text);
  const port = reader.readOptional('HEALTH_PORT', wholeNumber(0, 65_535));
  if (port !== undefined) return { host: host ?? '127.0.0.1', port };
  if (host !== undefined) reader.add('HEALTH_HOST: set HEALTH_PORT too, the port on it');
  return undefined;
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

/** Only what differs from AWS's own defaults is told. */
function readQuotas(reader: Reader): Partial<Quotas> | undefined {
  const names = ['rulesPerSecurityGroup', 'interfaceEndpointsPerVpc', 'gatewayEndpointsPerRegion'] as const;
  const quotas = Object.fromEntries(
    names.flatMap((name) => {
      const value = reader.readOptional(quotaSetting(name), wholeNumber(1, 10_000));
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return Object.keys(quotas).length === 0 ? undefined : quotas;
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

function parseDomains(text: string): string[] {
  const domains = text
    .split(',')
    .map((domain) => domain.trim())
    .filter(Boolean);
  return [...new Set(domains.map(parseReservedDomain))];
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
