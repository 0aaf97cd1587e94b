import type { AwsError } from './aws-error.ts';
import type { Input } from './input.ts';

/** How one service's list calls ask for pages: AWS's services differ in the names, the sizes and the error alone. */
export interface Paging {
  /** Wire name of the parameter that takes the token of the page before. */
  readonly token: string;
  /** How many items the call wants at most. */
  readonly size: (input: Input) => number;
  readonly invalidToken: (token: string) => AwsError;
  /** Whether pages are in the order of their keys. Without it they keep the order given. */
  readonly sorted?: boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The token of the next page; undefined on the last. */
  readonly next: string | undefined;
}

/** One page of a list. The token names the last item seen, so that no item is lost when others go in between. */
export type Pager = <T>(input: Input, items: readonly T[], key: (item: T) => string) => Page<T>;

export function pager({ token, size, invalidToken, sorted = false }: Paging): Pager {
  return (input, items, key) => {
    const wanted = size(input);
    const given = input.string(token);
    const last = given === undefined || given === '' ? undefined : decode(given);
    if (last === 'invalid') throw invalidToken(given ?? '');
    const all = sorted ? [...items].sort((a, b) => compare(key(a), key(b))) : items;
    const start = last === undefined ? 0 : positionAfter(all.map(key), last, sorted);
    const end = start + wanted;
    const shown = all.slice(start, end);
    const lastShown = shown.at(-1);
    const next =
      end < all.length && lastShown !== undefined
        ? encode({ index: end - 1, key: key(lastShown) })
        : undefined;
    return { items: shown, next };
  };
}

interface LastSeen {
  readonly index: number;
  readonly key: string;
}

/** Where to go on. Where the last item seen is gone, the one behind it has taken its place. */
function positionAfter(keys: readonly string[], last: LastSeen, sorted: boolean): number {
  const found = keys.indexOf(last.key);
  if (found !== -1) return found + 1;
  if (!sorted) return Math.min(last.index, keys.length);
  const next = keys.findIndex((key) => key > last.key);
  return next === -1 ? keys.length : next;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function encode({ index, key }: LastSeen): string {
  return Buffer.from(JSON.stringify([index, key])).toString('base64url');
}

function decode(token: string): LastSeen | 'invalid' {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return 'invalid';
  }
  if (!Array.isArray(decoded) || decoded.length !== 2) return 'invalid';
  const [index, key] = decoded as unknown[];
  if (!Number.isInteger(index) || (index as number) < 0 || typeof key !== 'string') return 'invalid';
  return { index: index as number, key };
}
