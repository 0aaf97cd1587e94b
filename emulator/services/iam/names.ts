import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';

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
