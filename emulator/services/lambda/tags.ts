import type { Input } from '../../core/input.ts';
import type { Action, Call } from '../../core/service.ts';
import { limited, withoutTags, withTags } from '../../core/tags.ts';
import { restAnswer } from '../../protocols/rest.ts';
import { invalidParameter, notFound } from './errors.ts';
import { functions, type LambdaFunction } from './state.ts';

export function readTags(input: Input): Record<string, string> {
  return limited(Object.fromEntries(input.map('Tags')), tooMany);
}

export const listTags: Action = {
  handle: (call) => ({ Tags: { ...tagged(call).tags } }),
  resources: onArn,
};

export const tagResource: Action = {
  handle: (call) => {
    const item = tagged(call);
    item.tags = withTags(item.tags, readTags(call.input), tooMany);
    return restAnswer({}, { status: 204, empty: true });
  },
  resources: onArn,
};

export const untagResource: Action = {
  handle: (call) => {
    const item = tagged(call);
    item.tags = withoutTags(item.tags, call.input.strings('tagKeys'));
    return restAnswer({}, { status: 204, empty: true });
  },
  resources: onArn,
};

function onArn(call: Call) {
  return [{ resource: call.input.requiredString('ARN') }];
}

function tagged(call: Call): LambdaFunction {
  const arn = call.input.requiredString('ARN');
  const item = call.table(functions).find((each) => each.arn === arn);
  if (item === undefined) throw notFound(`Function not found: ${arn}`);
  return item;
}

function tooMany(most: number) {
  return invalidParameter(`The resource cannot have more than ${most} tags`);
}
