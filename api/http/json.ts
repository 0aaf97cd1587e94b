import { defined } from '../../domain/defined.ts';
import { ProblemError } from '../operations/problem.ts';

/** Levels of objects and arrays in one another; the contract's deepest body has four. */
const deepest = 32;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A body as JSON.
 *
 * @throws ProblemError `malformed_json` for what is no UTF-8, no JSON, too deep, or names the prototype of an object.
 */
export function parseJson(bytes: Buffer): unknown {
  let text: string;
  try {
    // Strict: bytes that are no UTF-8 would otherwise be stored as U+FFFD without a word.
    text = strictUtf8.decode(bytes);
  } catch (error) {
    throw malformed('it is not encoded as UTF-8', error);
  }
  if (depthOf(text) > deepest) throw malformed(`it is nested more than ${deepest} levels deep`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error), error);
  }
  refusePrototypes(value);
  return value;
}

/** How deep brackets are nested, those in strings aside. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charCodeAt(i);
    if (quoted) {
      if (character === 0x5c) i += 1;
      else if (character === 0x22) quoted = false;
    } else if (character === 0x22) quoted = true;
    else if (character === 0x5b || character === 0x7b) {
      depth += 1;
      if (depth > most) most = depth;
    } else if (character === 0x5d || character === 0x7d) depth -= 1;
  }
  return most;
}

/** Keys that mean something else than data to JavaScript, when objects are copied carelessly. */
function refusePrototypes(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (
      key === '__proto__' ||
      (key === 'constructor' && isObject(item) && Object.hasOwn(item, 'prototype'))
    ) {
      throw malformed(`the name ${key} is not allowed`);
    }
    refusePrototypes(item);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function malformed(why: string, cause?: unknown): ProblemError {
  return new ProblemError('malformed_json', `The body is not well-formed JSON: ${why}.`, defined({ cause }));
}
