import { Collection } from '../../core/state.ts';

export interface SecretVersion {
  readonly versionId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly secretString: string | undefined;
  /** Base64. */
  readonly secretBinary: string | undefined;
  /** Staging labels, `AWSCURRENT` among them; a version without any is deprecated. */
  stages: readonly string[];
}

export interface Secret {
  /** With the six characters behind the name. */
  readonly arn: string;
  readonly name: string;
  description: string | undefined;
  kmsKeyId: string | undefined;
  /** Milliseconds since the epoch, as are the other times. */
  readonly createdAt: number;
  changedAt: number;
  accessedAt: number | undefined;
  /** When it was marked for deletion. */
  deletedAt: number | undefined;
  /** When it goes for good. */
  deletionDate: number | undefined;
  resourcePolicy: string | undefined;
  tags: Readonly<Record<string, string>>;
  versions: readonly SecretVersion[];
}

/** By name. One that is marked for deletion can be restored, but is not left behind. */
export const secrets = new Collection<Secret>('secretsmanager', 'secret', {
  isGone: (secret) => secret.deletedAt !== undefined,
});
