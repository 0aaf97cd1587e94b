import type { Action } from '../../core/service.ts';

export const getCallerIdentity: Action = {
  public: true,
  handle: (call) => ({
    UserId: call.identity.userId,
    Account: call.accountId,
    Arn: call.identity.arn,
  }),
};
