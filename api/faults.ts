import { isNativeError } from 'node:util/types';

/**
 * Looking at what was thrown. Not by `instanceof Error`: errors that come from another realm (Node's own, seen from a
 * vm context) are none by that measure.
 */
export function asError(fault: unknown): Error {
  return isNativeError(fault) || fault instanceof Error ? fault : new Error(String(fault));
}

/** The `code` of errors of Node and of PostgreSQL. */
export function codeOf(fault: unknown): string | undefined {
  return textOf(fault, 'code');
}

/** The constraint that PostgreSQL found violated. */
export function constraintOf(fault: unknown): string | undefined {
  return textOf(fault, 'constraint');
}

/** What PostgreSQL, or a trigger of ours, adds to the message. */
export function detailOf(fault: unknown): string | undefined {
  return textOf(fault, 'detail');
}

function textOf(fault: unknown, name: 'code' | 'constraint' | 'detail'): string | undefined {
  if (typeof fault !== 'object' || fault === null || !(name in fault)) return undefined;
  const value: unknown = (fault as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
