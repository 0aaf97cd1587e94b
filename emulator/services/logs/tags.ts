/** Tags of log groups: the calls by ARN of today and the ones by name that they replaced. */
import { AwsError } from '../../core/aws-error.ts';
import type { Action, Call } from '../../core/service.ts';
import { limited, withoutTags, withTags } from '../../core/tags.ts';
import { groupByArn, groupNamed, logGroupResource, taggedResource, validGroupName } from './lookup.ts';
import type { LogGroup } from './state.ts';

export function readTags(call: Call): Record<string, string> {
  return limited(Object.fromEntries(call.input.map('tags')), tooMany);
}

export const listTagsForResource: Action = {
  handle: (call) => ({ tags: { ...groupByArn(call, call.input.requiredString('resourceArn')).tags } }),
  resources: taggedResource,
};

export const tagResource: Action = {
  handle: (call) => addTags(call, groupByArn(call, call.input.requiredString('resourceArn'))),
  resources: taggedResource,
};

export const untagResource: Action = {
  handle: (call) =>
    removeTags(groupByArn(call, call.input.requiredString('resourceArn')), call.input.strings('tagKeys')),
  resources: taggedResource,
};

export const listTagsLogGroup: Action = {
  handle: (call) => ({ tags: { ...groupNamed(call, validGroupName(call)).tags } }),
  resources: logGroupResource,
};

export const tagLogGroup: Action = {
  handle: (call) => addTags(call, groupNamed(call, validGroupName(call))),
  resources: logGroupResource,
};

export const untagLogGroup: Action = {
  handle: (call) => removeTags(groupNamed(call, validGroupName(call)), call.input.strings('tags')),
  resources: logGroupResource,
};

function addTags(call: Call, group: LogGroup) {
  group.tags = withTags(group.tags, readTags(call), tooMany);
  return {};
}

function removeTags(group: LogGroup, keys: readonly string[]) {
  group.tags = withoutTags(group.tags, keys);
  return {};
}

function tooMany(most: number): AwsError {
  return new AwsError('TooManyTagsException', `A resource can have no more than ${most} tags.`);
}
