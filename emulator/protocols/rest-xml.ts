import { AwsError } from '../core/aws-error.ts';
import { Input, type Tree } from '../core/input.ts';
import type { Protocol } from '../core/protocol.ts';
import { answerOf, compileRoutes, type Route } from './rest.ts';
import { buildXml, parseXml } from './xml.ts';

export interface RestXmlOptions {
  readonly xmlns: string;
  readonly routes: readonly Route[];
  readonly invalidCode?: string;
}

/**
 * AWS's REST-XML protocol: Route 53. Parameters come from the path's labels, the query string and the body's root
 * element, in one tree. A handler may set the status, headers and the root element of its answer with `restAnswer`.
 */
export function restXml(options: RestXmlOptions): Protocol {
  const invalid = options.invalidCode ?? 'InvalidInput';
  const match = compileRoutes(options.routes);
  return {
    name: 'restXml',
    accepts: () => true,
    parse: (request) => {
      const { action, labels } = match(request);
      const query = Object.fromEntries(request.query);
      const body = request.body.length > 0 ? parseXml(request.body.toString('utf8')) : {};
      const tree: Tree = { ...query, ...body, ...labels };
      return { action, input: new Input(tree, { missing: invalid, invalid }) };
    },
    success: (action, output, requestId) => {
      const answer = answerOf(output);
      return {
        status: answer?.status ?? 200,
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, ...answer?.headers },
        body: answer?.empty
          ? ''
          : buildXml(answer?.root ?? `${action}Response`, output, { xmlns: options.xmlns }),
      };
    },
    failure: (error, requestId) => ({
      status: error.status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: buildXml(
        'ErrorResponse',
        { Error: { Type: error.blame, Code: error.code, Message: error.message }, RequestId: requestId },
        { xmlns: options.xmlns },
      ),
    }),
    unknownAction: (action) => new AwsError('UnknownOperationException', `No operation ${action}`, 404),
    throttled: () => new AwsError('Throttling', 'Rate exceeded'),
    broken: () => new AwsError('ServiceUnavailable', 'The service is unavailable.', 503),
    denied: (message) => new AwsError('AccessDenied', message, 403),
  };
}
