import { DomainError } from './errors.ts';
import { parseOrgId } from './identifiers.ts';
import type { Partition } from './partition.ts';

/** @returns the 12 digits. @throws DomainError `invalid_account_id` */
export function parseAccountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  const digits = text.replace(/[\s-]/g, '');
  throw new DomainError(
    'invalid_account_id',
    `"${text}" is not an AWS account number`,
    /^\d{12}$/.test(digits) ? `write it without separators: "${digits}"` : 'use its 12 digits, in quotes',
  );
}

/** The IAM role through which Tray acts for one organization. */
export function principalName(orgId: string): string {
  return `tray-privatelink-${parseOrgId(orgId)}`;
}

/** What the customer allow-lists. The role has no path: allowed principals of an endpoint service cannot have one. */
export function principalArn(of: { partition: Partition; accountId: string; orgId: string }): string {
  return `arn:${of.partition}:iam::${parseAccountId(of.accountId)}:role/${principalName(of.orgId)}`;
}

/** Who may connect to an endpoint service. */
export interface AllowedPrincipal {
  readonly arn: string;
  readonly partition: string;
  readonly accountId: string;
  readonly type: 'account' | 'role' | 'user';
}

const principalPattern = /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):(root|role\/(.+)|user\/(.+))$/;

/**
 * @throws DomainError `wildcard_principal` for anything with a `*`: everyone on AWS could ask to connect;
 * `invalid_principal` for what AWS does not take.
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions
 */
export function parseAllowedPrincipal(text: string): AllowedPrincipal {
  if (text.includes('*')) {
    throw new DomainError(
      'wildcard_principal',
      `"${text}" is a wildcard: it lets accounts that you do not know ask to connect`,
      'name the principals, such as arn:aws:iam::111111111111:role/tray-privatelink-acme',
    );
  }
  const fail = (message: string, fix: string) => new DomainError('invalid_principal', message, fix);
  const session = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(text);
  if (session) {
    throw fail(
      `"${text}" is a session, not a principal`,
      `use its role: arn:${session[1]}:iam::${session[2]}:role/${session[3]}`,
    );
  }
  if (/^\d{12}$/.test(text))
    throw fail(`"${text}" is an account number, not an ARN`, `use arn:aws:iam::${text}:root`);
  const match = principalPattern.exec(text);
  const [, partition, accountId, resource] = match ?? [];
  if (!partition || !accountId || !resource) {
    throw fail(
      `"${text}" is not the ARN of an account, role or user`,
      'use an ARN such as arn:aws:iam::111111111111:role/tray-privatelink-acme',
    );
  }
  const name = match?.[4] ?? match?.[5];
  if (name !== undefined && !/^[\w+=,.@-]{1,64}$/.test(name)) {
    throw fail(
      `"${text}" has a path or a character that allowed principals cannot have`,
      'use a role or user without a path (role/name)',
    );
  }
  return {
    arn: text,
    partition,
    accountId,
    type: resource === 'root' ? 'account' : resource.startsWith('role/') ? 'role' : 'user',
  };
}
