import { DomainError } from './errors.ts';

/** Tray OrgID: at most 36 characters, so that a UUID fits and `tray-privatelink-<orgId>` stays a legal role name. */
export const orgIdPattern = /^[a-z0-9](?:[a-z0-9-]{0,34}[a-z0-9])?$/;

/** Connection id: a DNS label, since it becomes one in `<connectionId>.<zone>`. */
export const connectionIdPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** @throws DomainError `invalid_org_id` */
export function parseOrgId(text: string): string {
  if (orgIdPattern.test(text)) return text;
  throw new DomainError(
    'invalid_org_id',
    `"${text}" is not a Tray OrgID`,
    'use up to 36 lower-case letters, digits and hyphens, with no hyphen at either end',
  );
}

/** @throws DomainError `invalid_connection_id` */
export function parseConnectionId(text: string): string {
  if (connectionIdPattern.test(text)) return text;
  throw new DomainError(
    'invalid_connection_id',
    `"${text}" is not a connection id`,
    'use up to 40 lower-case letters, digits and hyphens, with no hyphen at either end (it becomes a DNS label)',
  );
}

/**
 * Ids of interface endpoints as AWS makes them.
 * @throws DomainError `invalid_endpoint_id`
 */
export function parseEndpointId(text: string): string {
  if (/^vpce-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(text)) return text;
  throw new DomainError(
    'invalid_endpoint_id',
    `"${text}" is not the id of a VPC endpoint`,
    text.startsWith('vpce-svc-')
      ? 'that is the id of an endpoint service; use that of the endpoint, "vpce-" and 17 hexadecimal digits'
      : 'use "vpce-" and 17 hexadecimal digits',
  );
}

/**
 * S3 bucket names, general purpose.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * @throws DomainError `invalid_bucket_name`
 */
export function parseBucketName(text: string): string {
  const wellFormed = /^(?=.{3,63}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(text);
  const looksLikeAddress = /^\d+(?:\.\d+){3}$/.test(text);
  if (wellFormed && !looksLikeAddress && !text.includes('..')) return text;
  const arn = /^arn:aws[a-z-]*:s3:::([^/*]+)/.exec(text)?.[1] ?? /^s3:\/\/([^/]+)/.exec(text)?.[1];
  throw new DomainError(
    'invalid_bucket_name',
    `"${text}" is not a bucket name`,
    arn
      ? `use the bare name: ${arn}`
      : 'use 3–63 lower-case letters, digits, dots and hyphens, without wildcards',
  );
}
