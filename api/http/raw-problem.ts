import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ProblemError, problemDocument } from '../operations/problem.ts';

export const problemType = 'application/problem+json; charset=utf-8';
const lingerMilliseconds = 1_000;

/** Answers a request that reaches no route, and closes the socket after it: what follows may be out of step. */
export function refuse(request: IncomingMessage, response: ServerResponse, problem: ProblemError): void {
  const requestId = randomUUID();
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const body = JSON.stringify(problemDocument(problem, { requestId, path: path.slice(0, 200) }));
  response.writeHead(problem.status, {
    ...problem.headers,
    'content-type': problemType,
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    connection: 'close',
  });
  response.end(body);
}

/** A problem as it goes over a bare socket, where there is no request that could be answered. */
export function problemBytes(problem: ProblemError): string {
  const requestId = randomUUID();
  const body = JSON.stringify(problemDocument(problem, { requestId }));
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    `date: ${new Date().toUTCString()}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

/**
 * Sends the last words, and closes a little later: closing at once, with bytes of the other side unread, resets the
 * connection, and the other side may lose what was sent.
 * https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
export function lingeringEnd(socket: Socket, bytes: string): void {
  socket.on('error', () => undefined); // it is being closed
  socket.end(bytes);
  const linger = setTimeout(() => socket.destroy(), lingerMilliseconds);
  socket.once('close', () => clearTimeout(linger));
  socket.resume();
}
