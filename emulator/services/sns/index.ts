import type { Service } from '../../core/service.ts';
import { model } from '../../models/sns.generated.ts';
import { awsQuery } from '../../protocols/query.ts';
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from './subscriptions.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import { createTopic, deleteTopic, getTopicAttributes, listTopics, setTopicAttributes } from './topics.ts';

export const sns: Service = {
  signingName: 'sns',
  model,
  protocols: [
    awsQuery({
      version: '2010-03-31',
      xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/',
      inputErrors: { missing: 'InvalidParameter', invalid: 'InvalidParameter' },
      deniedCode: 'AuthorizationError',
    }),
  ],
  actions: {
    CreateTopic: createTopic,
    DeleteTopic: deleteTopic,
    GetSubscriptionAttributes: getSubscriptionAttributes,
    GetTopicAttributes: getTopicAttributes,
    ListSubscriptions: listSubscriptions,
    ListSubscriptionsByTopic: listSubscriptionsByTopic,
    ListTagsForResource: listTagsForResource,
    ListTopics: listTopics,
    SetSubscriptionAttributes: setSubscriptionAttributes,
    SetTopicAttributes: setTopicAttributes,
    Subscribe: subscribe,
    TagResource: tagResource,
    Unsubscribe: unsubscribe,
    UntagResource: untagResource,
  },
};
