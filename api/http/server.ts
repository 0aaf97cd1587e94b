import type { FastifyInstance, RouteOptions } from 'fastify';
import openapiGlue from 'fastify-openapi-glue';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { defined } from '../../domain/defined.ts';
import {
  forRoutes,
  listOperations,
  loadDocument,
  type OpenapiDocument,
  type Operation,
  type OperationId,
} from '../contract.ts';
import type { Context } from '../operations/context.ts';
import { defaultHttpLimits, type HttpLimits } from '../settings/http-limits.ts';
import type { PoolUsage } from '../store/connect.ts';
import { routeHandler } from './answer.ts';
import type { Authentication } from './authentication.ts';
import type { Handlers } from './call.ts';
import { requireScopes } from './callers.ts';
import type { ChangeFeed } from './change-feed.ts';
import { Cursors } from './cursors.ts';
import { useDocs } from './docs.ts';
import { connectionTestHandlers } from './handlers/connection-tests.ts';
import { connectionHandlers } from './handlers/connections.ts';
import { connectorHandlers } from './handlers/connectors.ts';
import { intakeHandlers } from './handlers/intakes.ts';
import { networkHandlers } from './handlers/networks.ts';
import { databaseCheck, documentHandlers, healthHandlers } from './handlers/operations.ts';
import { organizationHandlers } from './handlers/organizations.ts';
import { runHandlers } from './handlers/runs.ts';
import { serviceCheckHandlers } from './handlers/service-checks.ts';
import { createInstance } from './instance.ts';
import { createMetrics } from './metrics.ts';
import { usePublicRateLimit, useRateLimits } from './rate-limits.ts';
import type { SocketGuard } from './socket-guard.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation of the contract that the route is. */
    operation?: Operation;
  }
}

export interface ServerOptions {
  readonly context: Context;
  readonly authentication: Authentication;
  readonly feed: ChangeFeed;
  /** Signs cursors; the same for all processes on one database. */
  readonly cursorKey: Buffer;
  /** Shown by /healthz. */
  readonly version: string;
  readonly logger?: Logger;
  /** Requests per caller and minute; 600 by default. */
  readonly requestsPerMinute?: number;
  /** What sockets are granted; without them, and without a number of public requests, as many as a caller may send. */
  readonly limits?: Partial<HttpLimits>;
  /** Whether X-Forwarded-For names the caller: only behind a proxy that sets it. */
  readonly trustProxy?: boolean;
  /** Whether health and metrics are served by a server of their own (`health`), and not beside the rest. */
  readonly healthApart?: boolean;
  readonly pool?: PoolUsage;
  readonly metrics?: Registry;
}

export interface ApiServer {
  readonly fastify: FastifyInstance;
  readonly guard: SocketGuard;
  /** Serves /healthz, /readyz and /metrics, when they are apart. */
  readonly health?: FastifyInstance;
  /** Starts to refuse new requests (503) and releases those who wait; `fastify.close()` then ends the rest. */
  drain(): void;
}

const healthOperations: ReadonlySet<OperationId> = new Set(['getHealth', 'getReadiness', 'getMetrics']);

/** The server of the contract: its routes, validation and serialisation come from the document. */
export async function buildServer(options: ServerOptions): Promise<ApiServer> {
  const document = loadDocument();
  const operations = listOperations(document);
  const stopping = new AbortController();
  const requestsPerMinute = options.requestsPerMinute ?? 600;
  const limits = { ...defaultHttpLimits, publicRequestsPerMinute: requestsPerMinute, ...options.limits };
  const apart = (operation: Operation) => options.healthApart === true && healthOperations.has(operation.id);
  const { context, feed } = options;
  const database = databaseCheck(context);
  const common = {
    limits,
    stopping: stopping.signal,
    ...(options.logger ? { logger: options.logger } : {}),
    // An outage that a caller has seen is known to whoever asks next whether the database answers.
    onProblem: ({ code }: { code: string }) => {
      if (code === 'database_unavailable') database.forget();
    },
  };
  const { fastify, guard } = createInstance({
    ...common,
    operations: [...operations.values()].filter((operation) => !apart(operation)),
    ...defined({ trustProxy: options.trustProxy }),
  });
  const metrics = createMetrics({
    feed,
    sockets: () => guard.size,
    ...(options.pool ? { pool: options.pool } : {}),
    ...(options.metrics ? { registry: options.metrics } : {}),
  });
  metrics.observe(fastify);
  await useRateLimits(
    fastify,
    { requestsPerMinute, publicRequestsPerMinute: limits.publicRequestsPerMinute },
    options.authentication,
  );

  const cursors = new Cursors(options.cursorKey);
  const handlers: Handlers = {
    ...organizationHandlers(context, cursors),
    ...connectionHandlers(context, cursors, feed),
    ...connectionTestHandlers(context, cursors, feed),
    ...intakeHandlers(context),
    ...serviceCheckHandlers(context),
    ...networkHandlers(context, cursors),
    ...connectorHandlers(context, cursors),
    ...runHandlers(context, cursors),
    ...documentHandlers(document),
    ...healthHandlers(context, {
      database,
      metrics: metrics.registry,
      version: options.version,
      isStopping: () => stopping.signal.aborted,
    }),
  };
  const register = (server: FastifyInstance, wanted: (operation: Operation) => boolean) =>
    server.register(openapiGlue, {
      specification: onlySome(operations, wanted),
      operationResolver: (id) => {
        const operation = operations.get(id as OperationId);
        if (!operation) throw new Error(`the contract has no operation ${id}`);
        return {
          config: { operation },
          // After the rate limit, before the body is read.
          preParsing: requireScopes(operation, options.authentication),
          handler: routeHandler(operation, handlers, context.store, stopping.signal),
        } as unknown as RouteOptions;
      },
    });
  await register(fastify, (operation) => !apart(operation));
  await useDocs(fastify);
  const drain = [() => stopping.abort(), () => guard.drain()];
  if (!options.healthApart) return { fastify, guard, drain: () => drain.forEach((step) => void step()) };

  const health = createInstance({ ...common, operations: [...operations.values()].filter(apart) });
  metrics.observe(health.fastify);
  await usePublicRateLimit(health.fastify, limits.publicRequestsPerMinute);
  await register(health.fastify, apart);
  return { fastify, guard, health: health.fastify, drain: () => drain.forEach((step) => void step()) };
}

/** The document with the routes of some operations. */
function onlySome(
  operations: ReadonlyMap<OperationId, Operation>,
  wanted: (operation: Operation) => boolean,
): OpenapiDocument {
  const document = forRoutes();
  const unwanted = new Set(
    [...operations.values()].filter((operation) => !wanted(operation)).map(({ path }) => path),
  );
  return {
    ...document,
    paths: Object.fromEntries(Object.entries(document.paths).filter(([path]) => !unwanted.has(path))),
  };
}
