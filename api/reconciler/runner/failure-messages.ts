import { createHash } from 'node:crypto';
import { defined } from '../../../domain/defined.ts';
import type { Reason } from '../../store/schema.ts';

/**
 * What a caller reads of a failure, by its code. Terraform's and AWS's own words are not among it: they may quote anything that was
 * within their reach. They are in the operator's log, under the reference, and in the run's progress.
 */
const messages = {
  service_not_visible:
    "AWS does not show the service to the organization's principal: there is no such service, or it does not allow the principal.",
  service_region_not_supported: 'The service does not support endpoints in this region.',
  access_denied: 'AWS refuses the credentials that this installation works with.',
  throttled: 'AWS is throttling calls for the moment.',
  quota_exceeded: 'A quota of the AWS account is used up.',
  zones_not_in_common: 'The service is not in the zones of the endpoint.',
  aws_error: 'AWS refused a call.',
  terraform_unavailable: 'Terraform or its AWS provider cannot be used where this installation runs them.',
  terraform_failed: 'Terraform could not carry out the run.',
  out_of_space: 'There is no space left for the working directory of Terraform.',
  stack_locked: 'Another operation holds the lock of the stack.',
  internal_error: 'A fault of ours stands in the way; the logs have the details.',
} as const satisfies Partial<Record<Reason['code'], string>>;

export type FailureCode = keyof typeof messages;

/** What is safe to tell beside the message, because of what it can be made of. */
export interface Facts {
  /** AWS's error code. */
  readonly awsErrorCode?: string;
  /** Terraform's address of the resource. */
  readonly address?: string;
  /** What was said, for the reference alone. */
  readonly words?: string;
  /** A more exact message than the code's. */
  readonly message?: string;
}

const awsErrorCode = /^[A-Za-z][A-Za-z0-9.]{0,99}$/;
/** Resources of our own stacks: their names are made of letters, digits, `_` and `-`. */
const resourceAddress = /^(data\.)?aws_[a-z0-9_]{1,60}\.[A-Za-z0-9_-]{1,160}$/;

/** A reason for callers. */
export function reasonOf(code: FailureCode, facts: Facts = {}): Reason {
  const { words } = facts;
  const awsCode =
    facts.awsErrorCode !== undefined && awsErrorCode.test(facts.awsErrorCode)
      ? facts.awsErrorCode
      : undefined;
  const sentences = [
    facts.message ?? messages[code],
    awsCode === undefined ? undefined : `Its error is ${awsCode}.`,
    facts.address !== undefined && resourceAddress.test(facts.address)
      ? `It concerns ${facts.address}.`
      : undefined,
    words === undefined ? undefined : `Operators find its message under ${failureId(words)} in the log.`,
  ];
  return {
    code,
    message: sentences.filter((sentence) => sentence !== undefined).join(' '),
    ...defined({ awsErrorCode: awsCode }),
  };
}

/** The same for the same words, so that a failure which repeats itself is one: what differs from time to time is left out. */
export function failureId(words: string): string {
  const lasting = words.replace(
    /RequestID: [\w-]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\d{4}-\d\d-\d\dT[\d:.]+Z?/gi,
    '',
  );
  return `failure-${createHash('sha256').update(lasting).digest('hex').slice(0, 10)}`;
}
