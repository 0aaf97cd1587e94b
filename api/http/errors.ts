import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { Operation } from '../contract.ts';
import { ProblemError, problemDocument } from '../operations/problem.ts';
import { headerLimit, urlLimit } from '../settings/http-limits.ts';
import { ConflictError, DatabaseUnavailableError, StaleError, translate } from '../store/errors.ts';
import { problemType } from './raw-problem.ts';
import { validationProblem } from './validation.ts';

const retryAfterOutage = { 'retry-after': '2' };

/** Whatever goes wrong becomes a problem document; what is nobody's fault but ours says so, and goes to the log. */
export function useProblems(
  server: FastifyInstance,
  absent: Absence,
  onProblem?: (problem: ProblemError) => void,
): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error, server.initialConfig.bodyLimit ?? 0);
    onProblem?.(problem);
    if (problem.status >= 500) {
      request.log[problem.code === 'internal_error' ? 'error' : 'warn'](
        { err: problem.cause ?? error },
        problem.message,
      );
    }
    return sendProblem(request, reply, problem);
  });

  server.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, absent(request.method, pathOf(request))),
  );
}

/** Says why there is nothing: no such path, or a path that does not know the method. */
export function absences(operations: Iterable<Operation>): Absence {
  const paths = [...operations].map((operation) => ({
    method: operation.method,
    matches: pathMatcher(operation.path),
  }));
  return (method, path) => {
    const methods = [...new Set(paths.filter(({ matches }) => matches(path)).map((known) => known.method))];
    if (methods.length === 0 && !routed.has(method)) {
      return new ProblemError('not_implemented', `${method} is no method of this server.`);
    }
    if (methods.length === 0) {
      return new ProblemError('route_not_found', `There is nothing at ${path}. /docs lists all paths.`);
    }
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
    return new ProblemError('method_not_allowed', `${path} does not know ${method}. Use ${allow}.`, {
      headers: { allow },
    });
  };
}

export type Absence = (method: string, path: string) => ProblemError;

/** The methods that reach routes. Others, which Node's parser knows too, are answered before (`QUERY`, WebDAV's). */
export const routed: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
]);

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

/** What cannot even be parsed as HTTP, or did not arrive in time. Codes: Node's own, and those of its parser, llhttp. */
export function clientProblem(error: { readonly code: string; readonly rawPacket?: unknown }): ProblemError {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return beginsWithEndlessLine(error.rawPacket)
        ? new ProblemError('uri_too_long', `Path and query have at most ${urlLimit} characters together.`)
        : new ProblemError('headers_too_large', `The headers have at most ${headerLimit} bytes.`);
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new ProblemError('payload_too_large', 'The extensions of the chunks are too long. Send none.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError('request_timeout', 'The request did not arrive in time.');
    default:
      return new ProblemError('malformed_request', 'The request is not well-formed HTTP/1.1.');
  }
}

/** Whether the request line alone is longer than all headers may be. */
function beginsWithEndlessLine(packet: unknown): boolean {
  if (!Buffer.isBuffer(packet)) return false;
  const start = packet.subarray(0, headerLimit).toString('latin1');
  return /^[A-Z-]+ [^\r\n]+$/.test(start);
}

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
  if (
    error instanceof ConflictError &&
    error.code !== 'address_pool_conflict' &&
    error.code !== 'intake_exists'
  ) {
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
  // The client has gone in the middle of its body: nobody reads this answer, and it is no fault of ours.
  if (error.code === 'ECONNRESET' && error.message === 'aborted')
    return new ProblemError('malformed_request', 'The body broke off.', options);
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
