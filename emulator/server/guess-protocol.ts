import type { Protocol, WireRequest } from '../core/protocol.ts';
import { awsJson } from '../protocols/json.ts';
import { awsQuery } from '../protocols/query.ts';
import { restXml } from '../protocols/rest-xml.ts';

const query = awsQuery({ version: 'unknown', xmlns: 'http://webservices.amazon.com/' });
const rest = restXml({ xmlns: 'http://webservices.amazon.com/', routes: [] });

/** How to answer a request that belongs to no service: in the protocol that it looks like. */
export function guessProtocol(request: WireRequest): Protocol {
  const target = request.headers.get('x-amz-target');
  if (target?.includes('.')) {
    const version = (request.headers.get('content-type') ?? '').endsWith('1.0') ? '1.0' : '1.1';
    return awsJson({ version, target: target.slice(0, target.lastIndexOf('.')) });
  }
  return query.accepts(request) ? query : rest;
}
