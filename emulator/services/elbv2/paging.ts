import { AwsError } from '../../core/aws-error.ts';
import { pager } from '../../core/pager.ts';

const MAX_PAGE = 400;

export const page = pager({
  token: 'Marker',
  size: (input) => input.integer('PageSize', { min: 1, max: MAX_PAGE }) ?? MAX_PAGE,
  invalidToken: (token) => new AwsError('ValidationError', `The marker '${token.slice(0, 80)}' is not valid`),
  sorted: true,
});
