/** Values of secrets: put, get, list, and the labels that move from version to version. */
import { AwsError } from '../../core/aws-error.ts';
import type { Action, Call } from '../../core/service.ts';
import { invalidParameter, invalidRequest } from './errors.ts';
import { liveSecret, secretResource, versionOf } from './lookup.ts';
import type { Secret, SecretVersion } from './state.ts';

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const MAX_VALUE_BYTES = 65_536;

export const getSecretValue: Action = {
  handle: (call) => {
    const secret = liveSecret(call);
    const version = versionOf(secret, call.input.string('VersionId'), call.input.string('VersionStage'));
    secret.accessedAt = call.now().getTime();
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.versionId,
      SecretString: version.secretString,
      SecretBinary: version.secretBinary,
      VersionStages: version.stages,
      CreatedDate: new Date(version.createdAt),
    };
  },
  resources: secretResource,
};

export const putSecretValue: Action = {
  handle: (call) => {
    const secret = liveSecret(call);
    if (!hasValue(call)) throw invalidRequest('You must provide either SecretString or SecretBinary.');
    const version = addVersion(call, secret, call.input.strings('VersionStages'));
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.versionId,
      VersionStages: version.stages,
    };
  },
  resources: secretResource,
};

export const listSecretVersionIds: Action = {
  handle: (call) => {
    const secret = liveSecret(call);
    const withDeprecated = call.input.boolean('IncludeDeprecated') === true;
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: secret.versions
        .filter(({ stages }) => withDeprecated || stages.length > 0)
        .map(({ versionId, stages, createdAt }) => ({
          VersionId: versionId,
          VersionStages: stages,
          CreatedDate: new Date(createdAt),
        })),
    };
  },
  resources: secretResource,
};

export const updateSecretVersionStage: Action = {
  handle: (call) => {
    const secret = liveSecret(call);
    const stage = call.input.requiredString('VersionStage');
    const from = call.input.string('RemoveFromVersionId');
    const to = call.input.string('MoveToVersionId');
    const holder = secret.versions.find(({ stages }) => stages.includes(stage));
    if (from !== undefined && holder?.versionId !== from) {
      throw invalidParameter(`The staging label ${stage} is not attached to the version ${from}.`);
    }
    if (to === undefined && stage === CURRENT) {
      throw invalidParameter(`You can't remove the staging label ${CURRENT}; move it to another version.`);
    }
    if (to !== undefined && from === undefined && holder !== undefined && holder.versionId !== to) {
      throw invalidParameter(
        `The staging label ${stage} is attached to ${holder.versionId}; name it in RemoveFromVersionId.`,
      );
    }
    if (to === undefined) without(secret, stage);
    else label(secret, versionOf(secret, to), [stage]);
    return { ARN: secret.arn, Name: secret.name };
  },
  resources: secretResource,
};

export function hasValue(call: Call): boolean {
  return call.input.has('SecretString') || call.input.has('SecretBinary');
}

/** A new version with the value of the call, or the one that the same token made before. */
export function addVersion(call: Call, secret: Secret, stages: readonly string[] = []): SecretVersion {
  const secretString = call.input.string('SecretString');
  const secretBinary = call.input.string('SecretBinary');
  if (secretString !== undefined && secretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (Buffer.byteLength(secretString ?? secretBinary ?? '') > MAX_VALUE_BYTES) {
    throw invalidParameter(`The secret value must have at most ${MAX_VALUE_BYTES} bytes.`);
  }
  const versionId = call.input.string('ClientRequestToken') ?? newVersionId(call);
  const known = secret.versions.find((each) => each.versionId === versionId);
  if (known !== undefined) {
    if (known.secretString === secretString && known.secretBinary === secretBinary) return known;
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${versionId} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  const now = call.now().getTime();
  const version: SecretVersion = { versionId, createdAt: now, secretString, secretBinary, stages: [] };
  secret.versions = [...secret.versions, version];
  secret.changedAt = now;
  label(secret, version, stages.length > 0 ? stages : [CURRENT]);
  return version;
}

/** Labels are of one version at a time; what was current becomes previous. Deprecated versions go, as AWS lets them go some day. */
function label(secret: Secret, version: SecretVersion, stages: readonly string[]): void {
  for (const stage of stages) {
    const before = secret.versions.find((each) => each.stages.includes(stage));
    without(secret, stage);
    version.stages = [...version.stages, stage];
    if (stage !== CURRENT || before === undefined || before === version) continue;
    without(secret, PREVIOUS);
    before.stages = [...before.stages, PREVIOUS];
  }
  secret.versions = secret.versions.filter((each) => each === version || each.stages.length > 0);
}

function without(secret: Secret, stage: string): void {
  for (const each of secret.versions) each.stages = each.stages.filter((name) => name !== stage);
}

function newVersionId(call: Call): string {
  const hex = call.world.ids.hex(`${call.accountId}/${call.region}/secret-version`, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
