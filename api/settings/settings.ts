import { join } from 'node:path';
import { defined } from '../../domain/defined.ts';
import { type Quotas, quotaSetting } from '../../domain/limits.ts';
import type { Partition } from '../../domain/partition.ts';
import { getRegion } from '../../domain/regions.ts';
import type { Platform } from '../platform.ts';
import { defaultHttpLimits, type HttpLimits } from './http-limits.ts';
import { type Environment, SettingsReader } from './reader.ts';
import { apiSettings } from './table.ts';

export { SettingsError } from './parsers.ts';

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

/**
 * Reads the settings; api/README.md lists them.
 *
 * @throws SettingsError naming every variable that is wrong, and what to write instead.
 */
export function readSettings(environment: Environment): Settings {
  const reader = new SettingsReader(apiSettings, environment);
  const partition = reader.value('TRAY_PARTITION');
  const settings: Settings = {
    host: reader.value('HOST'),
    port: reader.value('PORT'),
    dataFolder: reader.value('DATA_FOLDER'),
    databasePoolSize: reader.value('DATABASE_POOL_SIZE'),
    platform: {
      trayAccountId: reader.value('TRAY_ACCOUNT_ID'),
      partition,
      regions: regionsOf(partition, reader),
      addressPool: reader.value('ADDRESS_POOL'),
      zone: reader.value('PRIVATE_ZONE'),
      reservedDomains: reader.value('RESERVED_DOMAINS'),
      acceptanceDays: reader.value('ACCEPTANCE_DAYS'),
      probe: reader.value('PROBE'),
      ...defined({ quotas: readQuotas(reader) }),
    },
    sharedAwsAccounts: reader.value('SHARED_AWS_ACCOUNTS'),
    tokenLongestLifeSeconds: reader.value('TOKEN_LONGEST_LIFE_SECONDS'),
    ...readTraffic(reader),
    logLevel: reader.value('LOG_LEVEL'),
    ...defined({ health: readHealth(reader) }),
    ...defined({ databaseUrl: reader.optional('DATABASE_URL') }),
    ...defined({ tokens: readTokens(reader) }),
    ...defined({ webhook: readWebhook(reader) }),
  };
  reader.assert();
  return settings;
}

type Reader = SettingsReader<typeof apiSettings>;

/** Connections never cross a partition, so that its networks do not either. */
function regionsOf(partition: Partition, reader: Reader): readonly string[] {
  const codes = reader.optional('TRAY_REGIONS');
  if (codes === undefined && partition !== 'aws' && !reader.gave('TRAY_REGIONS'))
    reader.add(`TRAY_REGIONS: name regions of ${partition}`);
  for (const code of codes ?? []) {
    const region = getRegion(code);
    if (region.partition !== partition)
      reader.add(`TRAY_REGIONS: ${code} is in ${region.partition}, not in ${partition}`);
  }
  return codes ?? reader.value('TRAY_REGIONS');
}

/** Where the embedded database lives. */
export function databaseFolder(settings: Settings): string {
  return join(settings.dataFolder, 'database');
}

/** How much callers and their sockets are granted. */
function readTraffic(
  reader: Reader,
): Pick<Settings, 'requestsPerMinute' | 'trustProxy' | 'limits' | 'waits'> {
  const requestsPerMinute = reader.value('REQUESTS_PER_MINUTE');
  const trustProxy = reader.value('TRUST_PROXY');
  const sockets = reader.value('HTTP_MAX_SOCKETS');
  // Behind a proxy all sockets come from one address.
  const perAddress = trustProxy ? sockets : Math.min(sockets, Math.max(16, Math.ceil(sockets / 2)));
  const waits = reader.value('MAX_WAITS');
  const limits: HttpLimits = {
    ...defaultHttpLimits,
    sockets,
    socketsPerAddress: reader.value('HTTP_MAX_SOCKETS_PER_ADDRESS', perAddress),
    requestsInFlight: reader.value('HTTP_MAX_PIPELINED_REQUESTS'),
    headersSeconds: reader.value('HTTP_HEADERS_TIMEOUT_SECONDS'),
    requestSeconds: reader.value('HTTP_REQUEST_TIMEOUT_SECONDS'),
    keepAliveSeconds: reader.value('HTTP_KEEP_ALIVE_TIMEOUT_SECONDS'),
    writeSeconds: reader.value('HTTP_WRITE_TIMEOUT_SECONDS'),
    publicRequestsPerMinute: reader.value('PUBLIC_REQUESTS_PER_MINUTE', requestsPerMinute),
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
      perTenant: reader.value('MAX_WAITS_PER_TENANT', Math.ceil(waits / 4)),
      perCaller: reader.value('MAX_WAITS_PER_CALLER', Math.ceil(waits / 10)),
    },
  };
}

function readHealth(reader: Reader): Settings['health'] {
  const host = reader.optional('HEALTH_HOST');
  const port = reader.optional('HEALTH_PORT');
  if (port !== undefined) return { host: host ?? '127.0.0.1', port };
  if (host !== undefined) reader.add('HEALTH_HOST: set HEALTH_PORT too, the port on it');
  return undefined;
}

function readTokens(reader: Reader): Settings['tokens'] {
  const issuer = reader.optional('TOKEN_ISSUER');
  const audience = reader.optional('TOKEN_AUDIENCE');
  const jwksUrl = reader.optional('TOKEN_JWKS_URL');
  if (issuer && audience && jwksUrl) return { issuer, audience, jwksUrl };
  if (issuer || audience || jwksUrl) {
    reader.add('TOKEN_ISSUER, TOKEN_AUDIENCE and TOKEN_JWKS_URL belong together: set all three, or none');
  }
  return undefined;
}

type QuotaVariable = Extract<keyof typeof apiSettings, `QUOTA_${string}`>;

/** Only what differs from AWS's own defaults is told. */
function readQuotas(reader: Reader): Partial<Quotas> | undefined {
  const names = ['rulesPerSecurityGroup', 'interfaceEndpointsPerVpc', 'gatewayEndpointsPerRegion'] as const;
  const quotas = Object.fromEntries(
    names.flatMap((name) => {
      const value = reader.optional(quotaSetting(name) as QuotaVariable);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return Object.keys(quotas).length === 0 ? undefined : quotas;
}

function readWebhook(reader: Reader): Settings['webhook'] {
  const url = reader.optional('WEBHOOK_URL');
  const secret = reader.optional('WEBHOOK_SECRET');
  if (url && secret) return { url, secret };
  if (url || secret) reader.add('WEBHOOK_URL and WEBHOOK_SECRET belong together: set both, or none');
  return undefined;
}
