import { asError, codeOf, constraintOf, detailOf } from '../faults.ts';

/** A rule of the data that a change would have broken. The codes are those of the problem documents. */
export type ConflictCode =
  | 'connection_exists'
  | 'service_name_taken'
  | 'hostname_taken'
  | 'intake_exists'
  | 'aws_account_taken'
  | 'illegal_state'
  | 'connection_in_use'
  | 'network_exists'
  | 'network_in_use'
  | 'organization_in_use'
  | 'organization_deleting'
  | 'address_pool_conflict';

export class ConflictError extends Error {
  override readonly name = 'ConflictError';
  readonly code: ConflictCode;
  /** What the conflict is about, where the code alone does not tell: the connection that has the name, the account. */
  readonly subject: string | undefined;

  constructor(
    code: ConflictCode,
    message: string,
    options?: ErrorOptions & { readonly subject?: string | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.subject = options?.subject;
  }
}

/** The row is not at the version, or not in the state, that the caller had seen. */
export class StaleError extends Error {
  override readonly name = 'StaleError';
  /** The version it is at now. */
  readonly currentVersion: number;

  constructor(message: string, currentVersion: number) {
    super(message);
    this.currentVersion = currentVersion;
  }
}

/** The database is away, or refuses to work for now: the same call may succeed in a moment. */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = 'DatabaseUnavailableError';
}

/** Transactions got in each other's way, and this one was undone: doing all of it again may succeed at once. */
export class ContentionError extends DatabaseUnavailableError {
  override readonly name = 'ContentionError';
}

/**
 * Tells the faults of the database apart.
 * Source of the SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html; class TP is our own triggers'.
 *
 * @returns one of the errors above, or the fault itself when it is none of them.
 */
export function translate(fault: unknown): unknown {
  const code = codeOf(fault);
  const { message } = asError(fault);
  if (code !== undefined && contentionCodes.has(code)) {
    return new ContentionError('the database undid the change in favour of another', { cause: fault });
  }
  if (isOutage(code, message)) {
    return new DatabaseUnavailableError('the database does not answer', { cause: fault });
  }
  switch (constraintOf(fault)) {
    case 'connections_one_organization_per_service':
      return new ConflictError('service_name_taken', 'the service belongs to another organization', {
        cause: fault,
      });
    case 'hostname_claims_pkey':
      return new ConflictError('hostname_taken', 'the host name is taken in the network', {
        cause: fault,
        subject: detailOf(fault),
      });
    case 'organization_accounts_have_one_organization':
      return new ConflictError('aws_account_taken', 'the AWS account belongs to another organization', {
        cause: fault,
        subject: detailOf(fault),
      });
    case 'connections_pkey':
      return new ConflictError('connection_exists', 'the connection id is taken', { cause: fault });
    case 'networks_do_not_overlap':
      return new ConflictError('address_pool_conflict', 'the range overlaps another network', {
        cause: fault,
      });
  }
  if (code === 'TP004') return new ConflictError('network_in_use', message, { cause: fault });
  if (code === 'TP005')
    return new ConflictError('connection_in_use', message, { cause: fault, subject: detailOf(fault) });
  if (code === 'TP001') return new ConflictError('illegal_state', message, { cause: fault });
  return fault;
}

/** Runs `work` and translates what it throws. */
export async function translating<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    throw translate(fault);
  }
}

const contentionCodes = new Set([
  '40001', // serialization failure
  '40P01', // deadlock detected
]);

const outageCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  '55P03', // not granted within lock_timeout
  '57014', // canceled by statement_timeout
  '57P01', // terminated by an administrator
  '57P02', // crash of another session
  '57P03', // starting up or shutting down
  '57P05', // idle for too long
  '53300', // too many connections
  '53100', // disk full
  '53200', // out of memory
  '25P03', // idle in transaction for too long
]);

/** What `pg` says without any code. */
const outageMessages =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|connection error and is not queryable|cannot use a pool after calling end/i;

function isOutage(code: string | undefined, message: string): boolean {
  if (code === undefined) return outageMessages.test(message);
  return outageCodes.has(code) || (code.length === 5 && code.startsWith('08'));
}
