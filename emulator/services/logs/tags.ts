/** Tags of log groups: the calls by ARN of today and the ones by name that they replaced. */
import { AwsError } from '../../core/aws-error.ts';
import type { Action, Call } from '../../core/service.ts';
import {
  groupByArn,
  groupNamed,
  type LogGroup,
  logGroupResource,
  taggedResource,
  validGroupName,
} from './log-groups.ts';

const MAX_TAGS = 50;

export function readTags(call: Call): Record<string, string> {
  const tags = Object.fromEntries(call.input.map('tags'));
  if (Object.keys(tags).length > MAX_TAGS) throw tooMany();
  return tags;
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
  const tags = { ...group.tags, ...readTags(call) };
  if (Object.keys(tags).length > MAX_TAGS) throw tooMany();
  group.tags = tags;
  return {};
}

function removeTags(group: LogGroup, keys: readonly string[]) {
  group.tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.includes(key)));
  return {};
}

function tooMany(): AwsError {
  return new AwsError('TooManyTagsException', `A resource can have no more than ${MAX_TAGS} tags.`);
}
