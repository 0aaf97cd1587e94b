/** Tags of hosted zones. Route 53 calls the resource type in the path: `hostedzone`, or `healthcheck`. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { elements, texts } from './elements.ts';
import { ownZone } from './lookup.ts';
import type { HostedZone } from './state.ts';

const MAX_CHANGED_TAGS = 10;

export const changeTagsForResource: Action = {
  handle: (call) => {
    const zone = taggedZone(call, call.input.requiredString('ResourceId'));
    const added = elements(call.input, 'AddTags', 'Tag').map(
      (tag) => [tag.requiredString('Key'), tag.string('Value') ?? ''] as const,
    );
    const removed = texts(call.input, 'RemoveTagKeys', 'Key');
    if (added.length === 0 && removed.length === 0) {
      throw new AwsError('InvalidInput', 'At least one of AddTags and RemoveTagKeys must be specified.');
    }
    if (added.length > MAX_CHANGED_TAGS || removed.length > MAX_CHANGED_TAGS) {
      throw new AwsError(
        'InvalidInput',
        `At most ${MAX_CHANGED_TAGS} tags can be added or removed in one request.`,
      );
    }
    const kept = Object.entries(zone.tags).filter(([key]) => !removed.includes(key));
    zone.tags = Object.fromEntries([...kept, ...added]);
    return {};
  },
};

export const listTagsForResource: Action = {
  handle: (call) => ({
    ResourceTagSet: tagSet(taggedZone(call, call.input.requiredString('ResourceId'))),
  }),
};

export const listTagsForResources: Action = {
  handle: (call) => ({
    ResourceTagSets: {
      ResourceTagSet: texts(call.input, 'ResourceIds', 'ResourceId').map((id) =>
        tagSet(taggedZone(call, id)),
      ),
    },
  }),
};

function taggedZone(call: Call, id: string): HostedZone {
  const type = call.input.requiredString('ResourceType');
  if (type === 'healthcheck') {
    throw new AwsError('NoSuchHealthCheck', `No health check exists with the specified ID: ${id}`, 404);
  }
  if (type !== 'hostedzone') throw new AwsError('InvalidInput', `Invalid resource type: ${type}`);
  return ownZone(call, id);
}

function tagSet(zone: HostedZone): Output {
  return {
    ResourceType: 'hostedzone',
    ResourceId: zone.id,
    Tags: { Tag: Object.entries(zone.tags).map(([Key, Value]) => ({ Key, Value })) },
  };
}
