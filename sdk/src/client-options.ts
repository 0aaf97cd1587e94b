import { clientCredentials } from './auth/client-credentials.ts';
import type { TokenSource } from './auth/token-provider.ts';
import { defined } from './defined.ts';
import { ConfigurationError } from './errors/index.ts';
import { checkDuration, checkRetries, type Limits } from './request-options.ts';
import type { ResolveCacheOptions } from './resources/resolver.ts';
import type { TelemetryHooks } from './telemetry.ts';
import type { AgentOptions } from './transport/agent.ts';
import type { HttpDispatcher } from './transport/dispatcher.ts';
import type { RetryBudget } from './transport/retry-budget.ts';

export interface ClientOptions {
  /** Where the API is, with the path it is served under. @default the environment's TRAY_PRIVATELINK_URL */
  readonly baseUrl?: string | undefined;
  /**
   * A bearer token, a function that gives one, or a provider such as `clientCredentials(…)`.
   * @default TRAY_PRIVATELINK_TOKEN, or client credentials from TRAY_PRIVATELINK_TOKEN_URL, …_CLIENT_ID,
   * …_CLIENT_SECRET and, if set, …_SCOPE and …_AUDIENCE
   */
  readonly token?: TokenSource | undefined;
  /** How long a call may take, retries and pauses included, in milliseconds. @default 60000 */
  readonly timeout?: number | undefined;
  /** How long one attempt may take, in milliseconds. @default 15000 */
  readonly attemptTimeout?: number | undefined;
  /** How often a call is repeated after a failure; 0 means one attempt. @default 3 */
  readonly retries?: number | undefined;
  /** What all calls together may spend on retries; pass one to several clients to share it, or false for no limit. */
  readonly retryBudget?: RetryBudget | false | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The name of your application, with its version: `orders/1.4.2`. It goes before the SDK's in User-Agent. */
  readonly application?: string | undefined;
  /** The connection pool that the client makes for itself; not together with `dispatcher`. */
  readonly agent?: AgentOptions | undefined;
  /** An undici dispatcher of your own (Agent, ProxyAgent, MockAgent …). Closing it is your business. */
  readonly dispatcher?: HttpDispatcher | undefined;
  /** Called as things happen, for traces, metrics and logs. */
  readonly hooks?: TelemetryHooks | undefined;
  /** How `connections.resolve` remembers. */
  readonly resolveCache?: ResolveCacheOptions | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const optionNames: ReadonlySet<string> = new Set<keyof ClientOptions>([
  'baseUrl',
  'token',
  'timeout',
  'attemptTimeout',
  'retries',
  'retryBudget',
  'headers',
  'application',
  'agent',
  'dispatcher',
  'hooks',
  'resolveCache',
]);

export function checkClientOptions(options: ClientOptions): void {
  for (const name of Object.keys(options)) {
    if (!optionNames.has(name)) {
      throw new ConfigurationError(
        `${name} is not an option of the client; its options are ${[...optionNames].join(', ')}.`,
      );
    }
  }
  if (options.dispatcher !== undefined && typeof options.dispatcher?.request !== 'function') {
    throw new ConfigurationError(
      'dispatcher must be an undici dispatcher: an object with a `request` method.',
    );
  }
  if (options.dispatcher !== undefined && options.agent !== undefined) {
    throw new ConfigurationError(
      'agent configures the connection pool that the client makes; with a dispatcher there is none. Pass one of the two.',
    );
  }
  if (options.application !== undefined && !/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(options.application)) {
    throw new ConfigurationError('application must be text like orders/1.4.2, in visible ASCII characters.');
  }
}

export function limitsOf({ timeout, attemptTimeout, retries }: ClientOptions): Limits {
  checkDuration('timeout', timeout);
  checkDuration('attemptTimeout', attemptTimeout);
  checkRetries(retries);
  return { timeout: timeout ?? 60_000, attemptTimeout: attemptTimeout ?? 15_000, retries: retries ?? 3 };
}

export function baseUrlOf(options: ClientOptions, env: Environment): string {
  const baseUrl = options.baseUrl ?? nonEmpty(env.TRAY_PRIVATELINK_URL);
  if (typeof baseUrl !== 'string') {
    throw new ConfigurationError('baseUrl is missing: pass it, or set TRAY_PRIVATELINK_URL.');
  }
  return baseUrl;
}

export function tokenOf(options: ClientOptions, env: Environment): TokenSource {
  const token = options.token ?? nonEmpty(env.TRAY_PRIVATELINK_TOKEN) ?? credentialsOf(env);
  if (token === undefined) {
    throw new ConfigurationError(
      'token is missing: pass it, or set TRAY_PRIVATELINK_TOKEN, or TRAY_PRIVATELINK_TOKEN_URL with ' +
        'TRAY_PRIVATELINK_CLIENT_ID and TRAY_PRIVATELINK_CLIENT_SECRET.',
    );
  }
  return token;
}

function credentialsOf(env: Environment): TokenSource | undefined {
  const tokenUrl = nonEmpty(env.TRAY_PRIVATELINK_TOKEN_URL);
  if (tokenUrl === undefined) return undefined;
  const clientId = nonEmpty(env.TRAY_PRIVATELINK_CLIENT_ID);
  const clientSecret = nonEmpty(env.TRAY_PRIVATELINK_CLIENT_SECRET);
  if (clientId === undefined || clientSecret === undefined) {
    throw new ConfigurationError(
      'TRAY_PRIVATELINK_TOKEN_URL is set: set TRAY_PRIVATELINK_CLIENT_ID and TRAY_PRIVATELINK_CLIENT_SECRET too.',
    );
  }
  const scope = nonEmpty(env.TRAY_PRIVATELINK_SCOPE);
  const audience = nonEmpty(env.TRAY_PRIVATELINK_AUDIENCE);
  return clientCredentials({
    tokenUrl,
    clientId,
    clientSecret,
    ...defined({ scope, audience }),
  });
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
