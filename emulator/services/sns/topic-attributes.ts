/** The attributes of a topic: which can be set, their checks, and those that AWS makes up itself. */
import { partitionOf } from '../../core/regions.ts';
import { invalidParameter } from './errors.ts';
import type { Topic } from './state.ts';

const settable: ReadonlySet<string> = new Set([
  'ApplicationFailureFeedbackRoleArn',
  'ApplicationSuccessFeedbackRoleArn',
  'ApplicationSuccessFeedbackSampleRate',
  'ArchivePolicy',
  'ContentBasedDeduplication',
  'DeliveryPolicy',
  'DisplayName',
  'FifoThroughputScope',
  'FifoTopic',
  'FirehoseFailureFeedbackRoleArn',
  'FirehoseSuccessFeedbackRoleArn',
  'FirehoseSuccessFeedbackSampleRate',
  'HTTPFailureFeedbackRoleArn',
  'HTTPSuccessFeedbackRoleArn',
  'HTTPSuccessFeedbackSampleRate',
  'KmsMasterKeyId',
  'LambdaFailureFeedbackRoleArn',
  'LambdaSuccessFeedbackRoleArn',
  'LambdaSuccessFeedbackSampleRate',
  'Policy',
  'SQSFailureFeedbackRoleArn',
  'SQSSuccessFeedbackRoleArn',
  'SQSSuccessFeedbackSampleRate',
  'SignatureVersion',
  'TracingConfig',
]);

const documents: ReadonlySet<string> = new Set(['ArchivePolicy', 'DeliveryPolicy', 'Policy']);

export function checkTopicAttribute(name: string, value: string): void {
  if (!settable.has(name)) throw invalidParameter('AttributeName');
  if (documents.has(name) && value !== '') checkDocument(name, value);
  if (name === 'SignatureVersion' && value !== '1' && value !== '2') {
    throw invalidParameter(
      'Attributes Reason: Invalid value for SignatureVersion. Accepted values are 1 and 2',
    );
  }
}

function checkDocument(name: string, text: string): void {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalidParameter(`Attributes Reason: ${name}: failed to parse JSON.`);
  }
  if (name === 'Policy') checkPolicy(document);
}

/** A topic's policy speaks of SNS alone and names a principal in every statement. */
function checkPolicy(document: unknown): void {
  const statement = isObject(document) ? document.Statement : undefined;
  const statements = Array.isArray(statement) ? (statement as unknown[]) : [statement];
  for (const each of statements) {
    if (!isObject(each)) throw invalidParameter('Policy Error: null');
    if (each.Principal === undefined && each.NotPrincipal === undefined) {
      throw invalidParameter('Policy Error: PrincipalNotFound');
    }
    const actions: unknown[] = Array.isArray(each.Action) ? each.Action : [each.Action ?? each.NotAction];
    if (actions.some((action) => typeof action !== 'string' || !/^(sns:|\*$)/i.test(action))) {
      throw invalidParameter('Policy statement action out of service scope!');
    }
  }
}

/** What GetTopicAttributes answers: the owner's settings over AWS's own. */
export function effectiveAttributes(
  topic: Topic,
  counts: { readonly confirmed: number; readonly pending: number },
): [string, string][] {
  const [, , , region = '', owner = ''] = topic.arn.split(':');
  const set = Object.fromEntries(Object.entries(topic.attributes).filter(([, value]) => value !== ''));
  return Object.entries({
    Policy: defaultPolicy(topic.arn, owner),
    Owner: owner,
    SubscriptionsPending: String(counts.pending),
    TopicArn: topic.arn,
    EffectiveDeliveryPolicy: JSON.stringify(effectiveDelivery(set.DeliveryPolicy)),
    SubscriptionsConfirmed: String(counts.confirmed),
    DisplayName: '',
    SubscriptionsDeleted: '0',
    ...(partitionOf(region) === 'aws' ? {} : { SignatureVersion: '1' }),
    ...set,
  });
}

const defaultDelivery = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
};

function effectiveDelivery(own: string | undefined): object {
  if (own === undefined) return defaultDelivery;
  const parsed: unknown = JSON.parse(own);
  const http = isObject(parsed) && isObject(parsed.http) ? parsed.http : {};
  return { http: { ...defaultDelivery.http, ...http } };
}

function defaultPolicy(arn: string, owner: string): string {
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': owner } },
      },
    ],
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
