/** What AWS's two REST protocols share: where operations live, and answers that are more than a body. */
import { AwsError } from '../core/aws-error.ts';
import type { Output } from '../core/output.ts';
import type { WireRequest } from '../core/protocol.ts';

/**
 * Where an operation lives: `['POST', '/2013-04-01/hostedzone/{Id}/rrset', 'ChangeResourceRecordSets']`. Labels in
 * braces become parameters of that name; `{Id+}` takes the rest of the path. A `?flag` at the end asks for that query
 * parameter, which tells apart operations on the same path.
 */
export type Route = readonly [method: string, template: string, action: string];

export interface RestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The root element, where it is not `<Action>Response`. */
  readonly root?: string;
  /** The body as it is: what a function answered. */
  readonly body?: Uint8Array;
  /** No body at all. */
  readonly empty?: boolean;
}

const answers = new WeakMap<Output, RestAnswer>();

/** An output with more to it than a body: `restAnswer({ HostedZone: … }, { status: 201, headers: { Location } })`. */
export function restAnswer(output: Output, answer: RestAnswer): Output {
  answers.set(output, answer);
  return output;
}

export function answerOf(output: Output): RestAnswer | undefined {
  return answers.get(output);
}

/** Finds the operation of a request, or throws AWS's answer to a path that none has. */
export function compileRoutes(all: readonly Route[]) {
  const routes = all.map(compile);
  return (request: WireRequest): { action: string; labels: Record<string, string> } => {
    for (const route of routes) {
      const labels = route.match(request);
      if (labels !== undefined) return { action: route.action, labels };
    }
    throw new AwsError(
      'UnknownOperationException',
      `No operation at ${request.method} ${request.path.slice(0, 200)}`,
      404,
    );
  };
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
