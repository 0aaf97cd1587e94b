/**
 * Every way in which a value can break a rule of this folder. The codes are stable: the API turns them into problem
 * documents and tests assert on them. The message may be reworded at any time.
 */
export const domainErrorCodes = [
  'address_pool_exhausted',
  'address_pool_swallowed',
  'cross_region_unsupported',
  'cross_region_zone',
  'invalid_acceptance',
  'invalid_account_id',
  'invalid_aws_service',
  'invalid_bucket_name',
  'invalid_cidr',
  'invalid_connection_id',
  'invalid_connector',
  'invalid_endpoint_id',
  'invalid_hostname',
  'invalid_org_id',
  'invalid_ports',
  'invalid_principal',
  'invalid_service_name',
  'invalid_table_name',
  'invalid_task_size',
  'invalid_zone_id',
  'limit_exceeded',
  'listed_twice',
  'network_full',
  'no_eligible_region',
  'outside_address_pool',
  'overlapping_cidr',
  'partition_mismatch',
  'region_not_enabled',
  'reserved_hostname',
  'unknown_region',
  'wildcard_principal',
] as const;

export type DomainErrorCode = (typeof domainErrorCodes)[number];

/**
 * A value that breaks a rule. `message` says what is wrong with the value, `fix` what to write instead; neither names
 * the field, because only the caller knows where the value came from.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  readonly fix: string;

  constructor(code: DomainErrorCode, message: string, fix: string) {
    super(message);
    this.code = code;
    this.fix = fix;
  }
}
