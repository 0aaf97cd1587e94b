import { AwsError } from '../core/aws-error.ts';
import type { Tree } from '../core/input.ts';

const MAX_PARAMETERS = 5_000;
const MAX_DEPTH = 12;
/** Names that a plain object would take as its own machinery. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

type Branch = { [name: string]: string | Branch };

/**
 * The parameters of the query protocols as a tree: `Filter.1.Value.2=x` becomes `{ Filter: { 1: { Value: { 2: 'x' } } } }`.
 * The layer `member`, which the query protocol (not EC2's) puts around list items, is dropped.
 */
export function parseForm(text: string): Tree {
  const root: Branch = Object.create(null);
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (++count > MAX_PARAMETERS) throw malformed(`more than ${MAX_PARAMETERS} parameters`);
    const path = name.split('.').filter((part) => part !== 'member');
    if (path.length === 0 || path.length > MAX_DEPTH) throw malformed(`parameter name ${shorten(name)}`);
    if (path.some((part) => part === '' || FORBIDDEN.has(part)))
      throw malformed(`parameter name ${shorten(name)}`);
    assign(root, path, value, name);
  }
  return root;
}

function assign(root: Branch, path: readonly string[], value: string, name: string): void {
  let branch = root;
  for (const part of path.slice(0, -1)) {
    const next = branch[part];
    if (next === undefined || next === '') {
      const made: Branch = Object.create(null);
      branch[part] = made;
      branch = made;
    } else if (typeof next === 'string') {
      throw malformed(`parameter ${shorten(name)} contradicts another one`);
    } else {
      branch = next;
    }
  }
  const leaf = path[path.length - 1] ?? '';
  if (typeof branch[leaf] === 'object' && value !== '') {
    throw malformed(`parameter ${shorten(name)} contradicts another one`);
  }
  if (typeof branch[leaf] !== 'object') branch[leaf] = value;
}

function malformed(why: string): AwsError {
  return new AwsError('MalformedQueryString', `The query string is malformed: ${why}`);
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
