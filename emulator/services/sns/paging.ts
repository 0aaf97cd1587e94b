import { pager } from '../../core/pager.ts';
import { invalidParameter } from './errors.ts';

const PAGE = 100;

export const page = pager({
  token: 'NextToken',
  size: () => PAGE,
  invalidToken: () => invalidParameter('NextToken Reason: the token is not one that this service gave'),
  sorted: true,
});
