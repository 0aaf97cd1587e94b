import { AwsError } from '../../core/aws-error.ts';
import { pager } from '../../core/pager.ts';

const MAX_LIMIT = 50;

export const page = pager({
  token: 'nextToken',
  size: (input) => input.integer('limit', { min: 1, max: MAX_LIMIT }) ?? MAX_LIMIT,
  invalidToken: () => new AwsError('InvalidParameterException', 'The specified nextToken is invalid.'),
  sorted: true,
});
