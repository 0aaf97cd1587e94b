import { AwsError } from './aws-error.ts';
import type { Administrator, Identity, RoleSession } from './identity.ts';
import { partitionOf } from './regions.ts';
import type { CredentialScope } from './signature.ts';

/** Old sessions beyond this number are forgotten, the oldest first. */
const MAX_SESSIONS = 10_000;

/** Which access key belongs to whom. An administrator's account comes into being with its first call. */
export class Credentials {
  readonly #sessions = new Map<string, RoleSession>();
  readonly #accounts: Set<string>;
  readonly #initial: readonly string[];

  constructor(accounts: readonly string[]) {
    this.#initial = accounts;
    this.#accounts = new Set(accounts);
  }

  get accounts(): string[] {
    return [...this.#accounts].sort();
  }

  static administratorKey(accountId: string): string {
    return `AKIA0000${accountId}`;
  }

  /** The account that a key names, known or not: faults and the call log want it before the key is checked. */
  accountOf(accessKeyId: string): string | undefined {
    return /^AKIA0000(\d{12})$/.exec(accessKeyId)?.[1] ?? this.#sessions.get(accessKeyId)?.accountId;
  }

  identify(scope: CredentialScope): Identity {
    const accountId = /^AKIA0000(\d{12})$/.exec(scope.accessKeyId)?.[1];
    if (accountId !== undefined) {
      this.#accounts.add(accountId);
      return administrator(accountId, scope);
    }
    const session = this.#sessions.get(scope.accessKeyId);
    if (session === undefined || session.sessionToken !== scope.sessionToken) {
      throw unknownKey(scope.service);
    }
    if (session.expiresAt <= Date.now()) {
      throw scope.service === 'ec2'
        ? new AwsError('RequestExpired', 'Request has expired.')
        : new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
    }
    return session;
  }

  add(session: RoleSession): void {
    this.#sessions.set(session.accessKeyId, session);
    if (this.#sessions.size > MAX_SESSIONS) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
  }

  reset(): void {
    this.#sessions.clear();
    this.#accounts.clear();
    for (const account of this.#initial) this.#accounts.add(account);
  }
}

function administrator(accountId: string, scope: CredentialScope): Administrator {
  return {
    kind: 'administrator',
    accountId,
    accessKeyId: scope.accessKeyId,
    arn: `arn:${partitionOf(scope.region)}:iam::${accountId}:user/administrator`,
    userId: `AIDA${accountId}ADMIN`,
  };
}

function unknownKey(service: string): AwsError {
  return service === 'ec2'
    ? new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401)
    : new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
}
