import { AwsError } from '../../core/aws-error.ts';
import type { Call } from '../../core/service.ts';
import { tagging } from '../../core/tags.ts';
import { shortName } from './lookup.ts';
import { clusters, services, type Tags, taskDefinitions, tasks } from './state.ts';

export const {
  read: readTags,
  render: describeTags,
  listTagsForResource,
  tagResource,
  untagResource,
} = tagging({
  names: { list: 'tags', key: 'key', value: 'value', keys: 'tagKeys' },
  tagged,
  resources: (call) => [{ resource: call.input.string('resourceArn') ?? '*' }],
  tooMany: (most) =>
    new AwsError('InvalidParameterException', `A resource can have no more than ${most} tags.`),
});

function tagged(call: Call): { tags: Tags } {
  const arn = call.input.requiredString('resourceArn');
  const [kind, ...rest] = (arn.split(':').slice(5).join(':') || arn).split('/');
  switch (kind) {
    case 'cluster':
      return (
        call.table(clusters).get(shortName(arn)) ?? missing('ClusterNotFoundException', 'Cluster not found.')
      );
    case 'service':
      return (
        call.table(services).get(rest.join('/')) ?? missing('ServiceNotFoundException', 'Service not found.')
      );
    case 'task-definition':
      return call.table(taskDefinitions).get(shortName(arn)) ?? notFound(arn);
    case 'task':
      return call.table(tasks).get(arn) ?? notFound(arn);
    default:
      throw new AwsError('InvalidParameterException', `Invalid resource ARN: ${arn}`);
  }
}

function notFound(arn: string): never {
  return missing('ResourceNotFoundException', `The specified resource does not exist: ${arn}`);
}

function missing(code: string, message: string): never {
  throw new AwsError(code, message);
}
