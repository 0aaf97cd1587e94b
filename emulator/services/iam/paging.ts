import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import { pager } from '../../core/pager.ts';

export const page = pager({
  token: 'Marker',
  size: (input) => input.integer('MaxItems', { min: 1, max: 1000 }) ?? 100,
  invalidToken: () => new AwsError('ValidationError', 'Invalid Marker.'),
});

/** How IAM's answers say that there is more. */
export function renderPaging(next: string | undefined): Output {
  return { IsTruncated: next !== undefined, Marker: next };
}
