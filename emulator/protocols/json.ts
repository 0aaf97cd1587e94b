import { AwsError } from '../core/aws-error.ts';
import { Input, isTree, type Tree } from '../core/input.ts';
import { type OutputValue, Repeated } from '../core/output.ts';
import type { Protocol, WireRequest, WireResponse } from '../core/protocol.ts';

export interface JsonOptions {
  /** `1.0` or `1.1`: only the content type differs. */
  readonly version: '1.0' | '1.1';
  /** What `X-Amz-Target` starts with, `AmazonEC2ContainerServiceV20141113`. */
  readonly target: string;
  /** Error code for missing and malformed parameters; ECS says `ClientException`, others something else. */
  readonly invalidCode?: string;
  /** The service spoke the query protocol before: errors repeat the old code in a header, where clients look for it. */
  readonly queryCompatible?: boolean;
}

/** AWS's JSON RPC protocols. ECS, CloudWatch Logs, and CloudWatch as the newer SDKs and the AWS CLI speak it. */
export function awsJson(options: JsonOptions): Protocol {
  const invalid = options.invalidCode ?? 'ValidationException';
  const respond = (
    status: number,
    requestId: string,
    body: string,
    more: Record<string, string> = {},
  ): WireResponse => ({
    status,
    headers: {
      'content-type': `application/x-amz-json-${options.version}`,
      'x-amzn-requestid': requestId,
      ...more,
    },
    body,
  });
  return {
    name: `awsJson${options.version}`,
    accepts: (request) => (request.headers.get('x-amz-target') ?? '').startsWith(`${options.target}.`),
    parse: (request) => ({
      action: (request.headers.get('x-amz-target') ?? '').slice(options.target.length + 1),
      input: new Input(parseJson(request), { missing: invalid, invalid }),
    }),
    success: (_action, output, requestId) => respond(200, requestId, JSON.stringify(toJson(output))),
    failure: (error, requestId) =>
      respond(
        error.status,
        requestId,
        JSON.stringify({ __type: error.code, message: error.message }),
        options.queryCompatible ? { 'x-amzn-query-error': `${error.code};${error.blame}` } : {},
      ),
    unknownAction: (action) =>
      new AwsError(
        'UnknownOperationException',
        `The operation ${action} does not exist in ${options.target}`,
      ),
    throttled: () => new AwsError('ThrottlingException', 'Rate exceeded'),
    broken: () => new AwsError('InternalServerException', 'The service has an internal error.', 500),
    denied: (message) => new AwsError('AccessDeniedException', message),
  };
}

export function parseJson(request: WireRequest): Tree {
  const text = request.body.toString('utf8');
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'The body of the request is not JSON');
  }
  if (!isTree(value))
    throw new AwsError('SerializationException', 'The body of the request must be a JSON object');
  return value;
}

type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

export function toJson(value: Exclude<OutputValue, undefined>): JsonValue {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Repeated) return toJson(value.items);
  if (isList(value)) return value.filter((item) => item !== undefined).map((item) => toJson(item));
  if (typeof value === 'object' && value !== null) {
    const object: { [name: string]: JsonValue } = {};
    for (const [name, field] of Object.entries(value)) if (field !== undefined) object[name] = toJson(field);
    return object;
  }
  return value;
}

function isList(value: OutputValue): value is readonly OutputValue[] {
  return Array.isArray(value);
}
