import { AwsError } from '../../core/aws-error.ts';
import { pager } from '../../core/pager.ts';

const MAX_RESULTS = 100;

/** Pages of ARNs. */
export const page = pager({
  token: 'nextToken',
  size: (input) => input.integer('maxResults', { min: 1, max: MAX_RESULTS }) ?? MAX_RESULTS,
  invalidToken: () => new AwsError('InvalidParameterException', 'Invalid token.'),
});
