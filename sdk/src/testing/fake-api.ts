import { randomUUID } from 'node:crypto';
import { type Dispatcher, MockAgent } from 'undici';
import type {
  Connection,
  ConnectionEvent,
  KnownConnectionState,
  Organization,
  Reason,
  Run,
  RunProgressLine,
} from '../contract.generated.ts';
import type { HttpDispatcher } from '../transport/dispatcher.ts';
import { addConnectionRoutes } from './connection-routes.ts';
import { addConnectorRoutes } from './connector-routes.ts';
import { type Fault, Faults } from './faults.ts';
import { hold } from './hold.ts';
import { IdempotencyKeys } from './idempotency.ts';
import { addNetworkRoutes } from './network-routes.ts';
import { addOrganizationRoutes } from './organization-routes.ts';
import { addOtherRoutes } from './other-routes.ts';
import { Refusal } from './problem.ts';
import { type MockRequest, parseRequest } from './request.ts';
import { type FakeReply, type FakeRequest, Router } from './router.ts';
import { FakeState } from './state.ts';
import { addTestRoutes } from './test-routes.ts';

export interface FakeApiOptions {
  /** Where the fake claims to be. @default 'http://privatelink.test' */
  readonly baseUrl?: string;
  /**
   * `automatic`: every time a connection is read it goes one step further, up to `pending_acceptance`, and on after
   * `accept`; organizations become ready when read. `manual`: nothing moves but by `move`.
   *
   * @default 'automatic'
   */
  readonly progress?: 'automatic' | 'manual';
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; without `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

// Not a path of the API: requests are sent there to make the mock break them.
const brokenPath = '/.connection-broken';

/**
 * The provisioning API for tests: it keeps organizations and connections, moves them through their states, and answers
 * as the contract says, without a socket. It is an undici MockAgent, so whatever takes a dispatcher can talk to it.
 *
 * ```ts
 * const api = new FakePrivateLinkApi();
 * const client = new PrivateLinkClient(api.clientOptions);
 * ```
 */
export class FakePrivateLinkApi {
  readonly #origin: string;
  readonly #basePath: string;
  readonly #agent = new MockAgent();
  readonly #dispatcher: HttpDispatcher;
  readonly #router = new Router();
  readonly #state = new FakeState();
  readonly #faults = new Faults();
  readonly #keys = new IdempotencyKeys();
  readonly #requests: RecordedRequest[] = [];
  readonly #rejectedTokens = new Set<string>();

  constructor(options: FakeApiOptions = {}) {
    const url = new URL(options.baseUrl ?? 'http://privatelink.test');
    this.#origin = url.origin;
    this.#basePath = url.pathname.replace(/\/+$/, '');
    const automatic = options.progress !== 'manual';
    addOrganizationRoutes(this.#router, this.#state, () => automatic);
    addConnectionRoutes(this.#router, this.#state, () => automatic);
    addTestRoutes(this.#router, this.#state);
    addConnectorRoutes(this.#router, this.#state, () => automatic);
    addNetworkRoutes(this.#router, this.#state);
    addOtherRoutes(this.#router, this.#state);
    this.#agent.disableNetConnect();
    const mock = this.#agent.get(this.#origin);
    mock
      .intercept({ path: brokenPath, method: () => true })
      .replyWithError(Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }))
      .persist();
    mock
      .intercept({ path: () => true, method: () => true })
      .reply((request) => this.#reply(request))
      .persist();
    this.#dispatcher = this.#agent.compose((dispatch) => (request, handler) => {
      this.#intercept(dispatch, request, handler, automatic);
      return true;
    });
  }

  /** What makes a client talk to the fake. */
  get clientOptions(): { baseUrl: string; token: string; dispatcher: HttpDispatcher } {
    return { baseUrl: this.#origin + this.#basePath, token: 'test-token', dispatcher: this.#dispatcher };
  }

  get dispatcher(): HttpDispatcher {
    return this.#dispatcher;
  }

  /** Every request so far, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  organization(id: string): Organization | undefined {
    return this.#state.organizations.get(id);
  }

  connection(id: string): Connection | undefined {
    return this.#state.connections.get(id);
  }

  /** Newest first. */
  events(connectionId: string): readonly ConnectionEvent[] {
    return this.#state.events(connectionId);
  }

  /** The customer's administrator accepts the request. */
  accept(connectionId: string): Connection {
    return this.#decide(connectionId, 'connecting');
  }

  /** The customer's administrator rejects it. */
  reject(connectionId: string): Connection {
    return this.#decide(connectionId, 'rejected', {
      code: 'endpoint_rejected',
      message: 'The owner of the service rejected the connection.',
    });
  }

  /** Puts the connection into any state, even one that no SDK knows yet. */
  move(connectionId: string, state: KnownConnectionState | (string & {}), reason?: Reason): Connection {
    return this.#state.move(this.#existing(connectionId), state, reason);
  }

  /** Adds or replaces a Terraform run, with the lines it has reported. */
  putRun(run: Run, progress: readonly RunProgressLine[] = []): void {
    this.#state.runs.put(run);
    this.#state.progress.set(run.id, [...progress]);
  }

  /** Lets the next requests fail. */
  fail(fault: Fault): void {
    this.#faults.add(fault);
  }

  /** Answers 401 `token_expired` to this token from now on. */
  expireToken(token: string): void {
    this.#rejectedTokens.add(token);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  #decide(connectionId: string, state: KnownConnectionState, reason?: Reason): Connection {
    const connection = this.#existing(connectionId);
    if (!connection.endpoint)
      throw new Error(`${connectionId} is ${connection.state}: there is no endpoint yet.`);
    return this.#state.move(connection, state, reason, { kind: 'aws', accountId: '222222222222' });
  }

  #existing(connectionId: string): Connection {
    const connection = this.#state.connections.get(connectionId);
    if (!connection) throw new Error(`The fake has no connection ${connectionId}.`);
    return connection;
  }

  #intercept(
    dispatch: Dispatcher['dispatch'],
    request: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
    automatic: boolean,
  ): void {
    const url = new URL(request.path, this.#origin);
    const path = url.pathname.slice(this.#basePath.length);
    this.#record(request);
    if (this.#faults.takeNetworkFault(request.method, path)) {
      dispatch({ ...request, path: brokenPath }, handler);
      return;
    }
    hold({ state: this.#state, request, path, query: url.searchParams, automatic }, () =>
      dispatch(request, handler),
    );
  }

  #reply(options: MockRequest): {
    statusCode: number;
    data: string;
    responseOptions: { headers: Record<string, string> };
  } {
    const request = parseRequest(options, this.#origin, this.#basePath);
    const requestId = request.headers['x-request-id'] ?? randomUUID();
    const reply = this.#answer(request, requestId);
    const problem = reply.status >= 400 && reply.body !== undefined && 'code' in Object(reply.body);
    return {
      statusCode: reply.status,
      data: reply.body === undefined ? '' : JSON.stringify(reply.body),
      responseOptions: {
        headers: {
          'x-request-id': requestId,
          ...(reply.body === undefined
            ? {}
            : { 'content-type': problem ? 'application/problem+json' : 'application/json' }),
          ...reply.headers,
        },
      },
    };
  }

  #answer(request: FakeRequest, requestId: string): FakeReply {
    try {
      const fault = this.#faults.take(request.method, request.path);
      if (fault?.code) {
        const retryAfter = fault.retryAfter === undefined ? undefined : String(fault.retryAfter);
        return refuse(new Refusal(fault.code, 'The test asked for it.'), request.path, requestId, retryAfter);
      }
      const found = this.#router.find(request.method, request.path);
      if (!found) throw new Refusal('route_not_found', `There is no ${request.method} ${request.path}.`);
      if (request.path.startsWith('/v1/')) this.#authenticate(request);
      return this.#keys.answer({ ...request, params: found.params }, found.handler);
    } catch (error) {
      if (error instanceof Refusal) return refuse(error, request.path, requestId);
      throw error;
    }
  }

  #authenticate(request: FakeRequest): void {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new Refusal('unauthenticated', 'There is no token.');
    if (this.#rejectedTokens.has(token)) throw new Refusal('token_expired', 'The token has expired.');
  }

  #record(options: MockRequest): void {
    const { method, path, query, body, headers: all } = parseRequest(options, this.#origin, this.#basePath);
    const { authorization: _authorization, ...headers } = all;
    this.#requests.push({ method, path, query: Object.fromEntries(query), headers, body });
  }
}

function refuse(refusal: Refusal, path: string, requestId: string, retryAfter?: string): FakeReply {
  return {
    status: refusal.status,
    body: refusal.problem(path, requestId),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
  };
}
