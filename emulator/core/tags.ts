import type { AwsError } from './aws-error.ts';
import type { Input } from './input.ts';
import type { Action, Call } from './service.ts';

/**
 * What one resource may carry, in every service.
 * Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html ("Tag naming limits and requirements")
 */
const tagsPerResource = 50;

type Tags = Readonly<Record<string, string>>;

/** How a service says that there are too many; `most` is the limit. */
export type TooManyTags = (most: number) => AwsError;

/** @returns the tags, unless there are too many. */
export function limited<T extends object>(tags: T, tooMany: TooManyTags): T {
  if (Object.keys(tags).length > tagsPerResource) throw tooMany(tagsPerResource);
  return tags;
}

export function withTags(known: Tags, added: Tags, tooMany: TooManyTags): Record<string, string> {
  return limited({ ...known, ...added }, tooMany);
}

export function withoutTags(known: Tags, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(known).filter(([key]) => !keys.includes(key)));
}

export interface TaggingService {
  /** Names on the wire, which differ in case from service to service. */
  readonly names: {
    readonly list: string;
    readonly key: string;
    readonly value: string;
    readonly keys: string;
  };
  /** The resource that the call names. */
  readonly tagged: (call: Call) => { tags: Tags };
  readonly resources: NonNullable<Action['resources']>;
  readonly tooMany: TooManyTags;
}

export interface Tagging {
  /** The tags that a call brings. */
  readonly read: (input: Input) => Record<string, string>;
  readonly render: (tags: Tags) => Record<string, string>[];
  readonly listTagsForResource: Action;
  readonly tagResource: Action;
  readonly untagResource: Action;
}

/** The three actions of services that name one resource by its ARN and give tags as a list of pairs. */
export function tagging({ names, tagged, resources, tooMany }: TaggingService): Tagging {
  const read = (input: Input) =>
    limited(
      Object.fromEntries(
        input
          .structs(names.list)
          .map((tag) => [tag.requiredString(names.key), tag.string(names.value) ?? ''] as const),
      ),
      tooMany,
    );
  const render = (tags: Tags) =>
    Object.entries(tags).map(([key, value]) => ({ [names.key]: key, [names.value]: value }));
  return {
    read,
    render,
    listTagsForResource: { handle: (call) => ({ [names.list]: render(tagged(call).tags) }), resources },
    tagResource: {
      handle: (call) => {
        const resource = tagged(call);
        resource.tags = withTags(resource.tags, read(call.input), tooMany);
        return {};
      },
      resources,
    },
    untagResource: {
      handle: (call) => {
        const resource = tagged(call);
        resource.tags = withoutTags(resource.tags, call.input.strings(names.keys));
        return {};
      },
      resources,
    },
  };
}
