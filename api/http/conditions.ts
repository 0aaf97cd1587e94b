import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../operations/problem.ts';
import type { IfVersions } from '../store/versions.ts';

/** Conditional requests: https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests */

export function etag(row: { readonly version: number }): string {
  return `"${row.version}"`;
}

/** The versions of If-Match; undefined when the caller does not care (no header, or `*`). */
export function ifMatch(headers: IncomingHttpHeaders): IfVersions | undefined {
  const header = headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  // A weak tag never matches here: it does not promise that the resource is the same. And tags are opaque: one that
  // merely reads as the number of a version ("007", "7.0") is none that was ever given out.
  return tags(header, 'if-match')
    .filter((tag) => !tag.weak && /^[1-9]\d{0,15}$/.test(tag.value))
    .map((tag) => Number(tag.value));
}

/** Whether If-None-Match names the version that the caller would get. */
export function isKnown(headers: IncomingHttpHeaders, row: { readonly version: number }): boolean {
  return matchesAny(headers['if-none-match'], 'if-none-match', etag(row));
}

/** Whether the header is `*` or lists the entity tag, compared weakly: letter by letter, `W/` aside. */
export function matchesAny(header: string | undefined, name: string, current: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return tags(header, name).some((tag) => `"${tag.value}"` === current);
}

interface Tag {
  readonly weak: boolean;
  readonly value: string;
}

const element = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e]*)")?[ \t]*(?:,|$)/y;

/** A list of entity tags. Commas may stand in a tag, and elements of the list may be empty, as RFC 9110 has it. */
function tags(header: string, name: string): Tag[] {
  const found: Tag[] = [];
  let at = 0;
  while (at < header.length) {
    element.lastIndex = at;
    const match = element.exec(header);
    if (!match) throw refuse(name, header.slice(at).trim());
    if (match[2] !== undefined) found.push({ weak: match[1] !== undefined, value: match[2] });
    at = element.lastIndex;
  }
  if (found.length === 0) throw refuse(name, header.trim());
  return found;
}

function refuse(name: string, text: string): ProblemError {
  return new ProblemError('validation_failed', `header ${name}: ${text} is not an entity tag`, {
    errors: [
      {
        in: 'header',
        pointer: `/${name}`,
        code: 'format',
        message: 'is not an entity tag',
        fix: 'send the ETag as it was received, quotes included',
      },
    ],
  });
}
