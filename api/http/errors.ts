import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { Operation } from '../contract.ts';
import { type ProblemCode, ProblemError, problemCatalogue, problemDocument } from '../problem.ts';
import { ConflictError, DatabaseUnavailableError, StaleError, translate } from '../store/errors.ts';
import { validationProblem } from './validation.ts';

export const problemType = 'application/problem+json';
const retryAfterOutage = { 'retry-after': '2' };

/** Whatever goes wrong becomes a problem document; what is nobody's fault but ours says so, and goes to the log. */
export function useProblems(server: FastifyInstance, operations: Iterable<Operation>): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error, server.initialConfig.bodyLimit ?? 0);
    if (problem.status >= 500) {
      request.log[problem.code === 'internal_error' ? 'error' : 'warn'](
        { err: problem.cause ?? error },
        problem.message,
      );
    }
    return sendProblem(request, reply, problem);
  });

  const paths = [...operations].map((operation) => ({
    method: operation.method,
    matches: pathMatcher(operation.path),
  }));
  server.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const methods = [...new Set(paths.filter(({ matches }) => matches(path)).map(({ method }) => method))];
    if (methods.length === 0) {
      throw new ProblemError('route_not_found', `There is nothing at ${path}. /docs lists all paths.`);
    }
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
    return sendProblem(
      request,
      reply,
      new ProblemError('method_not_allowed', `${path} does not know ${request.method}. Use ${allow}.`, {
        headers: { allow },
      }),
    );
  });
}

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: ProblemError,
): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type(problemType)
    .send(JSON.stringify(problemDocument(problem, { requestId: request.id, path: pathOf(request) })));
}

/** What cannot even be parsed as HTTP is answered on the bare socket. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, detail] = clientErrors[error.code ?? ''] ?? [
    'malformed_request' as const,
    'The request is not well-formed HTTP/1.1.',
  ];
  const { status } = problemCatalogue[code];
  const body = JSON.stringify(problemDocument(new ProblemError(code, detail), { requestId: 'none' }));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      `Content-Type: ${problemType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

const clientErrors: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The headers have at most 16384 bytes.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive in time.'],
};

/** The problem that a fault is, whoever threw it. */
export function toProblem(error: FastifyError, bodyLimit: number): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error.validation) return validationProblem(error.validation, error.validationContext);
  const known = fromFramework(error, bodyLimit) ?? fromStore(translate(error));
  return (
    known ??
    new ProblemError(
      'internal_error',
      'The request could not be answered because of a fault on our side. The request id finds it in our logs.',
      { cause: error },
    )
  );
}

function fromStore(error: unknown): ProblemError | undefined {
  if (error instanceof StaleError) {
    const current = error.currentVersion > 0 ? `The resource is at version "${error.currentVersion}".` : '';
    return new ProblemError('precondition_failed', `${current} Read it again and decide anew.`.trim(), {
      headers: error.currentVersion > 0 ? { etag: `"${error.currentVersion}"` } : {},
      errors: [
        {
          in: 'header',
          pointer: '/if-match',
          code: 'precondition_failed',
          message: 'is not the current version',
        },
      ],
      cause: error,
    });
  }
  if (error instanceof DatabaseUnavailableError) {
    return new ProblemError(
      'database_unavailable',
      'The database does not answer. Repeat the request after the seconds in Retry-After.',
      { headers: retryAfterOutage, cause: error.cause },
    );
  }
  if (error instanceof ConflictError && error.code !== 'address_pool_conflict') {
    return new ProblemError(error.code, `${sentence(error.message)}.`, { cause: error });
  }
  if (error instanceof DomainError) {
    return new ProblemError('invalid_value', `${error.message}; ${error.fix}`, { cause: error });
  }
  return undefined;
}

function fromFramework(error: FastifyError, bodyLimit: number): ProblemError | undefined {
  const options = { cause: error };
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ProblemError(
        'unsupported_media_type',
        'Send the body as JSON, with Content-Type: application/json.',
        options,
      );
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ProblemError('payload_too_large', `A body has at most ${bodyLimit} bytes.`, options);
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ProblemError(
        'malformed_request',
        'The body is not as long as Content-Length says.',
        options,
      );
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return new ProblemError(
        'malformed_request',
        'The path is not well-formed: check its percent encoding.',
        options,
      );
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ProblemError('uri_too_long', 'A part of the path is too long.', options);
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new ProblemError(
        'malformed_json',
        `The body is not well-formed JSON: ${error.message}.`,
        options,
      );
  }
  if (error.statusCode === 408)
    return new ProblemError('request_timeout', 'The body did not arrive in time.', options);
  if (error.name === 'SyntaxError' && error.statusCode === 400) {
    return new ProblemError('malformed_json', `The body is not well-formed JSON: ${error.message}.`, options);
  }
  return undefined;
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

function pathMatcher(template: string): (path: string) => boolean {
  const pattern = new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);
  return (path) => pattern.test(path);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
