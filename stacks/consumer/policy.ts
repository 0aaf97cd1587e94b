import { jsonText } from '../literal.ts';

/** One statement of an IAM policy. Every key is spelled as IAM spells it. */
export interface PolicyStatement {
  /** Letters and digits only. */
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  /** Only in policies that hang on a resource: endpoint, bucket and trust policies. */
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The JSON text of a policy. The order of keys is fixed, so that a second synthesis gives the same bytes. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return jsonText({ Version: '2012-10-17', Statement: statements });
}
