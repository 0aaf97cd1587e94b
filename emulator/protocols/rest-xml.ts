import { AwsError } from '../core/aws-error.ts';
import { Input, type Tree } from '../core/input.ts';
import type { Output } from '../core/output.ts';
import type { Protocol, WireRequest } from '../core/protocol.ts';
import { buildXml, parseXml } from './xml.ts';

/**
 * Where an operation lives: `['POST', '/2013-04-01/hostedzone/{Id}/rrset', 'ChangeResourceRecordSets']`. Labels in
 * braces become parameters of that name; `{Id+}` takes the rest of the path. A `?flag` at the end asks for that query
 * parameter, which tells apart operations on the same path.
 */
export type Route = readonly [method: string, template: string, action: string];

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
  const routes = options.routes.map(compile);
  return {
    name: 'restXml',
    accepts: () => true,
    parse: (request) => {
      for (const route of routes) {
        const labels = route.match(request);
        if (labels === undefined) continue;
        const query = Object.fromEntries(request.query);
        const body = request.body.length > 0 ? parseXml(request.body.toString('utf8')) : {};
        const tree: Tree = { ...query, ...body, ...labels };
        return { action: route.action, input: new Input(tree, { missing: invalid, invalid }) };
      }
      throw new AwsError(
        'UnknownOperationException',
        `No operation at ${request.method} ${request.path.slice(0, 200)}`,
        404,
      );
    },
    success: (action, output, requestId) => {
      const answer = answers.get(output);
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

export interface RestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The root element, where it is not `<Action>Response`. */
  readonly root?: string;
  /** No body at all. */
  readonly empty?: boolean;
}

const answers = new WeakMap<Output, RestAnswer>();

/** An output with more to it than a body: `restAnswer({ HostedZone: … }, { status: 201, headers: { Location } })`. */
export function restAnswer(output: Output, answer: RestAnswer): Output {
  answers.set(output, answer);
  return output;
}

function compile([method, template, action]: Route) {
  const [path = '', flag] = template.split('?');
  const names: string[] = [];
  const pattern = path
    .split('/')
    .map((segment) => {
      const label = /^\{(\w+)(\+?)\}$/.exec(segment);
      if (label === null) return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(label[1] ?? '');
      return label[2] === '+' ? '(.+)' : '([^/]+)';
    })
    .join('/');
  const expression = new RegExp(`^${pattern}/?$`);
  return {
    action,
    match(request: WireRequest): Record<string, string> | undefined {
      if (request.method !== method) return undefined;
      if (flag !== undefined && !request.query.has(flag)) return undefined;
      const found = expression.exec(request.path);
      if (found === null) return undefined;
      return Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? '')]));
    },
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidInput', 'The path of the request is not valid percent-encoding');
  }
}
