import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { AccessCheck, Action, Call } from '../../core/service.ts';
import type { Output } from '../../protocols/output.ts';
import { shortName } from './lookup.ts';
import { clusters, services, type Tags, taskDefinitions, tasks } from './state.ts';

const MAX_TAGS = 50;

export function readTags(input: Input): Record<string, string> {
  const tags = Object.fromEntries(
    input.structs('tags').map((tag) => [tag.requiredString('key'), tag.string('value') ?? '']),
  );
  checkCount(tags);
  return tags;
}

export function describeTags(tags: Tags): Output[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

export const listTagsForResource: Action = {
  handle: (call) => ({ tags: describeTags(tagged(call).tags) }),
  resources: taggedResource,
};

export const tagResource: Action = {
  handle: (call) => {
    const resource = tagged(call);
    const tags = { ...resource.tags, ...readTags(call.input) };
    checkCount(tags);
    resource.tags = tags;
    return {};
  },
  resources: taggedResource,
};

export const untagResource: Action = {
  handle: (call) => {
    const resource = tagged(call);
    const keys = call.input.strings('tagKeys');
    resource.tags = Object.fromEntries(Object.entries(resource.tags).filter(([key]) => !keys.includes(key)));
    return {};
  },
  resources: taggedResource,
};

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

function taggedResource(call: Call): AccessCheck[] {
  return [{ resource: call.input.string('resourceArn') ?? '*' }];
}

function checkCount(tags: object): void {
  if (Object.keys(tags).length > MAX_TAGS) {
    throw new AwsError('InvalidParameterException', `A resource can have no more than ${MAX_TAGS} tags.`);
  }
}
