import { AwsError } from '../../core/aws-error.ts';
import type { Call } from '../../core/service.ts';

const MAX_RESULTS = 100;

/** One page of ARNs in the order given. The token is the last ARN of the page before. */
export function nextPage(
  call: Call,
  arns: readonly string[],
): { readonly items: readonly string[]; readonly nextToken: string | undefined } {
  const size = call.input.integer('maxResults', { min: 1, max: MAX_RESULTS }) ?? MAX_RESULTS;
  const token = call.input.string('nextToken');
  const last = token === undefined ? undefined : Buffer.from(token, 'base64url').toString();
  const start = last === undefined ? 0 : arns.indexOf(last) + 1;
  if (last !== undefined && start === 0) {
    throw new AwsError('InvalidParameterException', 'Invalid token.');
  }
  const items = arns.slice(start, start + size);
  const end = items[items.length - 1];
  const more = arns.length > start + size && end !== undefined;
  return { items, nextToken: more ? Buffer.from(end).toString('base64url') : undefined };
}
