import type { Service } from '../../core/service.ts';
import { model } from '../../models/sts.generated.ts';
import { awsQuery } from '../../protocols/query.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

export const sts: Service = {
  signingName: 'sts',
  model,
  protocols: [awsQuery({ version: '2011-06-15', xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' })],
  actions: {
    AssumeRole: assumeRole,
    GetCallerIdentity: getCallerIdentity,
  },
};
