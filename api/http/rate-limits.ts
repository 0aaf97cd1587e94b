import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../operations/problem.ts';
import type { Authentication } from './authentication.ts';
import { identify } from './callers.ts';

const minute = 60_000;

export interface RateLimits {
  /** Of one caller, or of one address without a valid token, at what needs a token. */
  readonly requestsPerMinute: number;
  /** Of one address, at each kind of what needs none. */
  readonly publicRequestsPerMinute: number;
}

/**
 * Counts requests before they cost anything. Callers with a token have a budget of their own, which nobody without one can
 * use up; what needs no token, and what does not exist, is counted by address.
 */
export async function useRateLimits(
  server: FastifyInstance,
  limits: RateLimits,
  authentication: Authentication,
): Promise<void> {
  await server.register(rateLimit, {
    max: limits.requestsPerMinute,
    timeWindow: minute,
    cache: 20_000,
    // What is public is counted elsewhere, and no token is looked at for it.
    keyGenerator: async (request: FastifyRequest) =>
      isPublic(request)
        ? ''
        : identify(request, authentication).then(
            (caller) => `sub ${caller.subject}`,
            () => `ip ${normalizeIP(request.ip)}`,
          ),
    allowList: (request: FastifyRequest) => isPublic(request),
    errorResponseBuilder: (_request, { max, ttl }) => tooMany(max, ttl),
  });
  await usePublicRateLimit(server, limits.publicRequestsPerMinute);
}

/** The part that needs no authentication, for a server that has none. */
export async function usePublicRateLimit(server: FastifyInstance, max: number): Promise<void> {
  if (!server.hasDecorator('createRateLimit')) await server.register(rateLimit, { global: false });
  const count = server.createRateLimit({
    max,
    timeWindow: minute,
    // Options that are not given come from the registration, and that lets pass just what is counted here.
    allowList: [],
    keyGenerator: (request: FastifyRequest) => `${kindOf(request)} ${normalizeIP(request.ip)}`,
  });
  server.addHook('onRequest', async (request) => {
    if (!isPublic(request)) return;
    const counted = await count(request);
    if (!counted.isAllowed && counted.isExceeded) throw tooMany(counted.max, counted.ttl);
  });
}

/** Operations without security, documents, and what does not exist. */
function isPublic(request: FastifyRequest): boolean {
  const { operation } = request.routeOptions.config;
  return operation === undefined || operation.scopes === 'public';
}

const probes = new Set(['getHealth', 'getReadiness', 'getMetrics']);

/** Who floods one kind does not keep a supervisor at the same address from the others. */
function kindOf(request: FastifyRequest): string {
  const { config, url } = request.routeOptions;
  if (config.operation !== undefined && probes.has(config.operation.id)) return config.operation.id;
  return config.operation !== undefined || url?.startsWith('/docs') === true ? 'document' : 'nothing';
}

function tooMany(allowed: number, ttl: number): ProblemError {
  return new ProblemError(
    'rate_limited',
    `At most ${allowed} requests per minute are answered. Wait for the seconds in Retry-After.`,
    { headers: { 'retry-after': String(Math.max(1, Math.ceil(ttl / 1_000))) } },
  );
}
