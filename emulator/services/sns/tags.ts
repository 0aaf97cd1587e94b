import { AwsError } from '../../core/aws-error.ts';
import type { Call } from '../../core/service.ts';
import { tagging } from '../../core/tags.ts';
import { topicResource } from './lookup.ts';
import { type Topic, topics } from './state.ts';

export const {
  read: readTags,
  listTagsForResource,
  tagResource,
  untagResource,
} = tagging({
  names: { list: 'Tags', key: 'Key', value: 'Value', keys: 'TagKeys' },
  tagged: taggedTopic,
  resources: topicResource,
  tooMany: (most) =>
    new AwsError(
      'TagLimitExceeded',
      `Could not complete request: tag quota of ${most} per resource exceeded`,
    ),
});

function taggedTopic(call: Call): Topic {
  const topic = call.table(topics).get(call.input.requiredString('ResourceArn'));
  if (topic === undefined) throw new AwsError('ResourceNotFound', 'Resource does not exist', 404);
  return topic;
}
