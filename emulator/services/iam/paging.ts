import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';

/** `Marker` and `MaxItems`. */
export function iamPage<T>(items: readonly T[], input: Input) {
  const size = input.integer('MaxItems', { min: 1, max: 1000 }) ?? 100;
  const marker = input.string('Marker');
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64url').toString('utf8'));
  if (!Number.isInteger(start) || start < 0) throw new AwsError('ValidationError', 'Invalid Marker.');
  const end = start + size;
  const isTruncated = end < items.length;
  return {
    items: items.slice(start, end),
    paging: {
      IsTruncated: isTruncated,
      Marker: isTruncated ? Buffer.from(String(end)).toString('base64url') : undefined,
    },
  };
}
