import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import { pager } from '../../core/pager.ts';

const MAX_LIMIT = 50;

const paging = {
  token: 'nextToken',
  size: (input: Input) => input.integer('limit', { min: 1, max: MAX_LIMIT }) ?? MAX_LIMIT,
  invalidToken: () => new AwsError('InvalidParameterException', 'The specified nextToken is invalid.'),
};

/** Pages by name. */
export const page = pager({ ...paging, sorted: true });

/** Pages in the order given. */
export const pageInOrder = pager(paging);
