import { awsFailure, type FailureKind, kindOf } from '../../aws/failures.ts';
import type { Reason } from '../../store/schema.ts';
import { ProviderMirrorError, TerraformRunError, TerraformUnavailableError } from '../../terraform/errors.ts';
import type { Diagnostic } from '../../terraform/messages.ts';

/** Why something did not work, as a connection's reason. */
export interface Failure {
  readonly reason: Reason;
  readonly awsRequestId?: string;
  /** Resources that AWS says exist already. */
  readonly collisions: readonly Collision[];
}

export interface Collision {
  /** The address that could not be created. */
  readonly address: string;
  /** AWS's own words, which may name what is in the way. */
  readonly words: string;
}

const reasonCodes: Readonly<Record<FailureKind, Reason['code']>> = {
  service_not_visible: 'service_not_visible',
  service_region_not_supported: 'service_region_not_supported',
  access_denied: 'access_denied',
  throttled: 'throttled',
  quota_exceeded: 'quota_exceeded',
  zones_not_in_common: 'zones_not_in_common',
  aws_error: 'aws_error',
};

/**
 * The provider prints what the SDK for Go says: `…, RequestID: 1b2c…, api error InvalidServiceName: The Vpc Endpoint …`; errors that
 * the SDK has a type for come without `api error`.
 */
const apiError = /(?:RequestID: [\w-]*, (?:api error )?|api error )([A-Za-z][\w.]*): ?([^\n]*)/;
const requestId = /RequestID: ([\w-]+)/;
const alreadyExists = /already exists|AlreadyExists|ConflictingDomainExists|already been associated/;
/** The provider that `init` found is there no longer. */
const providerMissing =
  /Required plugins are not installed|Inconsistent dependency lock file|no package for .* cached/;
const messageLimit = 1_000;

/** Says in the words of the contract what went wrong. What nobody mapped keeps AWS's own words. */
export function explain(error: unknown): Failure {
  if (error instanceof TerraformUnavailableError || error instanceof ProviderMirrorError)
    return failure('terraform_unavailable', error.message);
  if (isDiskFull(error))
    return failure('out_of_space', 'There is no space left for the working directory of Terraform.');
  if (error instanceof TerraformRunError) return explainRun(error);
  const aws = awsFailure(error);
  if (aws !== undefined) {
    return {
      reason: { code: reasonCodes[aws.kind], message: bounded(aws.message), awsErrorCode: aws.code },
      collisions: [],
      ...(aws.requestId === undefined ? {} : { awsRequestId: aws.requestId }),
    };
  }
  if (isCredentialsProblem(error)) return failure('access_denied', `AWS credentials: ${messageOf(error)}`);
  if (isNetworkProblem(error)) return failure('aws_error', `AWS does not answer: ${messageOf(error)}`);
  return failure('internal_error', 'A fault of ours stands in the way; the logs have the details.');
}

/** Whether it is a fault of this program rather than of the world around it. */
export function isFaultOfOurs(found: Failure): boolean {
  return found.reason.code === 'internal_error';
}

function explainRun(error: TerraformRunError): Failure {
  const errors = error.diagnostics.filter(({ severity }) => severity === 'error');
  const collisions = errors.flatMap((diagnostic) =>
    diagnostic.address !== undefined && alreadyExists.test(textOf(diagnostic))
      ? [{ address: diagnostic.address, words: textOf(diagnostic) }]
      : [],
  );
  // The first that AWS answered with: what comes after usually follows from it.
  for (const diagnostic of errors) {
    const text = textOf(diagnostic);
    const [, code, words] = apiError.exec(text) ?? [];
    if (code === undefined) continue;
    const [, id] = requestId.exec(text) ?? [];
    return {
      reason: { code: reasonCodes[kindOf(code, words)], message: bounded(words ?? ''), awsErrorCode: code },
      collisions,
      ...(id === undefined ? {} : { awsRequestId: id }),
    };
  }
  // Without diagnostics there is its output, below a line that names a folder of ours.
  const output = error.message.split('\n').slice(1).join('\n');
  const text = errors.map(textOf).join('\n') || output || 'Terraform failed without a word.';
  if (/no space left on device/i.test(text))
    return failure('out_of_space', 'There is no space left for the working directory of Terraform.');
  if (error.command === 'init' || providerMissing.test(text)) return failure('terraform_unavailable', text);
  if (/error acquiring the state lock/i.test(text))
    return failure('stack_locked', 'Another operation holds the lock of the stack.');
  return { ...failure('terraform_failed', text), collisions };
}

function failure(code: Reason['code'], message: string): Failure {
  return { reason: { code, message: bounded(message) }, collisions: [] };
}

function textOf(diagnostic: Diagnostic): string {
  return [diagnostic.summary, diagnostic.detail].filter(Boolean).join(': ');
}

function bounded(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > messageLimit ? `${trimmed.slice(0, messageLimit - 1)}…` : trimmed;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isDiskFull(error: unknown): boolean {
  return hasCode(error, /^(ENOSPC|EDQUOT)$/);
}

function isCredentialsProblem(error: unknown): boolean {
  return error instanceof Error && /^(CredentialsProviderError|ExpiredToken(Exception)?)$/.test(error.name);
}

function isNetworkProblem(error: unknown): boolean {
  if (error instanceof Error && error.name === 'TimeoutError') return true;
  return hasCode(error, /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE|UND_ERR)/);
}

function hasCode(error: unknown, pattern: RegExp): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && pattern.test(String(error.code));
}
