import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../operations/problem.ts';
import { parseJson } from './json.ts';
import { refuseUnstorable } from './text.ts';

/** What every request goes through, whatever it asks for. */
export function useSaneRequests(server: FastifyInstance, stopping: AbortSignal): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    const public_ = request.routeOptions.config.operation?.scopes === 'public';
    if (stopping.aborted && !public_) {
      throw new ProblemError(
        'shutting_down',
        'This process is stopping. Repeat the request: another one answers.',
        {
          headers: { 'retry-after': '1', connection: 'close' },
        },
      );
    }
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      throw new ProblemError(
        'unsupported_media_type',
        `A body encoded as ${JSON.stringify(encoding)} is not understood. Send it as it is, without Content-Encoding.`,
      );
    }
  });

  server.addHook('preValidation', async (request) => {
    refuseUnstorable(request);
    const { operation } = request.routeOptions.config;
    if (!operation) return;
    if (operation.takesBody) {
      // Without a body there is no media type to choose a schema by, and nothing would be validated.
      if (request.body !== undefined) return;
      throw new ProblemError(
        'validation_failed',
        `${operation.id} needs a body: JSON, as application/json.`,
        {
          errors: [{ in: 'body', pointer: '', code: 'required', message: 'is missing' }],
        },
      );
    }
    if (isEmpty(request.body)) return;
    throw new ProblemError('validation_failed', `${operation.id} takes no body.`, {
      errors: [
        { in: 'body', pointer: '', code: 'no_body', message: 'is not known here', fix: 'send no body' },
      ],
    });
  });

  server.addHook('onResponse', async (request, reply) => {
    // Whoever floods the server shall not flood its log.
    request.log[reply.statusCode === 429 ? 'debug' : 'info'](
      {
        operation: request.routeOptions.config.operation?.id,
        method: request.method,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      'answered',
    );
  });
}

/** JSON and nothing else; an empty body is no body, whatever its type says. */
export function useJsonBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) => (bytes.length === 0 ? undefined : parseJson(bytes)),
  );
}

function isEmpty(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0);
}
