import { AwsError } from '../../core/aws-error.ts';
import type { Action } from '../../core/service.ts';
import { noSuchEntity } from './errors.ts';

/** The one user of an account is its administrator. A role session has no user to ask for. */
export const getUser: Action = {
  handle: (call) => {
    const { identity } = call;
    const name = call.input.string('UserName');
    if (name === undefined && identity.kind === 'session') {
      throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
    }
    if (identity.kind !== 'administrator' || (name !== undefined && name !== 'administrator')) {
      throw noSuchEntity(`The user with name ${name} cannot be found.`);
    }
    return {
      User: {
        Path: '/',
        UserName: 'administrator',
        UserId: identity.userId,
        Arn: identity.arn,
        CreateDate: new Date(Date.UTC(2020, 0, 1)),
      },
    };
  },
};
