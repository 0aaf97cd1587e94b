import { AwsError } from '../../core/aws-error.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import { constraint } from './errors.ts';
import { type LogGroup, logGroups } from './state.ts';

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

/** The form in which IAM sees a log group, as in CloudWatch Logs' own messages about denied calls. */
export function logGroupResource(call: Call): AccessCheck[] {
  const name = call.input.string('logGroupName') ?? call.input.string('logGroupNamePrefix') ?? '';
  return [{ resource: call.arn('logs', `log-group:${name}:log-stream:`) }];
}

export function taggedResource(call: Call): AccessCheck[] {
  return [{ resource: call.input.string('resourceArn') ?? '*' }];
}
