/** CloudWatch Logs groups and their streams: what a group is, and how its callers name it. */
import { Collection } from '../../core/state.ts';

export interface LogStream {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface LogGroup {
  readonly name: string;
  /** Without the `:*` that DescribeLogGroups adds to its older `arn` field. */
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly logGroupClass: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  /** Days; absent means for ever. */
  retentionInDays: number | undefined;
  kmsKeyId: string | undefined;
  tags: Readonly<Record<string, string>>;
  streams: Readonly<Record<string, LogStream>>;
}

export const logGroups = new Collection<LogGroup>('logs', 'log-group');
interface ResourcePolicy {
  readonly policyName: string;
  readonly policyDocument: string;
  /** Milliseconds since the epoch. */
  readonly lastUpdatedTime: number;
}

export const resourcePolicies = new Collection<ResourcePolicy>('logs', 'resource-policy');
