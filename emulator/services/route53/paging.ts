import type { Input } from '../../core/input.ts';

export const MAX_ITEMS = 100;
export const MAX_RECORDS = 300;

/** `maxitems` of a list call: a larger number than AWS returns at once is cut, not refused. */
export function maxItems(input: Input, most: number): number {
  return Math.min(input.integer('maxitems', { min: 1 }) ?? most, most);
}

/** The page that starts at the first item for which `isAtOrAfter` holds, and the item that starts the next page. */
export function page<T>(
  sorted: readonly T[],
  size: number,
  isAtOrAfter: (item: T) => boolean,
): { readonly items: readonly T[]; readonly next: T | undefined } {
  const start = sorted.findIndex(isAtOrAfter);
  if (start === -1) return { items: [], next: undefined };
  return { items: sorted.slice(start, start + size), next: sorted[start + size] };
}
