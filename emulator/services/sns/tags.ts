import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { Action, Call } from '../../core/service.ts';
import { type Topic, topicResource, topics } from './topics.ts';

const MAX_TAGS = 50;

export function readTags(input: Input): Record<string, string> {
  const tags = Object.fromEntries(
    input.structs('Tags').map((tag) => [tag.requiredString('Key'), tag.string('Value') ?? '']),
  );
  checkCount(tags);
  return tags;
}

export const listTagsForResource: Action = {
  handle: (call) => ({
    Tags: Object.entries(taggedTopic(call).tags).map(([Key, Value]) => ({ Key, Value })),
  }),
  resources: topicResource,
};

export const tagResource: Action = {
  handle: (call) => {
    const topic = taggedTopic(call);
    const tags = { ...topic.tags, ...readTags(call.input) };
    checkCount(tags);
    topic.tags = tags;
    return {};
  },
  resources: topicResource,
};

export const untagResource: Action = {
  handle: (call) => {
    const topic = taggedTopic(call);
    const keys = call.input.strings('TagKeys');
    topic.tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !keys.includes(key)));
    return {};
  },
  resources: topicResource,
};

function taggedTopic(call: Call): Topic {
  const topic = call.table(topics).get(call.input.requiredString('ResourceArn'));
  if (topic === undefined) throw new AwsError('ResourceNotFound', 'Resource does not exist', 404);
  return topic;
}

function checkCount(tags: object): void {
  if (Object.keys(tags).length > MAX_TAGS) {
    throw new AwsError(
      'TagLimitExceeded',
      `Could not complete request: tag quota of ${MAX_TAGS} per resource exceeded`,
    );
  }
}
