import { Authenticator } from './auth/authenticator.ts';
import { baseUrlOf, type ClientOptions, checkClientOptions, limitsOf, tokenOf } from './client-options.ts';
import { ConnectionTests } from './resources/connection-tests.ts';
import { Connections } from './resources/connections.ts';
import { Connectors } from './resources/connectors.ts';
import { Health } from './resources/health.ts';
import { Intakes } from './resources/intakes.ts';
import { Networks } from './resources/networks.ts';
import { Organizations } from './resources/organizations.ts';
import { Regions } from './resources/regions.ts';
import { Runs } from './resources/runs.ts';
import { ServiceChecks } from './resources/service-checks.ts';
import { createAgent } from './transport/agent.ts';
import { dispatchExchange } from './transport/dispatch-exchange.ts';
import type { HttpDispatcher } from './transport/dispatcher.ts';
import type { Exchange } from './transport/exchange.ts';
import { checkHeaders } from './transport/headers.ts';
import { requestExchange } from './transport/request-exchange.ts';
import { RetryBudget } from './transport/retry-budget.ts';
import { Transport } from './transport/transport.ts';
import { parseBaseUrl } from './transport/url.ts';
import { userAgent } from './transport/user-agent.ts';

/**
 * The client of the provisioning API. Make one and keep it: it holds the connection pool, the token and the retry
 * budget. What is not passed comes from the environment.
 *
 * ```ts
 * const client = new PrivateLinkClient({ baseUrl: 'https://privatelink.example.com', token });
 * const connection = await client.connections.get('acme-orders-db');
 * ```
 */
export class PrivateLinkClient {
  readonly organizations: Organizations;
  readonly connections: Connections;
  readonly connectionTests: ConnectionTests;
  readonly intakes: Intakes;
  readonly serviceChecks: ServiceChecks;
  readonly networks: Networks;
  readonly connectors: Connectors;
  readonly regions: Regions;
  readonly runs: Runs;
  readonly health: Health;
  readonly #closeAgent: (() => Promise<void>) | undefined;
  #closed: Promise<void> | undefined;

  /** @throws ConfigurationError when an option is missing or makes no sense. */
  constructor(options: ClientOptions = {}) {
    checkClientOptions(options);
    const limits = limitsOf(options);
    const baseUrl = parseBaseUrl(baseUrlOf(options, process.env));
    const tokenSource = tokenOf(options, process.env);
    const headers = checkHeaders(options.headers ?? {});
    const { dispatcher, exchange, close } = connect(options);
    this.#closeAgent = close;
    const transport = new Transport({
      baseUrl,
      exchange,
      authenticator: new Authenticator(tokenSource, dispatcher),
      limits,
      headers: {
        'user-agent': userAgent(options.application),
        ...headers,
        accept: 'application/json, application/problem+json',
      },
      budget: options.retryBudget === false ? undefined : (options.retryBudget ?? new RetryBudget()),
      hooks: options.hooks,
    });
    this.organizations = new Organizations(transport);
    this.connections = new Connections(transport, options.resolveCache);
    this.connectionTests = new ConnectionTests(transport);
    this.intakes = new Intakes(transport);
    this.serviceChecks = new ServiceChecks(transport);
    this.networks = new Networks(transport);
    this.connectors = new Connectors(transport);
    this.regions = new Regions(transport);
    this.runs = new Runs(transport);
    this.health = new Health(transport);
  }

  /** Waits for calls in progress, then closes the pool; calling it again does nothing. A dispatcher of your own is left alone. */
  async close(): Promise<void> {
    this.#closed ??= this.#closeAgent?.();
    await this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

interface Connected {
  /** For token providers. */
  readonly dispatcher: HttpDispatcher;
  readonly exchange: Exchange;
  readonly close?: () => Promise<void>;
}

function connect({ dispatcher, agent: options }: ClientOptions): Connected {
  if (dispatcher) return { dispatcher, exchange: requestExchange(dispatcher) };
  const agent = createAgent(options);
  return { dispatcher: agent, exchange: dispatchExchange(agent), close: () => agent.close() };
}
