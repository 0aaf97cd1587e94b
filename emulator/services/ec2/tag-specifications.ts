import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import { limited } from '../../core/tags.ts';
import { invalidParameter } from './errors.ts';
import type { Tags } from './state.ts';

/** `tagSet` as every EC2 resource has it. */
export function renderTags(tags: Tags) {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** The tags that a create call wants for resources of one type, from its `TagSpecification` list. */
export function requestedTags(input: Input, resourceType: string): Tags {
  const tags: Tags = {};
  for (const specification of input.structs('TagSpecification')) {
    if (specification.requiredString('ResourceType') !== resourceType) continue;
    Object.assign(tags, readTags(specification));
  }
  checkTags(tags);
  return tags;
}

export function readTags(input: Input): Tags {
  const tags: Tags = {};
  for (const tag of input.structs('Tag')) {
    const key = tag.requiredString('Key');
    if (Object.hasOwn(tags, key)) throw invalidParameter(`Duplicate tag key '${key}' specified.`);
    tags[key] = tag.string('Value') ?? '';
  }
  return tags;
}

export function checkTags(tags: Tags): void {
  for (const [key, value] of Object.entries(tags)) {
    if (key.toLowerCase().startsWith('aws:')) {
      throw invalidParameter('Tag keys starting with aws: are reserved for internal use');
    }
    if (key.length > 128) throw invalidParameter(`Tag key exceeds the maximum length of 128 characters`);
    if (value.length > 256) throw invalidParameter(`Tag value exceeds the maximum length of 256 characters`);
  }
  limited(
    tags,
    (most) => new AwsError('TagLimitExceeded', `The maximum number of tags per resource is ${most}.`),
  );
}
