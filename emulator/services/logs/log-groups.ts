import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { constraint } from './errors.ts';
import { groupNamed, groupOf, logGroupResource, validGroupName } from './lookup.ts';
import { page } from './paging.ts';
import { type LogGroup, logGroups } from './state.ts';
import { readTags } from './tags.ts';

const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const CLASSES = ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] as const;
const KMS_KEY = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;

export const createLogGroup: Action = {
  handle: (call) => {
    const name = validGroupName(call);
    const groups = call.table(logGroups);
    if (groups.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    groups.put(name, {
      name,
      arn: call.arn('logs', `log-group:${name}`),
      createdAt: call.now().getTime(),
      logGroupClass: readClass(call),
      retentionInDays: undefined,
      kmsKeyId: readKmsKey(call),
      tags: readTags(call),
      streams: {},
    });
    return {};
  },
  resources: logGroupResource,
};

export const describeLogGroups: Action = {
  handle: (call) => {
    const prefix = call.input.string('logGroupNamePrefix') ?? '';
    const pattern = call.input.string('logGroupNamePattern') ?? '';
    const groups = call
      .table(logGroups)
      .visible()
      .filter((group) => group.name.startsWith(prefix) && group.name.includes(pattern))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = page(call.input, groups, (group) => group.name);
    return { logGroups: items.map(describe), nextToken: next };
  },
  resources: logGroupResource,
};

export const deleteLogGroup: Action = {
  handle: (call) => {
    call.table(logGroups).delete(groupNamed(call, validGroupName(call)).name);
    return {};
  },
  resources: logGroupResource,
};

export const putRetentionPolicy: Action = {
  handle: (call) => {
    const days = call.input.integer('retentionInDays');
    if (days === undefined) throw call.input.missing('retentionInDays');
    if (!RETENTION_DAYS.includes(days)) {
      throw constraint(
        String(days),
        'retentionInDays',
        `Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
      );
    }
    groupNamed(call, validGroupName(call)).retentionInDays = days;
    return {};
  },
  resources: logGroupResource,
};

export const deleteRetentionPolicy: Action = {
  handle: (call) => {
    groupNamed(call, validGroupName(call)).retentionInDays = undefined;
    return {};
  },
  resources: logGroupResource,
};

export const associateKmsKey: Action = {
  handle: (call) => {
    const key = readKmsKey(call);
    if (key === undefined) throw call.input.missing('kmsKeyId');
    groupOf(call).kmsKeyId = key;
    return {};
  },
  resources: logGroupResource,
};

export const disassociateKmsKey: Action = {
  handle: (call) => {
    groupOf(call).kmsKeyId = undefined;
    return {};
  },
  resources: logGroupResource,
};

function readClass(call: Call): LogGroup['logGroupClass'] {
  const given = call.input.string('logGroupClass') ?? 'STANDARD';
  const found = CLASSES.find((known) => known === given);
  if (found === undefined) {
    throw constraint(given, 'logGroupClass', `Member must satisfy enum value set: [${CLASSES.join(', ')}]`);
  }
  return found;
}

function readKmsKey(call: Call): string | undefined {
  const key = call.input.string('kmsKeyId');
  if (key !== undefined && !KMS_KEY.test(key)) {
    throw new AwsError(
      'InvalidParameterException',
      `The specified KMS Key Id could not be found: '${key}' is not the ARN of a key`,
    );
  }
  return key;
}

function describe(group: LogGroup): Output {
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionInDays,
    metricFilterCount: 0,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    storedBytes: 0,
    kmsKeyId: group.kmsKeyId,
    logGroupClass: group.logGroupClass,
  };
}
