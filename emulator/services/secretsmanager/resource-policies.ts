/** Policies of secrets: kept and shown, not applied. */
import { AwsError } from '../../core/aws-error.ts';
import { MalformedPolicy, parsePolicy } from '../../core/policy-document.ts';
import type { Action } from '../../core/service.ts';
import { liveSecret, secretResource } from './lookup.ts';

export const getResourcePolicy: Action = {
  handle: (call) => {
    const { arn, name, resourcePolicy } = liveSecret(call);
    return { ARN: arn, Name: name, ResourcePolicy: resourcePolicy };
  },
  resources: secretResource,
};

export const putResourcePolicy: Action = {
  handle: (call) => {
    const secret = liveSecret(call);
    const policy = call.input.requiredString('ResourcePolicy');
    try {
      parsePolicy(policy, 'trust');
    } catch (error) {
      if (!(error instanceof MalformedPolicy)) throw error;
      throw new AwsError('MalformedPolicyDocumentException', error.message);
    }
    secret.resourcePolicy = policy;
    return { ARN: secret.arn, Name: secret.name };
  },
  resources: secretResource,
};

export const deleteResourcePolicy: Action = {
  handle: (call) => {
    const secret = liveSecret(call);
    secret.resourcePolicy = undefined;
    return { ARN: secret.arn, Name: secret.name };
  },
  resources: secretResource,
};
