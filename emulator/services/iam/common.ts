import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import { MalformedPolicy, parsePolicy } from '../../core/policy-document.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import { limited } from '../../core/tags.ts';
import type { IamTags } from './state.ts';

/** IAM's ARNs have no region. */
export function iamArn(call: Call, resource: string): string {
  return call.arn('iam', resource, { region: '' });
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', message, 409);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', message, 409);
}

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

/** A name of up to `limit` of IAM's characters. */
export function readName(input: Input, parameter: string, limit: number): string {
  const name = input.requiredString(parameter);
  if (name.length > limit || !/^[\w+=,.@-]+$/.test(name)) {
    throw new AwsError(
      'ValidationError',
      `The specified value for ${parameter} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_- and at most ${limit} of them`,
    );
  }
  return name;
}

export function readPath(input: Input): string {
  const path = input.string('Path') ?? '/';
  if (!/^\/([!-~]+\/)?$/.test(path) || path.length > 512) {
    throw new AwsError(
      'ValidationError',
      `The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`,
    );
  }
  return path;
}

export function readIamTags(input: Input): IamTags {
  const tags: IamTags = {};
  for (const tag of input.structs('Tags')) tags[tag.requiredString('Key')] = tag.string('Value') ?? '';
  return limited(
    tags,
    (most) => new AwsError('LimitExceeded', `Cannot exceed quota for TagsPerResource: ${most}`, 409),
  );
}

export function renderIamTags(tags: IamTags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

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

/** The check for a role, whose ARN has its path, by the name in a parameter. */
export function onArn(read: (call: Call) => string): (call: Call) => AccessCheck[] {
  return (call) => [{ resource: read(call) }];
}
