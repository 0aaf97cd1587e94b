import { queryMap } from '../../core/output.ts';
import type { Action } from '../../core/service.ts';
import { invalidParameter } from './errors.ts';
import { subscriptionOf, subscriptionResource, topicOf, topicResource } from './lookup.ts';
import { page } from './paging.ts';
import { type Subscription, subscriptions } from './state.ts';

const PROTOCOLS = ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'];
/** Whoever reads these endpoints has to confirm first; AWS confirms the others for its own resources. */
const CONFIRMED_BY_HAND = ['http', 'https', 'email', 'email-json'];
const ATTRIBUTES = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'ReplayPolicy',
  'SubscriptionRoleArn',
];

export const subscribe: Action = {
  handle: (call) => {
    const topic = topicOf(call);
    const protocol = call.input.requiredString('Protocol');
    const endpoint = call.input.requiredString('Endpoint');
    if (!PROTOCOLS.includes(protocol)) {
      throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
    }
    const attributes = Object.fromEntries(call.input.map('Attributes'));
    for (const [name, value] of Object.entries(attributes)) checkAttribute(name, value);
    const existing = call
      .table(subscriptions)
      .find(
        (each) => each.topicArn === topic.arn && each.protocol === protocol && each.endpoint === endpoint,
      );
    const subscription = existing ?? {
      arn: `${topic.arn}:${uuid(call.world.ids.hex(`${topic.arn}/subscription`, 32))}`,
      topicArn: topic.arn,
      protocol,
      endpoint,
      owner: call.accountId,
      principal: call.identity.arn,
      isPending: CONFIRMED_BY_HAND.includes(protocol),
      attributes,
    };
    call.table(subscriptions).put(subscription.arn, subscription);
    const wantsArn = call.input.boolean('ReturnSubscriptionArn') ?? false;
    const showArn = wantsArn || !subscription.isPending;
    return { SubscriptionArn: showArn ? subscription.arn : 'pending confirmation' };
  },
  resources: topicResource,
};

export const unsubscribe: Action = {
  handle: (call) => {
    call.table(subscriptions).delete(subscriptionOf(call).arn);
    return {};
  },
  resources: subscriptionResource,
};

export const getSubscriptionAttributes: Action = {
  handle: (call) => {
    const subscription = subscriptionOf(call);
    return {
      Attributes: queryMap(
        Object.entries({
          SubscriptionArn: subscription.arn,
          TopicArn: subscription.topicArn,
          Protocol: subscription.protocol,
          Endpoint: subscription.endpoint,
          Owner: subscription.owner,
          ConfirmationWasAuthenticated: String(!subscription.isPending),
          PendingConfirmation: String(subscription.isPending),
          SubscriptionPrincipal: subscription.principal,
          RawMessageDelivery: 'false',
          ...subscription.attributes,
        }).filter(([, value]) => value !== ''),
      ),
    };
  },
  resources: subscriptionResource,
};

export const setSubscriptionAttributes: Action = {
  handle: (call) => {
    const subscription = subscriptionOf(call);
    const name = call.input.requiredString('AttributeName');
    const value = call.input.string('AttributeValue') ?? '';
    checkAttribute(name, value);
    subscription.attributes = { ...subscription.attributes, [name]: value };
    return {};
  },
  resources: subscriptionResource,
};

export const listSubscriptions: Action = {
  handle: (call) => {
    const { items, next } = page(call.input, call.table(subscriptions).visible(), (each) => each.arn);
    return { Subscriptions: items.map(describe), NextToken: next };
  },
};

export const listSubscriptionsByTopic: Action = {
  handle: (call) => {
    const topic = topicOf(call);
    const own = call
      .table(subscriptions)
      .visible()
      .filter((each) => each.topicArn === topic.arn);
    const { items, next } = page(call.input, own, (each) => each.arn);
    return { Subscriptions: items.map(describe), NextToken: next };
  },
  resources: topicResource,
};

function checkAttribute(name: string, value: string): void {
  if (!ATTRIBUTES.includes(name)) throw invalidParameter('AttributeName');
  if (name === 'RawMessageDelivery' && !/^(true|false)$/i.test(value)) {
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`,
    );
  }
}

function describe(subscription: Subscription) {
  return {
    SubscriptionArn: subscription.isPending ? 'PendingConfirmation' : subscription.arn,
    Owner: subscription.owner,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topicArn,
  };
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
