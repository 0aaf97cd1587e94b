import { isTree } from '../../core/input.ts';
import type { OutputValue } from '../../core/output.ts';

/** A part of a JSON request that is kept and given back as it came. */
export function asDocument(value: unknown): OutputValue {
  if (Array.isArray(value)) return value.map((item: unknown) => asDocument(item));
  if (isTree(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asDocument(field)]));
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return undefined;
}
