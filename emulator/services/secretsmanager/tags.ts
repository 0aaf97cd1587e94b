import { tagging } from '../../core/tags.ts';
import { invalidRequest } from './errors.ts';
import { liveSecret, secretResource } from './lookup.ts';

export const {
  read: readTags,
  render: renderTags,
  tagResource,
  untagResource,
} = tagging({
  names: { list: 'Tags', key: 'Key', value: 'Value', keys: 'TagKeys' },
  tagged: liveSecret,
  resources: secretResource,
  tooMany: (most) => invalidRequest(`A secret can have no more than ${most} tags.`),
});
