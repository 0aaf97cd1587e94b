import { AwsError } from '../../core/aws-error.ts';
import type { Action } from '../../core/service.ts';
import { tagging, withoutTags } from '../../core/tags.ts';
import { certificateOf, onCertificate } from './lookup.ts';

const tags = tagging({
  names: { list: 'Tags', key: 'Key', value: 'Value', keys: 'TagKeys' },
  tagged: certificateOf,
  resources: onCertificate,
  tooMany: (most) => new AwsError('TooManyTagsException', `A certificate can have no more than ${most} tags`),
});

export const readTags = tags.read;
export const listTagsForCertificate = tags.listTagsForResource;
export const addTagsToCertificate = tags.tagResource;

/** Names whole tags, where other services name keys. */
export const removeTagsFromCertificate: Action = {
  handle: (call) => {
    const item = certificateOf(call);
    item.tags = withoutTags(item.tags, Object.keys(readTags(call.input)));
    return {};
  },
  resources: onCertificate,
};
