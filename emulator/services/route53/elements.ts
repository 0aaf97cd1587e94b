import type { Input } from '../../core/input.ts';

/** The items of an XML list: `elements(input, 'Changes', 'Change')`. One item alone is no array in parsed XML. */
export function elements(input: Input, wrapper: string, item: string): Input[] {
  const list = input.struct(wrapper);
  if (list === undefined || !list.has(item)) return [];
  if (Array.isArray(list.raw(item))) return list.structs(item);
  const only = list.struct(item);
  return only === undefined ? [] : [only];
}

/** The same for a list of plain texts. */
export function texts(input: Input, wrapper: string, item: string): string[] {
  const list = input.struct(wrapper);
  if (list === undefined || !list.has(item)) return [];
  return Array.isArray(list.raw(item)) ? list.strings(item) : [list.requiredString(item)];
}
