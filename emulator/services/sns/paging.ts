import type { Call } from '../../core/service.ts';
import { invalidParameter } from './errors.ts';

const PAGE = 100;

/** One page of a list, in ARN order. The token is the last ARN, so that it survives changes in between. */
export function nextPage<T>(
  call: Call,
  all: readonly T[],
  arn: (item: T) => string,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const token = call.input.string('NextToken');
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  if (token !== undefined && !after.startsWith('arn:')) {
    throw invalidParameter('NextToken Reason: the token is not one that this service gave');
  }
  const sorted = [...all].sort((a, b) => (arn(a) < arn(b) ? -1 : 1)).filter((item) => arn(item) > after);
  const items = sorted.slice(0, PAGE);
  const last = items[items.length - 1];
  const more = sorted.length > PAGE && last !== undefined;
  return { items, next: more ? Buffer.from(arn(last)).toString('base64url') : undefined };
}
