/** Secrets: create, describe, list, change, delete, restore. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { invalidParameter, invalidRequest } from './errors.ts';
import { liveSecret, secretOf, secretResource } from './lookup.ts';
import { page } from './paging.ts';
import { type Secret, secrets } from './state.ts';
import { readTags, renderTags } from './tags.ts';
import { addVersion, hasValue } from './versions.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const DAY_SECONDS = 24 * 3600;

export const createSecret: Action = {
  handle: (call) => {
    const name = call.input.requiredString('Name');
    if (!/^[\w/+=.@-]{1,512}$/.test(name)) {
      throw new AwsError(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      );
    }
    const existing = call.table(secrets).get(name);
    if (existing?.deletedAt !== undefined) {
      throw invalidRequest(
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (existing !== undefined) {
      throw new AwsError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const now = call.now().getTime();
    const secret: Secret = {
      arn: call.arn('secretsmanager', `secret:${name}-${sixCharacters(call)}`),
      name,
      description: call.input.string('Description'),
      kmsKeyId: call.input.string('KmsKeyId'),
      createdAt: now,
      changedAt: now,
      accessedAt: undefined,
      deletedAt: undefined,
      deletionDate: undefined,
      resourcePolicy: undefined,
      tags: readTags(call.input),
      versions: [],
    };
    const version = hasValue(call) ? addVersion(call, secret) : undefined;
    call.table(secrets).put(name, secret);
    return { ARN: secret.arn, Name: name, VersionId: version?.versionId };
  },
  resources: (call) => [
    { resource: call.arn('secretsmanager', `secret:${call.input.string('Name') ?? ''}-??????`) },
  ],
};

export const describeSecret: Action = {
  handle: (call) => {
    const secret = secretOf(call);
    return { ...describe(secret), VersionIdsToStages: stagesOf(secret) };
  },
  resources: secretResource,
};

export const listSecrets: Action = {
  handle: (call) => {
    const all = call.input.boolean('IncludePlannedDeletion') === true;
    const filters = call.input
      .structs('Filters')
      .map((filter) => ({ key: filter.string('Key') ?? 'all', values: filter.strings('Values') }));
    const found = call
      .table(secrets)
      .visible()
      .filter((secret) => all || secret.deletedAt === undefined)
      .filter((secret) =>
        filters.every(({ key, values }) => values.some((value) => matches(secret, key, value))),
      );
    const { items, next } = page(call.input, found, ({ name }) => name);
    return {
      SecretList: items.map((secret) => ({
        ...describe(secret),
        SecretVersionsToStages: stagesOf(secret),
      })),
      NextToken: next,
    };
  },
};

export const updateSecret: Action = {
  handle: (call) => {
    const secret = liveSecret(call);
    secret.description = call.input.string('Description') ?? secret.description;
    secret.kmsKeyId = call.input.string('KmsKeyId') ?? secret.kmsKeyId;
    secret.changedAt = call.now().getTime();
    const version = hasValue(call) ? addVersion(call, secret) : undefined;
    return { ARN: secret.arn, Name: secret.name, VersionId: version?.versionId };
  },
  resources: secretResource,
};

export const deleteSecret: Action = {
  handle: (call) => {
    const secret = liveSecret(call);
    const days = call.input.integer('RecoveryWindowInDays', { min: 7, max: 30 });
    const atOnce = call.input.boolean('ForceDeleteWithoutRecovery') === true;
    if (atOnce && days !== undefined) {
      throw invalidParameter(
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      );
    }
    const now = call.now().getTime();
    const seconds = atOnce ? 0 : (days ?? 30) * DAY_SECONDS;
    secret.deletedAt = now;
    secret.deletionDate = now + seconds * 1000;
    const table = call.table(secrets);
    if (atOnce) table.delete(secret.name);
    else {
      call.after(seconds, () => {
        const isDue = secret.deletionDate !== undefined && secret.deletionDate <= call.now().getTime();
        if (isDue && table.get(secret.name) === secret) table.delete(secret.name);
      });
    }
    return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(secret.deletionDate) };
  },
  resources: secretResource,
};

export const restoreSecret: Action = {
  handle: (call) => {
    const secret = secretOf(call);
    secret.deletedAt = undefined;
    secret.deletionDate = undefined;
    return { ARN: secret.arn, Name: secret.name };
  },
  resources: secretResource,
};

function sixCharacters(call: Call): string {
  const hex = call.world.ids.hex(`${call.accountId}/${call.region}/secret`, 12);
  return (hex.match(/../g) ?? []).map((pair) => LETTERS[Number.parseInt(pair, 16) % LETTERS.length]).join('');
}

function matches(secret: Secret, key: string, value: string): boolean {
  const starts = (text: string) => text.toLowerCase().startsWith(value.toLowerCase());
  switch (key) {
    case 'name':
      return secret.name.startsWith(value);
    case 'description':
      return starts(secret.description ?? '');
    case 'tag-key':
      return Object.keys(secret.tags).some((tag) => tag.startsWith(value));
    case 'tag-value':
      return Object.values(secret.tags).some((tag) => tag.startsWith(value));
    case 'all':
      return starts(secret.name) || starts(secret.description ?? '');
    default:
      return false;
  }
}

function stagesOf(secret: Secret): Output {
  return Object.fromEntries(
    secret.versions
      .filter(({ stages }) => stages.length > 0)
      .map(({ versionId, stages }) => [versionId, [...stages]]),
  );
}

function describe(secret: Secret): Output {
  const time = (at: number | undefined) => (at === undefined ? undefined : new Date(at));
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    LastChangedDate: time(secret.changedAt),
    LastAccessedDate: time(secret.accessedAt),
    DeletedDate: time(secret.deletedAt),
    Tags: renderTags(secret.tags),
    CreatedDate: time(secret.createdAt),
  };
}
