import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DestinationStream, pino } from 'pino';
import { Agent, request } from 'undici';
import { Authentication } from '../../../api/http/authentication.ts';
import { ChangeFeed } from '../../../api/http/change-feed.ts';
import { LocalIssuer, type TokenRequest } from '../../../api/http/local-issuer.ts';
import { createLogger } from '../../../api/http/logger.ts';
import { type ApiServer, buildServer, type ServerOptions } from '../../../api/http/server.ts';
import { allScopes } from '../../../api/http/start.ts';
import type { Platform } from '../../../api/platform.ts';
import { AddressPool } from '../../../domain/address-pool.ts';
import { defined } from '../../../domain/defined.ts';
import { ContractCheck } from './contract-check.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export const platform: Platform = {
  trayAccountId: '111111111111',
  partition: 'aws',
  regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
  addressPool: new AddressPool({ cidr: '100.64.0.0/16' }),
  zone: 'privatelink.tray.internal',
  acceptanceDays: 14,
};

/** Milliseconds that starting a server may take while other tests run. */
export const slow = 60_000;

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** `null` sends none. */
  readonly token?: string | null;
  readonly signal?: AbortSignal;
}

export interface Answered<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; undefined when there is none. */
  readonly body: T;
}

/** A body of any shape: the contract check has looked at it, tests only look into it. */
export interface Loose {
  readonly [key: string]: Loose;
}

export interface TestApi {
  readonly url: string;
  readonly port: number;
  readonly database: TestDatabase;
  readonly server: ApiServer;
  readonly feed: ChangeFeed;
  readonly contract: ContractCheck;
  /** All scopes and organizations unless told otherwise. */
  token(request?: Partial<TokenRequest>): Promise<string>;
  /** Sends a request, and holds the answer against the contract. */
  call<T = Loose>(method: string, path: string, options?: CallOptions): Promise<Answered<T>>;
  close(): Promise<void>;
}

/** A server over real HTTP on a database of its own. */
export async function startTestApi(
  options: Partial<ServerOptions> & {
    readonly database?: TestDatabase;
    readonly inspector?: ServerOptions['context']['inspector'];
    readonly log?: DestinationStream;
    readonly waits?: number;
  } = {},
): Promise<TestApi> {
  const database = options.database ?? (await createTestDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'tray-privatelink-api-'));
  const issuer = await LocalIssuer.open(folder);
  const feed = new ChangeFeed({
    url: database.url,
    store: database.store,
    ...defined({ limit: options.waits }),
  });
  await feed.open();
  const server = await buildServer({
    context: {
      store: database.store,
      platform,
      ...(options.inspector ? { inspector: options.inspector } : {}),
    },
    authentication: options.authentication ?? new Authentication(issuer.authentication),
    feed,
    cursorKey: options.cursorKey ?? randomBytes(32),
    version: '0.0.0-test',
    requestsPerMinute: options.requestsPerMinute ?? 1_000_000,
    ...(options.limits ? { limits: options.limits } : {}),
    logger: options.log
      ? createLogger({ level: 'debug', destination: options.log })
      : pino({ level: 'silent' }),
    pool: database.pool,
  });
  await server.fastify.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.fastify.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const agent = new Agent({ connections: 50 });
  const contract = new ContractCheck();
  const token = async (wanted: Partial<TokenRequest> = {}) =>
    (
      await issuer.issue({
        subject: 'tester',
        scopes: [...allScopes],
        organizations: ['*'],
        lifetimeSeconds: 600,
        ...wanted,
      })
    ).token;
  const ownToken = await token();

  return {
    url,
    port,
    database,
    server,
    feed,
    contract,
    token,
    call: async (method, path, { body, raw, headers = {}, token: given, signal } = {}) => {
      const response = await request(`${url}${path}`, {
        method: method as 'GET',
        dispatcher: agent,
        headers: {
          ...(given === null ? {} : { authorization: `Bearer ${given ?? ownToken}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(raw !== undefined ? { body: raw } : body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      });
      const text = await response.body.text();
      const plain = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
      );
      contract.check({ method, path, status: response.statusCode, headers: plain, text });
      const isJson = /json/.test(plain['content-type'] ?? '') && text !== '';
      return {
        status: response.statusCode,
        headers: plain,
        text,
        body: isJson ? JSON.parse(text) : undefined,
      };
    },
    close: async () => {
      server.drain();
      await server.fastify.close();
      await feed.close();
      await agent.close();
      if (!options.database) await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let serviceNumber = 0;

/** The name of a service that no other test uses. */
export function serviceName(region = 'eu-west-1'): string {
  serviceNumber += 1;
  return `com.amazonaws.vpce.${region}.vpce-svc-${serviceNumber.toString(16).padStart(17, '0')}`;
}

/** The body of a request for a connection. */
export function connectionRequest(organizationId: string, more: Record<string, unknown> = {}) {
  return {
    organizationId,
    service: { name: serviceName() },
    ports: [{ port: 5432, protocol: 'TCP' }],
    ...more,
  };
}

export const acme = { customerName: 'Acme Corp', awsAccountIds: ['222222222222'] };
