import { AwsError } from '../core/aws-error.ts';
import { Input, isTree, type Tree } from '../core/input.ts';
import type { Protocol, WireRequest, WireResponse } from '../core/protocol.ts';
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts';

export interface RpcV2CborOptions {
  /** The service's name in the path, `GraniteServiceVersion20100801`. */
  readonly service: string;
  /** Error code for missing and malformed parameters. */
  readonly invalidCode: string;
  /** As in JSON: errors repeat the code of the query protocol in a header. */
  readonly queryCompatible?: boolean;
}

/**
 * Smithy's RPC v2 protocol: the operation in the path, CBOR in the body. CloudWatch, as the newest SDKs speak it.
 * https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export function rpcV2Cbor(options: RpcV2CborOptions): Protocol {
  const path = new RegExp(`/service/${options.service}/operation/(\\w+)$`);
  const respond = (
    status: number,
    requestId: string,
    body: Buffer,
    more: Record<string, string> = {},
  ): WireResponse => ({
    status,
    headers: {
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-requestid': requestId,
      ...more,
    },
    body,
  });
  return {
    name: 'rpcV2Cbor',
    accepts: (request) => request.headers.get('smithy-protocol') === 'rpc-v2-cbor',
    parse: (request) => {
      const action = path.exec(request.path)?.[1];
      if (action === undefined) {
        throw new AwsError('UnknownOperationException', `No operation at ${request.path.slice(0, 200)}`, 404);
      }
      const codes = { missing: options.invalidCode, invalid: options.invalidCode };
      return { action, input: new Input(parseBody(request), codes) };
    },
    success: (_action, output, requestId) => respond(200, requestId, encodeCbor(output)),
    failure: (error, requestId) =>
      respond(
        error.status,
        requestId,
        encodeCbor({ __type: error.code, message: error.message }),
        options.queryCompatible ? { 'x-amzn-query-error': `${error.code};${error.blame}` } : {},
      ),
    unknownAction: (action) =>
      new AwsError(
        'UnknownOperationException',
        `The operation ${action} does not exist in ${options.service}`,
        404,
      ),
    throttled: () => new AwsError('ThrottlingException', 'Rate exceeded'),
    broken: () => new AwsError('InternalServiceFault', 'The service has an internal error.', 500),
    denied: (message) => new AwsError('AccessDeniedException', message, 403),
  };
}

function parseBody(request: WireRequest): Tree {
  if (request.body.length === 0) return {};
  const value: CborValue = decodeCbor(request.body);
  if (!isTree(value))
    throw new AwsError('SerializationException', 'The body of the request must be a CBOR map');
  return value;
}
