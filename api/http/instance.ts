import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type Logger, pino } from 'pino';
import type { Operation } from '../contract.ts';
import type { ProblemError } from '../operations/problem.ts';
import { bodyLimit, type HttpLimits } from '../settings/http-limits.ts';
import { absences, clientProblem, routed, sendProblem, toProblem, useProblems } from './errors.ts';
import { useJsonBodies, useSaneRequests } from './requests.ts';
import { SocketGuard } from './socket-guard.ts';
import { useContractValidation } from './validation.ts';

export interface InstanceOptions {
  readonly limits: HttpLimits;
  /** What it serves: for the answers to requests for anything else. */
  readonly operations: readonly Operation[];
  readonly stopping: AbortSignal;
  readonly logger?: Logger;
  readonly trustProxy?: boolean;
  /** Told of each problem before it is answered. */
  readonly onProblem?: (problem: ProblemError) => void;
}

/** A server without routes that stands up to whatever comes over a socket. */
export function createInstance(options: InstanceOptions): { fastify: FastifyInstance; guard: SocketGuard } {
  const guard = new SocketGuard(options.limits);
  const absent = absences(options.operations);
  const fastify: FastifyInstance = Fastify({
    serverFactory: (handler) =>
      guard.serve(handler, (request) => {
        const method = request.method ?? '';
        return routed.has(method) ? undefined : absent(method, (request.url ?? '').split('?', 1)[0] ?? '');
      }),
    loggerInstance: (options.logger ?? pino({ level: 'silent' })) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    bodyLimit,
    trustProxy: options.trustProxy ?? false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // As long as a request line can be: the contract says how long an id is.
    routerOptions: { maxParamLength: 16_384 },
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
      else guard.answerFault(socket, clientProblem(error));
    },
    frameworkErrors: (error, request, reply) => {
      sendProblem(request, reply.header('x-request-id', request.id), toProblem(error, bodyLimit));
    },
  });
  fastify.addHook('preClose', async () => guard.close());
  useSaneRequests(fastify, options.stopping);
  useJsonBodies(fastify);
  useContractValidation(fastify);
  useProblems(fastify, absent, options.onProblem);
  countAnswers(fastify, guard);
  return { fastify, guard };
}

/** Buffers are documents that exist once; text was made for its answer. */
function countAnswers(fastify: FastifyInstance, guard: SocketGuard): void {
  fastify.addHook('onSend', async (request, _reply, payload) => {
    if (typeof payload === 'string' && request.routeOptions.url?.startsWith('/docs') !== true) {
      guard.count(request.raw, payload.length);
    }
    return payload;
  });
}

/** The caller's own id when it is harmless in logs, else a new one. */
function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{8,128}$/.test(given) ? given : randomUUID();
}
