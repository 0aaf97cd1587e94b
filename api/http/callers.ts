import type { FastifyRequest, preParsingHookHandler } from 'fastify';
import type { Operation } from '../contract.ts';
import type { Caller } from '../operations/caller.ts';
import { ProblemError } from '../operations/problem.ts';
import type { Authentication } from './authentication.ts';

/** Who asks, once per request: the rate limit wants to know before the operation does. */
const callers = new WeakMap<FastifyRequest, Promise<Caller>>();
const known = new WeakMap<FastifyRequest, Caller>();

/** @throws ProblemError when the token is not enough to tell. */
export function identify(request: FastifyRequest, authentication: Authentication): Promise<Caller> {
  const memo = callers.get(request);
  if (memo) return memo;
  const caller = authentication.identify(request.headers.authorization);
  caller.catch(() => undefined); // whoever asks next gets it thrown
  callers.set(request, caller);
  return caller;
}

/** The caller of an operation that is not public. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = known.get(request);
  if (!caller) throw new Error('a public operation has no caller');
  return caller;
}

/** A hook that lets only callers with the operation's scopes pass. */
export function requireScopes(operation: Operation, authentication: Authentication): preParsingHookHandler[] {
  const { scopes } = operation;
  if (scopes === 'public') return [];
  return [
    async (request, _reply, payload) => {
      const caller = await identify(request, authentication);
      const missing = scopes.filter((scope) => !caller.scopes.has(scope));
      if (missing.length > 0) {
        throw new ProblemError(
          'insufficient_scope',
          `${operation.id} needs the scope ${missing.join(' and ')}.`,
          {
            headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"` },
          },
        );
      }
      known.set(request, caller);
      return payload;
    },
  ];
}
