/** Policies by which AWS services may write into the account's log groups. */
import { AwsError } from '../../core/aws-error.ts';
import type { Action } from '../../core/service.ts';
import { page } from './paging.ts';
import { resourcePolicies } from './state.ts';

const MAX_POLICIES = 10;
const MAX_DOCUMENT = 5120;

export const putResourcePolicy: Action = {
  handle: (call) => {
    const policyName = call.input.requiredString('policyName');
    const policyDocument = call.input.requiredString('policyDocument');
    const policies = call.table(resourcePolicies);
    if (policyDocument.length > MAX_DOCUMENT || !isJsonObject(policyDocument)) {
      throw new AwsError(
        'InvalidParameterException',
        `policyDocument must be a JSON policy of at most ${MAX_DOCUMENT} characters`,
      );
    }
    if (!policies.has(policyName) && policies.size >= MAX_POLICIES) {
      throw new AwsError('LimitExceededException', 'Resource limit exceeded.');
    }
    const policy = policies.put(policyName, {
      policyName,
      policyDocument,
      lastUpdatedTime: call.now().getTime(),
    });
    return { resourcePolicy: { ...policy } };
  },
};

export const describeResourcePolicies: Action = {
  handle: (call) => {
    const policies = call
      .table(resourcePolicies)
      .visible()
      .sort((a, b) => (a.policyName < b.policyName ? -1 : 1));
    const { items, next } = page(call.input, policies, (policy) => policy.policyName);
    return { resourcePolicies: items.map((policy) => ({ ...policy })), nextToken: next };
  },
};

export const deleteResourcePolicy: Action = {
  handle: (call) => {
    const name = call.input.requiredString('policyName');
    if (!call.table(resourcePolicies).delete(name)) {
      throw new AwsError('ResourceNotFoundException', `Policy with name [${name}] does not exist.`);
    }
    return {};
  },
};

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
