import { AwsError } from '../../core/aws-error.ts';
import type { Call } from '../../core/service.ts';
import { tagging } from '../../core/tags.ts';
import { type Alarm, alarms } from './state.ts';

export const {
  read: readTags,
  listTagsForResource,
  tagResource,
  untagResource,
} = tagging({
  names: { list: 'Tags', key: 'Key', value: 'Value', keys: 'TagKeys' },
  tagged: taggedAlarm,
  resources: (call) => [{ resource: call.input.string('ResourceARN') ?? '*' }],
  tooMany: (most) => new AwsError('ValidationError', `A resource can have no more than ${most} tags`),
});

function taggedAlarm(call: Call): Alarm {
  const arn = call.input.requiredString('ResourceARN');
  const alarm = call.table(alarms).find((candidate) => candidate.arn === arn);
  if (alarm === undefined) {
    throw new AwsError('ResourceNotFoundException', `The resource '${arn}' does not exist.`, 404);
  }
  return alarm;
}
