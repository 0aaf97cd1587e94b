/**
 * The pause that a `Retry-After` header asks for, in milliseconds: it holds seconds or an HTTP date (RFC 9110, 10.2.3).
 * Undefined when there is none or it makes no sense.
 */
export function parseRetryAfter(value: string | undefined, now: number = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Date.parse would take much that is no date, such as "-5"; every HTTP date has the name of a month in it.
  if (!/[a-z]{3}/i.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
