import type { AccessCheck, Call } from '../../core/service.ts';
import type { Collection } from '../../core/state.ts';
import type { Tags } from './state.ts';
import { readTags } from './tag-specifications.ts';

type Context = NonNullable<AccessCheck['context']>;

/** The check for an existing resource, with its tags as condition keys. */
export function existing<T extends { tags: Tags }>(
  call: Call,
  type: string,
  id: string,
  collection: Collection<T>,
  context: Context = {},
): AccessCheck {
  const tags = call.table(collection).get(id)?.tags ?? {};
  return { resource: call.arn('ec2', `${type}/${id}`), context: { ...tagContext(tags), ...context } };
}

/**
 * The checks for a resource that is about to be made: the action itself on `<type>/*`, and `ec2:CreateTags` when the
 * request brings tags.
 */
export function creating(call: Call, type: string, context: Context = {}): AccessCheck[] {
  const resource = call.arn('ec2', `${type}/*`);
  const tags: Tags = Object.assign(
    {},
    ...call.input
      .structs('TagSpecification')
      .filter((specification) => specification.string('ResourceType') === type)
      .map(readTags),
  );
  const requested = requestContext(tags);
  const checks: AccessCheck[] = [{ resource, context: { ...context, ...requested } }];
  if (Object.keys(tags).length > 0) {
    checks.push({
      resource,
      action: 'ec2:CreateTags',
      context: { ...context, ...requested, 'ec2:CreateAction': call.action },
    });
  }
  return checks;
}

/** `resources` of an action on one existing resource that a parameter names. */
export function onExisting<T extends { tags: Tags }>(
  type: string,
  parameter: string,
  collection: Collection<T>,
) {
  return (call: Call): AccessCheck[] => [
    existing(call, type, call.input.requiredString(parameter), collection),
  ];
}

/** `resources` of an action on several existing resources. */
export function onEach<T extends { tags: Tags }>(type: string, parameter: string, collection: Collection<T>) {
  return (call: Call): AccessCheck[] =>
    call.input.strings(parameter).map((id) => existing(call, type, id, collection));
}

export function requestContext(tags: Tags): Context {
  return {
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(Object.keys(tags).length > 0 ? { 'aws:TagKeys': Object.keys(tags) } : {}),
  };
}

function tagContext(tags: Tags): Context {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
  );
}
