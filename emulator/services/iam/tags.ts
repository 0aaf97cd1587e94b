import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { Action } from '../../core/service.ts';
import { limited } from '../../core/tags.ts';
import {
  onPolicy,
  onProfile,
  onRole,
  requireOwnPolicy,
  requirePolicy,
  requireProfile,
  requireRole,
} from './lookup.ts';
import type { IamTags } from './state.ts';

export function readIamTags(input: Input): IamTags {
  const tags: IamTags = {};
  for (const tag of input.structs('Tags')) tags[tag.requiredString('Key')] = tag.string('Value') ?? '';
  return limited(
    tags,
    (most) => new AwsError('LimitExceeded', `Cannot exceed quota for TagsPerResource: ${most}`, 409),
  );
}

export function renderIamTags(tags: IamTags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export const tagRole: Action = {
  resources: onRole,
  handle: (call) => {
    Object.assign(requireRole(call).tags, readIamTags(call.input));
    return {};
  },
};

export const untagRole: Action = {
  resources: onRole,
  handle: (call) => {
    const role = requireRole(call);
    for (const key of call.input.strings('TagKeys')) delete role.tags[key];
    return {};
  },
};

export const listRoleTags: Action = {
  resources: onRole,
  handle: (call) => ({ Tags: renderIamTags(requireRole(call).tags), IsTruncated: false }),
};
export const tagInstanceProfile: Action = {
  resources: onProfile,
  handle: (call) => {
    Object.assign(requireProfile(call).tags, readIamTags(call.input));
    return {};
  },
};

export const untagInstanceProfile: Action = {
  resources: onProfile,
  handle: (call) => {
    const profile = requireProfile(call);
    for (const key of call.input.strings('TagKeys')) delete profile.tags[key];
    return {};
  },
};

export const listInstanceProfileTags: Action = {
  resources: onProfile,
  handle: (call) => ({ Tags: renderIamTags(requireProfile(call).tags), IsTruncated: false }),
};
export const tagPolicy: Action = {
  resources: onPolicy,
  handle: (call) => {
    Object.assign(requireOwnPolicy(call).tags, readIamTags(call.input));
    return {};
  },
};

export const untagPolicy: Action = {
  resources: onPolicy,
  handle: (call) => {
    const policy = requireOwnPolicy(call);
    for (const key of call.input.strings('TagKeys')) delete policy.tags[key];
    return {};
  },
};

export const listPolicyTags: Action = {
  resources: onPolicy,
  handle: (call) => ({ Tags: renderIamTags(requirePolicy(call).tags), IsTruncated: false }),
};
