import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { AccessCheck, Action, Call } from '../../core/service.ts';
import { type Alarm, alarms } from './alarms.ts';

const MAX_TAGS = 50;

export function readTags(input: Input): Record<string, string> {
  const tags = Object.fromEntries(
    input.structs('Tags').map((tag) => [tag.requiredString('Key'), tag.string('Value') ?? '']),
  );
  checkCount(tags);
  return tags;
}

export const listTagsForResource: Action = {
  handle: (call) => ({ Tags: Object.entries(tagged(call).tags).map(([Key, Value]) => ({ Key, Value })) }),
  resources: taggedResource,
};

export const tagResource: Action = {
  handle: (call) => {
    const alarm = tagged(call);
    const tags = { ...alarm.tags, ...readTags(call.input) };
    checkCount(tags);
    alarm.tags = tags;
    return {};
  },
  resources: taggedResource,
};

export const untagResource: Action = {
  handle: (call) => {
    const alarm = tagged(call);
    const keys = call.input.strings('TagKeys');
    alarm.tags = Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !keys.includes(key)));
    return {};
  },
  resources: taggedResource,
};

function tagged(call: Call): Alarm {
  const arn = call.input.requiredString('ResourceARN');
  const alarm = call.table(alarms).find((candidate) => candidate.arn === arn);
  if (alarm === undefined) {
    throw new AwsError('ResourceNotFoundException', `The resource '${arn}' does not exist.`, 404);
  }
  return alarm;
}

function taggedResource(call: Call): AccessCheck[] {
  return [{ resource: call.input.string('ResourceARN') ?? '*' }];
}

function checkCount(tags: object): void {
  if (Object.keys(tags).length > MAX_TAGS) {
    throw new AwsError('ValidationError', `A resource can have no more than ${MAX_TAGS} tags`);
  }
}
