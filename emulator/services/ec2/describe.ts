import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import type { Collection } from '../../core/state.ts';
import { model } from '../../models/ec2.generated.ts';
import { invalidParameter, type Kind, notFound } from './errors.ts';
import { page } from './paging.ts';
import type { Tags } from './state.ts';

type FilterValue = string | number | boolean | undefined | readonly (string | number | boolean | undefined)[];

/** The value or values of a resource that a filter of this name looks at. */
export type FilterTable<T> = Readonly<Record<string, (item: T, call: Call) => FilterValue>>;

export interface DescribeOptions<T extends object> {
  readonly collection: Collection<T>;
  /** Wire name of the parameter with ids. Without it only filters select. */
  readonly idParameter?: string;
  readonly id: (item: T) => string;
  readonly kind?: Kind;
  readonly filters: FilterTable<T>;
  readonly set: string;
  readonly render: (item: T, call: Call) => Output;
}

/** A describe call: by ids, by filters, in pages. An unknown id is an error, filters that match nothing are not. */
export function describeAction<T extends object>(options: DescribeOptions<T>): Action {
  return {
    handle: (call) => {
      let items = call.table(options.collection).visible();
      if (options.idParameter !== undefined) {
        const ids = call.input.strings(options.idParameter);
        checkPaging(call, options.idParameter, ids);
        items = selectIds(items, ids, options);
      }
      items = applyFilters(items, call, options.filters);
      const shown = page(call.input, items, options.id);
      return {
        [options.set]: shown.items.map((item) => options.render(item, call)),
        nextToken: shown.next,
      };
    },
  };
}

function selectIds<T extends object>(items: T[], ids: readonly string[], options: DescribeOptions<T>): T[] {
  if (ids.length === 0) return items;
  const byId = new Map(items.map((item) => [options.id(item), item]));
  return [...new Set(ids)].map((id) => {
    const item = byId.get(id);
    if (item === undefined) {
      throw options.kind === undefined
        ? invalidParameter(`'${id}' does not exist`)
        : notFound(options.kind, id);
    }
    return item;
  });
}

function checkPaging(call: Call, idParameter: string, ids: readonly string[]): void {
  if (ids.length === 0 || !call.input.has('MaxResults')) return;
  if (model.actions[call.action]?.pagesExcludeIds !== true) return;
  throw new AwsError(
    'InvalidParameterCombination',
    `The parameter ${idParameter} cannot be used with the parameter MaxResults`,
  );
}

/** Of all filters of a call together. */
const MAX_FILTER_VALUES = 200;

/** Filters are joined by and, a filter's values by or; `*` and `?` are wildcards. Case counts. */
export function applyFilters<T extends object>(items: T[], call: Call, table: FilterTable<T>): T[] {
  const filters = call.input
    .structs('Filter')
    .map((filter) => ({ name: filter.requiredString('Name'), values: filter.strings('Value') }));
  if (filters.reduce((sum, { values }) => sum + values.length, 0) > MAX_FILTER_VALUES) {
    throw new AwsError(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${MAX_FILTER_VALUES}`,
    );
  }
  const tests = filters.map(({ name, values }) => {
    const patterns = values.map(wildcard);
    const read = valuesOf(name, table, call);
    return (item: T) => read(item, call).some((value) => patterns.some((pattern) => pattern.test(value)));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

function valuesOf<T extends object>(
  name: string,
  table: FilterTable<T>,
  call: Call,
): (item: T, call: Call) => string[] {
  const read = Object.hasOwn(table, name) ? table[name] : undefined;
  if (read !== undefined) {
    return (item, at) => {
      const value = read(item, at);
      const list = Array.isArray(value) ? value : [value];
      return list.filter((entry) => entry !== undefined).map(String);
    };
  }
  // Only what can carry tags is found by them.
  const isTagged = model.actions[call.action]?.filters?.includes('tag') === true;
  const tags = (item: T): Tags => ('tags' in item ? (item.tags as Tags) : {});
  if (isTagged && name === 'tag-key') return (item) => Object.keys(tags(item));
  if (isTagged && name === 'tag-value') return (item) => Object.values(tags(item));
  if (isTagged && name.startsWith('tag:')) {
    const key = name.slice(4);
    return (item) => (Object.hasOwn(tags(item), key) ? [tags(item)[key] ?? ''] : []);
  }
  throw invalidParameter(`The filter '${name}' is invalid`);
}

/** AWS's wildcards in filters: `*`, `?`, and a backslash that takes their meaning away. */
export function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|([*?])|([.+^${}()|[\]\\])/gs, (_all, escaped, joker, special) => {
    if (joker !== undefined) return joker === '*' ? '.*' : '.';
    return `\\${escaped ?? special}`.replace(/^\\([a-zA-Z0-9])$/, '$1');
  });
  return new RegExp(`^${source}$`, 's');
}
