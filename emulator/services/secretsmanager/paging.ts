import { AwsError } from '../../core/aws-error.ts';
import { pager } from '../../core/pager.ts';

const MAX_RESULTS = 100;

export const page = pager({
  token: 'NextToken',
  size: (input) => input.integer('MaxResults', { min: 1, max: MAX_RESULTS }) ?? MAX_RESULTS,
  invalidToken: () => new AwsError('InvalidNextTokenException', 'Invalid next token'),
  sorted: true,
});
