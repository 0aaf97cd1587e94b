/** Tags of load balancers, target groups and listeners. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { Action, Call } from '../../core/service.ts';
import { limited, withoutTags, withTags } from '../../core/tags.ts';
import { listeners, loadBalancers, targetGroups } from './state.ts';

const MAX_RESOURCES = 20;

interface Tagged {
  readonly arn: string;
  tags: Readonly<Record<string, string>>;
}

export function readTags(input: Input): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const tag of input.structs('Tags')) {
    const key = tag.requiredString('Key');
    if (Object.hasOwn(tags, key)) {
      throw new AwsError('DuplicateTagKeys', `The tag key '${key}' was specified more than once`);
    }
    tags[key] = tag.string('Value') ?? '';
  }
  return limited(tags, tooMany);
}

export const describeTags: Action = {
  handle: (call) => ({
    TagDescriptions: taggedResources(call).map(({ arn, tags }) => ({
      ResourceArn: arn,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  }),
};

export const addTags: Action = {
  handle: (call) => {
    const given = readTags(call.input);
    const resources = taggedResources(call);
    for (const resource of resources) withTags(resource.tags, given, tooMany);
    for (const resource of resources) resource.tags = { ...resource.tags, ...given };
    return {};
  },
  resources: (call) => call.input.strings('ResourceArns').map((resource) => ({ resource })),
};

export const removeTags: Action = {
  handle: (call) => {
    const keys = call.input.strings('TagKeys');
    for (const resource of taggedResources(call)) {
      resource.tags = withoutTags(resource.tags, keys);
    }
    return {};
  },
  resources: (call) => call.input.strings('ResourceArns').map((resource) => ({ resource })),
};

function taggedResources(call: Call): Tagged[] {
  const arns = call.input.strings('ResourceArns');
  if (arns.length === 0) throw call.input.missing('ResourceArns');
  if (arns.length > MAX_RESOURCES) {
    throw new AwsError('ValidationError', `At most ${MAX_RESOURCES} resources can be named at once`);
  }
  return arns.map((arn) => taggedResource(call, arn));
}

function taggedResource(call: Call, arn: string): Tagged {
  const kind = arn.split(':')[5]?.split('/')[0];
  switch (kind) {
    case 'loadbalancer':
      return (
        call.table(loadBalancers).get(arn) ??
        missing('LoadBalancerNotFound', `Load balancers '[${arn}]' not found`)
      );
    case 'targetgroup':
      return (
        call.table(targetGroups).get(arn) ??
        missing('TargetGroupNotFound', `Target groups '[${arn}]' not found`)
      );
    case 'listener':
      return call.table(listeners).get(arn) ?? missing('ListenerNotFound', 'One or more listeners not found');
    default:
      throw new AwsError('ValidationError', `'${arn}' is not a valid resource ARN`);
  }
}

function missing(code: string, message: string): never {
  throw new AwsError(code, message);
}

function tooMany(most: number): AwsError {
  return new AwsError('TooManyTags', `A resource can have no more than ${most} tags`);
}
