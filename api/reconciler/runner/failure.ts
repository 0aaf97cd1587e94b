import { defined } from '../../../domain/defined.ts';
import { awsFailure, type FailureKind, kindOf } from '../../aws/failures.ts';
import { redact } from '../../redaction.ts';
import type { Reason } from '../../store/schema.ts';
import { ProviderMirrorError, TerraformRunError, TerraformUnavailableError } from '../../terraform/errors.ts';
import type { Diagnostic } from '../../terraform/messages.ts';
import { type Facts, type FailureCode, failureId, reasonOf } from './failure-messages.ts';

/** Why something did not work, as a connection's reason. */
export interface Failure {
  readonly reason: Reason;
  readonly awsRequestId?: string;
  /** For the operator's log alone: what Terraform or AWS said, secrets cut out, and the reference that the reason gives. */
  readonly words?: { readonly failureId: string; readonly text: string };
  /** Resources that AWS says exist already. */
  readonly collisions: readonly Collision[];
}

export interface Collision {
  /** The address that could not be created. */
  readonly address: string;
  /** AWS's own words, which may name what is in the way. */
  readonly words: string;
}

const reasonCodes: Readonly<Record<FailureKind, FailureCode>> = {
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
/**
 * What AWS says where a name, a rule, a block or a place is taken: `InvalidGroup.Duplicate`, `InvalidPermission.Duplicate`,
 * `InvalidSubnet.Conflict`, `Resource.AlreadyAssociated`, and an interface endpoint whose private name another one has.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const alreadyExists =
  /already exists|Already(Exists|Associated)|ConflictingDomainExists|already been associated|\.Duplicate\b|InvalidSubnet\.Conflict|conflicting DNS domain/;
/** The provider that `init` found is there no longer. */
const providerMissing =
  /Required plugins are not installed|Inconsistent dependency lock file|no package for .* cached/;
const wordsLimit = 8_000;

/** Says in the words of the contract what went wrong. What Terraform and AWS said themselves is for the log: see `words`. */
export function explain(error: unknown): Failure {
  if (error instanceof TerraformUnavailableError || error instanceof ProviderMirrorError)
    return failure('terraform_unavailable', { words: error.message });
  if (isDiskFull(error)) return failure('out_of_space');
  if (error instanceof TerraformRunError) return explainRun(error);
  const aws = awsFailure(error);
  if (aws !== undefined) {
    return {
      ...failure(reasonCodes[aws.kind], { awsErrorCode: aws.code, words: aws.message }),
      ...requestIdOf(aws.requestId),
    };
  }
  if (isCredentialsProblem(error))
    return failure('access_denied', {
      message: 'There are no usable AWS credentials.',
      words: messageOf(error),
    });
  if (isNetworkProblem(error))
    return failure('aws_error', { message: 'AWS does not answer.', words: messageOf(error) });
  return failure('internal_error');
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
      ...failure(reasonCodes[kindOf(code, words)], {
        awsErrorCode: code,
        words: text,
        ...defined({ address: diagnostic.address }),
      }),
      collisions,
      ...requestIdOf(id),
    };
  }
  // Without diagnostics there is its output, below a line that names a folder of ours.
  const output = error.message.split('\n').slice(1).join('\n');
  const words = errors.map(textOf).join('\n') || output || 'Terraform failed without a message.';
  if (/no space left on device/i.test(words)) return failure('out_of_space', { words });
  if (error.command === 'init' || providerMissing.test(words))
    return failure('terraform_unavailable', { words });
  if (/error acquiring the state lock/i.test(words)) return failure('stack_locked', { words });
  const address = errors.find((diagnostic) => diagnostic.address !== undefined)?.address;
  return {
    ...failure('terraform_failed', { words, ...defined({ address }) }),
    collisions,
  };
}

function failure(code: FailureCode, facts: Facts = {}): Failure {
  if (facts.words === undefined) return { reason: reasonOf(code, facts), collisions: [] };
  const text = bounded(redact(facts.words));
  return {
    reason: reasonOf(code, { ...facts, words: text }),
    words: { failureId: failureId(text), text },
    collisions: [],
  };
}

function requestIdOf(id: string | undefined): { awsRequestId?: string } {
  return id !== undefined && /^[\w-]{1,100}$/.test(id) ? { awsRequestId: id } : {};
}

function textOf(diagnostic: Diagnostic): string {
  return [diagnostic.summary, diagnostic.detail].filter(Boolean).join(': ');
}

function bounded(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > wordsLimit ? `${trimmed.slice(0, wordsLimit - 1)}…` : trimmed;
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
