import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ServiceInspector } from '../preflight.ts';
import type { Settings } from '../settings/settings.ts';
import type { OpenStore } from '../store/open.ts';
import { WebhookSender } from '../webhooks.ts';
import { Authentication } from './authentication.ts';
import { ChangeFeed } from './change-feed.ts';
import { type IssuedToken, LocalIssuer, type TokenRequest } from './local-issuer.ts';
import { buildServer } from './server.ts';

export interface ApiOptions {
  readonly settings: Settings;
  readonly database: OpenStore;
  readonly logger: Logger;
  /** Looks at services through AWS, for service checks. */
  readonly inspector?: ServiceInspector;
  /** What keeps Terraform from running; absent where this process makes no runs. */
  readonly terraformProblem?: () => string | undefined;
  /** Where others have registered their metrics. */
  readonly metrics?: Registry;
}

export interface RunningApi {
  readonly url: string;
  /** Where health and metrics are, when they are apart. */
  readonly healthUrl?: string;
  /** Makes a token, where the installation has no issuer of its own. */
  readonly issueToken?: (lifetimeSeconds?: number) => Promise<IssuedToken>;
  /** Answers what has been asked, refuses the rest, then ends. */
  close(): Promise<void>;
}

const drainMilliseconds = 10_000;

/** Starts the HTTP server on an open database. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { settings, database, logger } = options;
  const issuer = settings.tokens ? undefined : await LocalIssuer.open(settings.dataFolder);
  const authentication = new Authentication({
    ...(settings.tokens
      ? { issuer: settings.tokens.issuer, audience: settings.tokens.audience, keys: settings.tokens.jwksUrl }
      : (issuer ?? (await LocalIssuer.open(settings.dataFolder))).authentication),
    longestLifeSeconds: settings.tokenLongestLifeSeconds,
  });
  const feed = new ChangeFeed({
    url: database.databaseUrl,
    store: database.store,
    ...settings.waits,
    onIdleError: (error) => logger.warn({ err: error }, 'not listening for changes; sweeping instead'),
  });
  await feed.open();
  const server = await buildServer({
    context: {
      store: database.store,
      platform: settings.platform,
      ...(options.inspector ? { inspector: options.inspector } : {}),
      ...(options.terraformProblem ? { terraformProblem: options.terraformProblem } : {}),
    },
    authentication,
    feed,
    cursorKey: await database.store.secrets.getOrCreate('cursors'),
    version: version(),
    logger,
    requestsPerMinute: settings.requestsPerMinute,
    limits: settings.limits,
    healthApart: settings.health !== undefined,
    trustProxy: settings.trustProxy,
    pool: database.pool,
    ...(options.metrics ? { metrics: options.metrics } : {}),
  });
  await server.fastify.listen({ host: settings.host, port: settings.port });
  if (settings.health) await server.health?.listen(settings.health);
  const webhooks = settings.webhook
    ? new WebhookSender({ store: database.store, logger, ...settings.webhook })
    : undefined;
  webhooks?.start();
  const forgetting = setInterval(() => {
    database.store.idempotencyKeys.forgetExpired().catch((error: unknown) => {
      logger.warn({ err: error }, 'expired answers cannot be forgotten');
    });
  }, 60_000);
  forgetting.unref();

  return {
    url: urlOf(server.fastify.server.address(), settings.host),
    ...(server.health && settings.health
      ? { healthUrl: urlOf(server.health.server.address(), settings.health.host) }
      : {}),
    ...(issuer
      ? {
          issueToken: (lifetimeSeconds?: number) => issuer.issue(localTokenRequest(lifetimeSeconds)),
        }
      : {}),
    close: async () => {
      clearInterval(forgetting);
      server.drain();
      // Whoever does not read its answer must not keep the process alive.
      const impatience = setTimeout(() => {
        server.fastify.server.closeAllConnections();
        server.health?.server.closeAllConnections();
      }, drainMilliseconds);
      await Promise.all([server.fastify.close(), webhooks?.stop()]);
      // Last, so that supervisors see the process stopping for as long as it does.
      await server.health?.close();
      clearTimeout(impatience);
      await feed.close();
    },
  };
}

/** The token that an installation without an issuer prints: everything, for half a day. */
export function localTokenRequest(lifetimeSeconds = 12 * 60 * 60): TokenRequest {
  return { subject: 'local', scopes: allScopes, organizations: ['*'], lifetimeSeconds };
}

export const allScopes = [
  'organizations:read',
  'organizations:write',
  'connections:read',
  'connections:write',
  'networks:read',
  'networks:write',
  'connectors:read',
  'connectors:write',
] as const;

function urlOf(address: AddressInfo | string | null, host: string): string {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
