import { ConfigurationError } from '../errors/index.ts';

/** Set by the client itself: another value would break it. */
const own = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'idempotency-key',
  'x-request-id',
]);

/** The user's headers with names in lower case. Values never appear in an error: they may be secret. */
export function checkHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(lower)) {
      throw new ConfigurationError(`${JSON.stringify(name)} is not a header name.`);
    }
    if (own.has(lower)) throw new ConfigurationError(`The header ${lower} is set by the client itself.`);
    if (typeof value !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new ConfigurationError(`The value of the header ${lower} is not a single line of text.`);
    }
    checked[lower] = value;
  }
  return checked;
}
