import { AwsError } from '../../core/aws-error.ts';
import { pager } from '../../core/pager.ts';

const paging = (most: number) =>
  pager({
    token: 'NextToken',
    size: (input) => input.integer('MaxResults', { min: 1, max: most }) ?? most,
    invalidToken: () => new AwsError('InvalidNextToken', 'The specified token is not valid.'),
    sorted: true,
  });

export const pageOfDescriptions = paging(50);
export const pageByPath = paging(10);
