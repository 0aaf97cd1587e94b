import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../operations/problem.ts';
import { headerCountLimit, urlLimit } from '../settings/http-limits.ts';

/** Headers that mean nothing when they come twice; two readers that pick different ones can be played against each other. */
const singular = new Set([
  'host',
  'authorization',
  'content-type',
  'content-length',
  'expect',
  'idempotency-key',
]);

/** What is wrong with a request whatever it asks for; undefined when nothing is. */
export function requestFault(request: IncomingMessage): ProblemError | undefined {
  // Node's parser lets the syntax of HTTP/1.1 pass under the name of others.
  if (request.httpVersionMajor !== 1) {
    return new ProblemError(
      'malformed_request',
      `HTTP/${request.httpVersion} is not spoken here. Use HTTP/1.1.`,
    );
  }
  if ((request.url ?? '').length > urlLimit) {
    return new ProblemError('uri_too_long', `Path and query have at most ${urlLimit} characters together.`);
  }
  if (request.rawHeaders.length / 2 > headerCountLimit) {
    return new ProblemError('headers_too_large', `A request has at most ${headerCountLimit} headers.`);
  }
  const seen = new Set<string>();
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase();
    if (!singular.has(name)) continue;
    if (seen.has(name)) {
      return new ProblemError('malformed_request', `The header ${name} is there twice. Send it once.`);
    }
    seen.add(name);
  }
  const { host } = request.headers;
  // HTTP/1.0 knows no Host: https://www.rfc-editor.org/rfc/rfc9112#section-3.2
  const hostMayLack = host === undefined && request.httpVersionMajor === 1 && request.httpVersionMinor === 0;
  if (!hostMayLack && (host === undefined || !/^[\w.:[\]-]{1,255}$/.test(host))) {
    return new ProblemError('malformed_request', 'The Host header is missing or malformed.');
  }
  return undefined;
}
