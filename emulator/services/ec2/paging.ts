import { AwsError } from '../../core/aws-error.ts';
import { pager } from '../../core/pager.ts';
import { invalidParameter } from './errors.ts';

const MAX_PAGE = 1000;

/** The bounds of `MaxResults` are the model's, checked before; without it EC2 gives everything at once. */
export const page = pager({
  token: 'NextToken',
  size: (input) => {
    const size = input.integer('MaxResults') ?? Number.MAX_SAFE_INTEGER;
    if (size < 1) throw invalidParameter(`Value ( ${size} ) for parameter maxResults is invalid.`);
    return size === Number.MAX_SAFE_INTEGER ? size : Math.min(size, MAX_PAGE);
  },
  invalidToken: (token) => new AwsError('InvalidNextToken', `The token '${token.slice(0, 100)}' is invalid`),
});
