import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { ConfigurationError } from '../errors/index.ts';

export interface AgentOptions {
  /**
   * For how long an idle connection is kept, in milliseconds. Keep it below the server's own limit, or requests meet
   * connections that the server is just closing. Node's servers close after 5 seconds unless told otherwise.
   * @default 4000
   */
  readonly keepAliveTimeout?: number;
  /**
   * How many connections are opened to the API at most; more requests than that wait, and every `waitUntil` holds one.
   * @default no limit: as many as there are calls at once
   */
  readonly connections?: number;
  /** How long opening a connection may take, TLS included, in milliseconds. @default 5000 */
  readonly connectTimeout?: number;
  /**
   * Whether HTTP_PROXY, HTTPS_PROXY and NO_PROXY are obeyed, in upper or lower case. A loopback address is never reached through
   * a proxy: it would be the proxy's own.
   * @default true
   */
  readonly environmentProxy?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** As undici compares them: the name, and the addresses as a URL writes them. */
const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** @throws ConfigurationError when the environment names a proxy that is none. */
export function createAgent(options: AgentOptions = {}, env: Environment = process.env): Dispatcher {
  const common: Agent.Options = {
    keepAliveTimeout: options.keepAliveTimeout ?? 4_000,
    // A server's `Keep-Alive: timeout=…` is obeyed (undici stays 2 s below it), but never for longer than this.
    keepAliveMaxTimeout: 60_000,
    connections: options.connections ?? null,
    pipelining: 1,
    connect: { timeout: options.connectTimeout ?? 5_000 },
    // The transport has its own clock per attempt, which knows of long polls; undici's would only get in its way.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (options.environmentProxy === false) return new Agent(common);
  const httpProxy = proxyOf(env, 'HTTP_PROXY');
  const httpsProxy = proxyOf(env, 'HTTPS_PROXY');
  const noProxy = variable(env, 'NO_PROXY') ?? '';
  if ((httpProxy ?? httpsProxy) === undefined || noProxy.trim() === '*') return new Agent(common);
  return new EnvHttpProxyAgent({
    ...common,
    // Empty, undici does not look into the environment again.
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy: [noProxy, ...loopback].filter(Boolean).join(','),
  });
}

function proxyOf(env: Environment, name: string): string | undefined {
  const value = variable(env, name);
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  // Without the value: it may hold a password.
  throw new ConfigurationError(
    `${name} of the environment is not the URL of an HTTP proxy, such as http://proxy.example.com:3128. ` +
      'Correct it, or pass `agent: { environmentProxy: false }`.',
  );
}

/** The lower-case name wins, as with curl. */
function variable(env: Environment, name: string): string | undefined {
  return env[name.toLowerCase()] || env[name] || undefined;
}
