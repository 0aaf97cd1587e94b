/** CloudWatch Logs groups and their streams: what a group is, and how its callers name it. */
import { AwsError } from '../../core/aws-error.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import { Collection } from '../../core/state.ts';

export interface LogStream {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface LogGroup {
  readonly name: string;
  /** Without the `:*` that DescribeLogGroups adds to its older `arn` field. */
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly logGroupClass: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  /** Days; absent means for ever. */
  retentionInDays: number | undefined;
  kmsKeyId: string | undefined;
  tags: Readonly<Record<string, string>>;
  streams: Readonly<Record<string, LogStream>>;
}

export const logGroups = new Collection<LogGroup>('logs', 'log-group');

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;

export function validGroupName(call: Call, field = 'logGroupName'): string {
  const name = call.input.requiredString(field);
  if (!NAME.test(name))
    throw constraint(name, field, `Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`);
  return name;
}

export function groupNamed(call: Call, name: string): LogGroup {
  const group = call.table(logGroups).get(name);
  if (group === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return group;
}

/** Newer calls name a group by its ARN, with or without `:*`. */
export function groupByArn(call: Call, arn: string): LogGroup {
  const group = call.table(logGroups).find((candidate) => candidate.arn === arn.replace(/:\*$/, ''));
  if (group === undefined) {
    throw new AwsError('ResourceNotFoundException', `The specified resource does not exist: ${arn}`);
  }
  return group;
}

/** A group by `logGroupName`, or by `logGroupIdentifier`, which is a name or an ARN. */
export function groupOf(call: Call): LogGroup {
  const identifier = call.input.string('logGroupIdentifier');
  if (identifier === undefined) return groupNamed(call, validGroupName(call));
  return identifier.startsWith('arn:') ? groupByArn(call, identifier) : groupNamed(call, identifier);
}

export function constraint(value: string, field: string, rule: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${rule}`,
  );
}

/** The form in which IAM sees a log group, as in CloudWatch Logs' own messages about denied calls. */
export function logGroupResource(call: Call): AccessCheck[] {
  const name = call.input.string('logGroupName') ?? call.input.string('logGroupNamePrefix') ?? '';
  return [{ resource: call.arn('logs', `log-group:${name}:log-stream:`) }];
}

export function taggedResource(call: Call): AccessCheck[] {
  return [{ resource: call.input.string('resourceArn') ?? '*' }];
}
