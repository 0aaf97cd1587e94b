import { AwsError } from '../core/aws-error.ts';
import { Input, type Tree } from '../core/input.ts';
import type { Protocol, WireResponse } from '../core/protocol.ts';
import { parseJson, toJson } from './json.ts';
import { answerOf, compileRoutes, type Route } from './rest.ts';

export interface RestJsonOptions {
  readonly routes: readonly Route[];
  /** Headers that are parameters, by their wire names. */
  readonly headers: readonly string[];
  /** Query parameters that may come more than once. */
  readonly lists: readonly string[];
  /** Actions whose body is one parameter as it is, with that parameter's name. */
  readonly payloads: Readonly<Record<string, string>>;
}

/**
 * AWS's REST-JSON protocol: Lambda. Parameters come from the path's labels, the query string, named headers and the body, in one
 * tree. A handler may set the status, headers and a body of its own with `restAnswer`.
 */
export function restJson(options: RestJsonOptions): Protocol {
  const match = compileRoutes(options.routes);
  const respond = (status: number, requestId: string, body: string, more: Record<string, string> = {}) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...more },
    body,
  });
  return {
    name: 'restJson',
    accepts: () => true,
    parse: (request) => {
      const { action, labels } = match(request);
      const tree: { [name: string]: unknown } = {};
      for (const name of request.query.keys()) {
        tree[name] = options.lists.includes(name) ? request.query.getAll(name) : request.query.get(name);
      }
      for (const name of options.headers) {
        const value = request.headers.get(name.toLowerCase());
        if (value !== undefined) tree[name] = value;
      }
      const payload = options.payloads[action];
      const body: Tree = payload === undefined ? parseJson(request) : { [payload]: request.body };
      const codes = { missing: 'ValidationException', invalid: 'ValidationException' };
      return { action, input: new Input({ ...tree, ...body, ...labels }, codes) };
    },
    success: (_action, output, requestId): WireResponse => {
      const { status = 200, headers, body, empty } = answerOf(output) ?? {};
      const text = empty ? '' : JSON.stringify(toJson(output));
      const answer = respond(status, requestId, text, { ...headers });
      return body === undefined ? answer : { ...answer, body };
    },
    failure: (error, requestId) =>
      respond(
        error.status,
        requestId,
        JSON.stringify({
          Type: error.status < 500 ? 'User' : 'Service',
          message: error.message,
          ...error.fields,
        }),
        { 'x-amzn-errortype': error.code },
      ),
    unknownAction: (action) => new AwsError('UnknownOperationException', `No operation ${action}`, 404),
    throttled: () => tooManyRequests('CallerRateLimitExceeded'),
    broken: () => new AwsError('ServiceException', 'The service has an internal error.', 500),
    denied: (message) => new AwsError('AccessDeniedException', message, 403),
  };
}

/** Throttling in Lambda's words. */
export function tooManyRequests(reason: string): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason });
}
