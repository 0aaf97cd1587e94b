import { AwsError } from '../../core/aws-error.ts';
import type { Call } from '../../core/service.ts';

const MAX_PAGE = 400;

/** One page of a list in the order of ARNs. The marker is the last ARN, so that it survives changes in between. */
export function nextPage<T extends { readonly arn: string }>(
  call: Call,
  all: readonly T[],
): { readonly items: readonly T[]; readonly marker: string | undefined } {
  const size = call.input.integer('PageSize', { min: 1, max: MAX_PAGE }) ?? MAX_PAGE;
  const given = call.input.string('Marker');
  const after = given === undefined ? '' : Buffer.from(given, 'base64url').toString();
  if (given !== undefined && !after.startsWith('arn:')) {
    throw new AwsError('ValidationError', `The marker '${given.slice(0, 80)}' is not valid`);
  }
  const sorted = [...all].sort((a, b) => (a.arn < b.arn ? -1 : 1)).filter((item) => item.arn > after);
  const items = sorted.slice(0, size);
  const last = items[items.length - 1];
  const more = sorted.length > size && last !== undefined;
  return { items, marker: more ? Buffer.from(last.arn).toString('base64url') : undefined };
}
