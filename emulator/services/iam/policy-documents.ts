import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import { MalformedPolicy, parsePolicy } from '../../core/policy-document.ts';

/** The document as it was given, checked for form. */
export function readDocument(
  input: Input,
  parameter: string,
  kind: 'identity' | 'trust',
  limit: number,
): string {
  const text = input.requiredString(parameter);
  if (text.replace(/\s/g, '').length > limit) {
    throw new AwsError('LimitExceeded', `Cannot exceed quota for PolicySize: ${limit}`, 409);
  }
  try {
    parsePolicy(text, kind);
  } catch (error) {
    if (error instanceof MalformedPolicy) throw new AwsError('MalformedPolicyDocument', error.message);
    throw error;
  }
  return text;
}

/** IAM sends documents percent-encoded. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
