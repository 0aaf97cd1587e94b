import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify';
import openapiGlue from 'fastify-openapi-glue';
import type pg from 'pg';
import { type Logger, pino } from 'pino';
import type { Registry } from 'prom-client';
import type { Context } from '../context.ts';
import { forRoutes, listOperations, loadDocument, type Operation, type OperationId } from '../contract.ts';
import { ProblemError } from '../problem.ts';
import { routeHandler } from './answer.ts';
import type { Authentication } from './authentication.ts';
import type { Handlers } from './call.ts';
import { identify, requireScopes } from './callers.ts';
import type { ChangeFeed } from './change-feed.ts';
import { Cursors } from './cursors.ts';
import { useDocs } from './docs.ts';
import { answerClientError, sendProblem, toProblem, useProblems } from './errors.ts';
import { connectionHandlers } from './handlers/connections.ts';
import { intakeHandlers } from './handlers/intakes.ts';
import { networkHandlers } from './handlers/networks.ts';
import { operationsHandlers } from './handlers/operations.ts';
import { organizationHandlers } from './handlers/organizations.ts';
import { runHandlers } from './handlers/runs.ts';
import { serviceCheckHandlers } from './handlers/service-checks.ts';
import { useMetrics } from './metrics.ts';
import { useJsonBodies, useSaneRequests } from './requests.ts';
import { useContractValidation } from './validation.ts';

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
  /** Whether X-Forwarded-For names the caller: only behind a proxy that sets it. */
  readonly trustProxy?: boolean;
  readonly pool?: pg.Pool;
  readonly metrics?: Registry;
}

export interface ApiServer {
  readonly fastify: FastifyInstance;
  /** Starts to refuse new requests (503) and releases those who wait; `fastify.close()` then ends the rest. */
  drain(): void;
}

const bodyLimit = 65_536;

/** The server of the contract: its routes, validation and serialisation come from the document. */
export async function buildServer(options: ServerOptions): Promise<ApiServer> {
  const document = loadDocument();
  const operations = listOperations(document);
  const stopping = new AbortController();
  const fastify: FastifyInstance = Fastify({
    loggerInstance: (options.logger ?? pino({ level: 'silent' })) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    bodyLimit,
    trustProxy: options.trustProxy ?? false,
    requestTimeout: 30_000,
    // Longer than the idle time of common load balancers, so that they close connections first.
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // As long as a request line can be: the contract says how long an id is.
    routerOptions: { maxParamLength: 16_384 },
    http: { maxHeaderSize: 16_384, requireHostHeader: false },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      sendProblem(request, reply.header('x-request-id', request.id), toProblem(error, bodyLimit));
    },
  });

  useSaneRequests(fastify, stopping.signal);
  useJsonBodies(fastify);
  useContractValidation(fastify);
  useProblems(fastify, operations.values());
  const metrics = useMetrics(fastify, {
    feed: options.feed,
    ...(options.pool ? { pool: options.pool } : {}),
    ...(options.metrics ? { registry: options.metrics } : {}),
  });
  await useRateLimit(fastify, options.requestsPerMinute ?? 600, options.authentication);

  const cursors = new Cursors(options.cursorKey);
  const { context, feed } = options;
  const handlers: Handlers = {
    ...organizationHandlers(context, cursors),
    ...connectionHandlers(context, cursors, feed),
    ...intakeHandlers(context),
    ...serviceCheckHandlers(context),
    ...networkHandlers(context, cursors),
    ...runHandlers(context, cursors),
    ...operationsHandlers(context, {
      document,
      metrics,
      version: options.version,
      isStopping: () => stopping.signal.aborted,
    }),
  };
  await fastify.register(openapiGlue, {
    specification: forRoutes(),
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
  await useDocs(fastify);
  return { fastify, drain: () => stopping.abort() };
}

async function useRateLimit(
  fastify: FastifyInstance,
  max: number,
  authentication: Authentication,
): Promise<void> {
  await fastify.register(rateLimit, {
    max,
    timeWindow: 60_000,
    // By caller; those without a valid token share the limit of their address.
    keyGenerator: async (request: FastifyRequest) =>
      identify(request, authentication).then(
        (caller) => `sub ${caller.subject}`,
        () => `ip ${request.ip}`,
      ),
    allowList: (request: FastifyRequest) => request.routeOptions.config.operation?.scopes === 'public',
    errorResponseBuilder: (_request, { max: allowed, ttl }) =>
      new ProblemError(
        'rate_limited',
        `At most ${allowed} requests per minute are answered. Wait for the seconds in Retry-After.`,
        { headers: { 'retry-after': String(Math.max(1, Math.ceil(ttl / 1_000))) } },
      ),
  });
}

/** The caller's own id when it is harmless in logs, else a new one. */
function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{8,128}$/.test(given) ? given : randomUUID();
}
