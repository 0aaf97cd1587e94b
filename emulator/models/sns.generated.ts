// Written by scripts/emulator-models.ts from botocore 1.43.11, sns/2010-03-31/service-2.json. Do not edit.
import type { ServiceModel } from '../core/model.ts';

export const model: ServiceModel = {
  actions: {
    "CreateTopic": {"input":"CreateTopicInput"},
    "DeleteTopic": {"input":"DeleteTopicInput"},
    "GetSubscriptionAttributes": {"input":"GetSubscriptionAttributesInput"},
    "GetTopicAttributes": {"input":"GetTopicAttributesInput"},
    "ListSubscriptions": {"input":"ListSubscriptionsInput"},
    "ListSubscriptionsByTopic": {"input":"ListSubscriptionsByTopicInput"},
    "ListTagsForResource": {"input":"ListTagsForResourceRequest"},
    "ListTopics": {"input":"ListTopicsInput"},
    "SetSubscriptionAttributes": {"input":"SetSubscriptionAttributesInput"},
    "SetTopicAttributes": {"input":"SetTopicAttributesInput"},
    "Subscribe": {"input":"SubscribeInput"},
    "TagResource": {"input":"TagResourceRequest"},
    "Unsubscribe": {"input":"UnsubscribeInput"},
    "UntagResource": {"input":"UntagResourceRequest"},
  },
  structures: {
    "CreateTopicInput": ["Name! string","Attributes map","Tags list of structure Tag","DataProtectionPolicy string"],
    "DeleteTopicInput": ["TopicArn! string"],
    "GetSubscriptionAttributesInput": ["SubscriptionArn! string"],
    "GetTopicAttributesInput": ["TopicArn! string"],
    "ListSubscriptionsByTopicInput": ["TopicArn! string","NextToken string"],
    "ListSubscriptionsInput": ["NextToken string"],
    "ListTagsForResourceRequest": ["ResourceArn! string"],
    "ListTopicsInput": ["NextToken string"],
    "SetSubscriptionAttributesInput": ["SubscriptionArn! string","AttributeName! string","AttributeValue string"],
    "SetTopicAttributesInput": ["TopicArn! string","AttributeName! string","AttributeValue string"],
    "SubscribeInput": ["TopicArn! string","Protocol! string","Endpoint string","Attributes map","ReturnSubscriptionArn boolean"],
    "Tag": ["Key! string","Value! string"],
    "TagResourceRequest": ["ResourceArn! string","Tags! list of structure Tag"],
    "UnsubscribeInput": ["SubscriptionArn! string"],
    "UntagResourceRequest": ["ResourceArn! string","TagKeys! list of string"],
  },
  enums: {
  },
};
