/** Tags name a resource by its type and id; parameters are the only type that is here. */
import { AwsError } from '../../core/aws-error.ts';
import type { Action, Call } from '../../core/service.ts';
import { tagging } from '../../core/tags.ts';
import { findParameter, onNames } from './lookup.ts';
import type { Parameter } from './state.ts';

const shared = tagging({
  names: { list: 'Tags', key: 'Key', value: 'Value', keys: 'TagKeys' },
  tagged,
  resources: onNames('ResourceId'),
  tooMany: (most) => new AwsError('TooManyTagsError', `A parameter can have no more than ${most} tags.`),
});

export const { read: readTags } = shared;
export const addTagsToResource = shared.tagResource;
export const removeTagsFromResource = shared.untagResource;
export const listTagsForResource: Action = {
  handle: (call) => ({ TagList: shared.render(tagged(call).tags) }),
  resources: onNames('ResourceId'),
};

function tagged(call: Call): Parameter {
  const type = call.input.requiredString('ResourceType');
  const id = call.input.requiredString('ResourceId');
  const parameter = type === 'Parameter' ? findParameter(call, id) : undefined;
  if (parameter === undefined) {
    throw new AwsError('InvalidResourceId', `There is no ${type} ${id}.`);
  }
  return parameter;
}
