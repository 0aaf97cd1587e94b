import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../problem.ts';
import type { IfVersions } from '../store/versions.ts';

/** Conditional requests: https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests */

export function etag(row: { readonly version: number }): string {
  return `"${row.version}"`;
}

/** The versions of If-Match; undefined when the caller does not care (no header, or `*`). */
export function ifMatch(headers: IncomingHttpHeaders): IfVersions | undefined {
  const header = headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  // A weak tag never matches here: it does not promise that the resource is the same.
  return tags(header, 'if-match')
    .filter((tag) => !tag.weak)
    .map((tag) => Number(tag.value));
}

/** Whether If-None-Match names the version that the caller would get. */
export function isKnown(headers: IncomingHttpHeaders, row: { readonly version: number }): boolean {
  const header = headers['if-none-match'];
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return tags(header, 'if-none-match').some((tag) => tag.value === String(row.version));
}

function tags(header: string, name: string): { weak: boolean; value: string }[] {
  return header.split(',').map((part) => {
    const match = /^(W\/)?"([\x21\x23-\x7e]*)"$/.exec(part.trim());
    if (!match) {
      throw new ProblemError('validation_failed', `header ${name}: ${part.trim()} is not an entity tag`, {
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
    return { weak: match[1] !== undefined, value: match[2] ?? '' };
  });
}
