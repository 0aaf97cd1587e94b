import { AwsError } from '../../core/aws-error.ts';
import type { Call } from '../../core/service.ts';

const MAX_LIMIT = 50;

/** One page of a list that is sorted by `key`. The token is the key of the last item, so that it survives changes. */
export function nextPage<T>(
  call: Call,
  sorted: readonly T[],
  key: (item: T) => string,
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const limit = call.input.integer('limit', { min: 1, max: MAX_LIMIT }) ?? MAX_LIMIT;
  const token = call.input.string('nextToken');
  const after = token === undefined ? undefined : decode(token);
  const rest = after === undefined ? sorted : sorted.filter((item) => key(item) > after);
  const items = rest.slice(0, limit);
  const last = items[items.length - 1];
  return {
    items,
    nextToken:
      rest.length > limit && last !== undefined ? Buffer.from(key(last)).toString('base64url') : undefined,
  };
}

function decode(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (Buffer.from(text).toString('base64url') !== token) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  return text;
}
