import type { AccessCheck, Call } from '../../core/service.ts';
import { invalidRequest, notFound } from './errors.ts';
import { type Secret, type SecretVersion, secrets } from './state.ts';

/** By name, by ARN, or by ARN without the six characters. */
function find(call: Call, id: string): Secret | undefined {
  const table = call.table(secrets);
  if (!id.startsWith('arn:')) return table.get(id);
  return table.find(({ arn }) => arn === id) ?? table.find(({ arn }) => arn.slice(0, -7) === id);
}

/** The secret of `SecretId`, marked for deletion or not. */
export function secretOf(call: Call): Secret {
  const secret = find(call, call.input.requiredString('SecretId'));
  if (secret === undefined) throw notFound();
  return secret;
}

export function liveSecret(call: Call): Secret {
  const secret = secretOf(call);
  if (secret.deletedAt !== undefined) {
    throw invalidRequest(
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }
  return secret;
}

/** By id, by stage, or the one that both name; `AWSCURRENT` when neither is given. */
export function versionOf(secret: Secret, versionId?: string, stage?: string): SecretVersion {
  const wanted = stage ?? (versionId === undefined ? 'AWSCURRENT' : undefined);
  const version = secret.versions.find(
    (each) =>
      (versionId === undefined || each.versionId === versionId) &&
      (wanted === undefined || each.stages.includes(wanted)),
  );
  if (version === undefined) {
    const what = versionId === undefined ? `staging label: ${wanted}` : `VersionId: ${versionId}`;
    throw notFound(`Secrets Manager can't find the specified secret value for ${what}`);
  }
  return version;
}

/** For policies: the ARN of the secret, or for one that is not there an ARN of its name with any six characters. */
export function secretResource(call: Call): AccessCheck[] {
  const id = call.input.string('SecretId') ?? '';
  const arn = id.startsWith('arn:') ? id : call.arn('secretsmanager', `secret:${id}-??????`);
  return [{ resource: find(call, id)?.arn ?? arn }];
}
