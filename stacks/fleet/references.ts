import { defined } from '../../domain/defined.ts';
import { nearestSpelling } from '../../domain/suggest.ts';
import type { Path, Problems } from './problems.ts';

/** Reports a reference to something that the file does not declare. @returns whether it is declared. */
export function checkReference(
  path: Path,
  id: string,
  what: string,
  declared: ReadonlySet<string>,
  problems: Problems,
): boolean {
  if (declared.has(id)) return true;
  const near = nearestSpelling(id, declared);
  const known = [...declared].slice(0, 5).join(', ');
  const fix = near
    ? `did you mean ${near}?`
    : known === ''
      ? `declare the ${what} first`
      : `use one that is: ${known}`;
  problems.add(path, `no ${what} "${id}" is declared`, fix);
  return false;
}

/** Reports ids that were seen before. @returns true the first time. */
export function checkUnique(
  path: Path,
  key: string,
  seen: Map<string, Path>,
  describeTwin: (first: Path) => readonly [message: string, fix: string],
  problems: Problems,
): boolean {
  const first = seen.get(key);
  if (first === undefined) {
    seen.set(key, path);
    return true;
  }
  problems.add(path, ...describeTwin(first));
  return false;
}

/** The entries of a list that are there, with their places. */
export function* present<T>(
  list: readonly (T | undefined)[] | undefined,
): Generator<[index: number, entry: T]> {
  for (const [index, entry] of (list ?? []).entries()) {
    if (entry !== undefined) yield [index, entry];
  }
}

/** The values of a list that are there. */
export function values<T>(list: readonly (T | undefined)[] | undefined): T[] {
  return [...present(list)].map(([, entry]) => entry);
}

/**
 * What a schema has checked, as a type without `undefined`: Zod types an optional key as possibly undefined. At run time the undefined keys
 * of the outermost mapping are left out; those further in are never set by a schema.
 */
export function exact<T extends object>(value: T): Exact<T> {
  return defined(value) as Exact<T>;
}

/** The type of a mapping in which no optional key is there with the value undefined, at any depth. */
export type Exact<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Key in keyof T]: undefined extends T[Key] ? Exact<Exclude<T[Key], undefined>> : Exact<T[Key]> }
    : T;
