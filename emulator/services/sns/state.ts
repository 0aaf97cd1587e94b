/** SNS topics and subscriptions: what is kept, and how calls name them. */
import { Collection } from '../../core/state.ts';

export interface Topic {
  readonly arn: string;
  /** As set; those that AWS computes are added when they are read. */
  attributes: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly owner: string;
  /** ARN of whoever subscribed. */
  readonly principal: string;
  readonly isPending: boolean;
  attributes: Readonly<Record<string, string>>;
}

export const topics = new Collection<Topic>('sns', 'topic');
export const subscriptions = new Collection<Subscription>('sns', 'subscription');
