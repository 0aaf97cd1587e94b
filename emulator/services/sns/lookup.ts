import { AwsError } from '../../core/aws-error.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import { invalidParameter } from './errors.ts';
import { type Subscription, subscriptions, type Topic, topics } from './state.ts';

export function topicOf(call: Call, field = 'TopicArn'): Topic {
  const arn = call.input.requiredString(field);
  if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/.test(arn)) {
    throw invalidParameter(
      `${field} Reason: An ARN must have at least 6 elements, not ${arn.split(':').length}`,
    );
  }
  const topic = call.table(topics).get(arn);
  if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return topic;
}

export function subscriptionOf(call: Call): Subscription {
  const subscription = call.table(subscriptions).get(call.input.requiredString('SubscriptionArn'));
  if (subscription === undefined) throw new AwsError('NotFound', 'Subscription does not exist', 404);
  return subscription;
}

export function topicResource(call: Call): AccessCheck[] {
  return [{ resource: call.input.string('TopicArn') ?? call.input.string('ResourceArn') ?? '*' }];
}

/** The subscription's ARN is its topic's with one part more; permissions are asked of the topic. */
export function subscriptionResource(call: Call): AccessCheck[] {
  const arn = call.input.string('SubscriptionArn') ?? '';
  return [{ resource: arn.split(':').slice(0, 6).join(':') || '*' }];
}
