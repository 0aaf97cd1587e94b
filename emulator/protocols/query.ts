import { AwsError } from '../core/aws-error.ts';
import { Input, type InputErrorCodes } from '../core/input.ts';
import type { Protocol, WireRequest, WireResponse } from '../core/protocol.ts';
import { parseForm } from './form.ts';
import { buildXml } from './xml.ts';

export interface QueryOptions {
  /** API version in the request, such as `2011-06-15`: named in the error for unknown operations. */
  readonly version: string;
  readonly xmlns: string;
  readonly inputErrors?: InputErrorCodes;
  readonly deniedCode?: string;
}

/** AWS's query protocol: a form in, XML out, lists wrapped in `<member>`. STS, IAM, ELBv2, SNS, CloudWatch. */
export function awsQuery(options: QueryOptions): Protocol {
  const codes = options.inputErrors ?? { missing: 'MissingParameter', invalid: 'ValidationError' };
  return {
    name: 'awsQuery',
    accepts: isForm,
    parse: (request) => parseQuery(request, codes),
    success: (action, output, requestId) =>
      xmlResponse(
        200,
        requestId,
        buildXml(
          `${action}Response`,
          { [`${action}Result`]: output, ResponseMetadata: { RequestId: requestId } },
          { listItem: 'member', xmlns: options.xmlns },
        ),
      ),
    failure: (error, requestId) =>
      xmlResponse(
        error.status,
        requestId,
        buildXml(
          'ErrorResponse',
          { Error: { Type: error.blame, Code: error.code, Message: error.message }, RequestId: requestId },
          { xmlns: options.xmlns },
        ),
      ),
    unknownAction: (action) =>
      new AwsError('InvalidAction', `Could not find operation ${action} for version ${options.version}`),
    throttled: () => new AwsError('Throttling', 'Rate exceeded'),
    broken: () =>
      new AwsError('InternalFailure', 'The request processing has failed because of an unknown error.', 500),
    denied: (message) => new AwsError(options.deniedCode ?? 'AccessDenied', message, 403),
  };
}

/** EC2's dialect of it: lists wrapped in `<item>`, no result element, other error document and codes. */
export function ec2Query(options: { xmlns: string }): Protocol {
  return {
    name: 'ec2Query',
    accepts: isForm,
    parse: (request) =>
      parseQuery(request, { missing: 'MissingParameter', invalid: 'InvalidParameterValue' }),
    success: (action, output, requestId) =>
      xmlResponse(
        200,
        requestId,
        buildXml(`${action}Response`, { requestId, ...output }, { listItem: 'item', xmlns: options.xmlns }),
      ),
    failure: (error, requestId) =>
      xmlResponse(
        error.status,
        requestId,
        buildXml('Response', {
          Errors: { Error: { Code: error.code, Message: error.message } },
          RequestID: requestId,
        }),
      ),
    unknownAction: (action) =>
      new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`),
    throttled: () => new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
    broken: () => new AwsError('InternalError', 'An internal error has occurred', 500),
    denied: (message) =>
      new AwsError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${message}`,
        403,
      ),
  };
}

function isForm(request: WireRequest): boolean {
  const type = request.headers.get('content-type') ?? '';
  return type.startsWith('application/x-www-form-urlencoded') || request.query.has('Action');
}

function parseQuery(request: WireRequest, codes: InputErrorCodes) {
  const text = request.body.length > 0 ? request.body.toString('utf8') : request.query.toString();
  const { Action: action, Version: _version, ...parameters } = parseForm(text);
  if (typeof action !== 'string' || action === '') {
    throw new AwsError('MissingAction', 'The request must contain the parameter Action');
  }
  return { action, input: new Input(parameters, codes) };
}

function xmlResponse(status: number, requestId: string, body: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body,
  };
}
