import { queryMap } from '../../core/output.ts';
import type { Action } from '../../core/service.ts';
import { invalidParameter } from './errors.ts';
import { topicOf, topicResource } from './lookup.ts';
import { page } from './paging.ts';
import { subscriptions, type Topic, topics } from './state.ts';
import { readTags } from './tags.ts';
import { checkTopicAttribute, effectiveAttributes } from './topic-attributes.ts';

export const createTopic: Action = {
  handle: (call) => {
    const name = call.input.requiredString('Name');
    const attributes = Object.fromEntries(call.input.map('Attributes'));
    const isFifo = attributes.FifoTopic === 'true';
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(isFifo ? name.replace(/\.fifo$/, '') : name)) {
      throw invalidParameter('Topic Name');
    }
    if (isFifo !== name.endsWith('.fifo')) {
      throw invalidParameter(
        'Topic Name Reason: Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens.',
      );
    }
    for (const [key, value] of Object.entries(attributes)) checkTopicAttribute(key, value);
    const tags = readTags(call.input);
    const arn = call.arn('sns', name);
    const existing = call.table(topics).get(arn);
    if (existing === undefined) call.table(topics).put(arn, { arn, attributes, tags });
    else checkSame(existing, attributes, tags);
    return { TopicArn: arn };
  },
  resources: (call) => [{ resource: call.arn('sns', call.input.string('Name') ?? '') }],
};

/** CreateTopic is idempotent: the same topic again is the answer, another one of the same name an error. */
function checkSame(existing: Topic, attributes: Record<string, string>, tags: Record<string, string>): void {
  const differs = Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value);
  if (differs) throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
  const sameTags =
    Object.keys(tags).length === Object.keys(existing.tags).length &&
    Object.entries(tags).every(([key, value]) => existing.tags[key] === value);
  if (!sameTags) throw invalidParameter('Tags Reason: Topic already exists with different tags');
}

export const getTopicAttributes: Action = {
  handle: (call) => {
    const topic = topicOf(call);
    const own = call.table(subscriptions).filter((subscription) => subscription.topicArn === topic.arn);
    const pending = own.filter((subscription) => subscription.isPending).length;
    return { Attributes: queryMap(effectiveAttributes(topic, { confirmed: own.length - pending, pending })) };
  },
  resources: topicResource,
};

export const setTopicAttributes: Action = {
  handle: (call) => {
    const topic = topicOf(call);
    const name = call.input.requiredString('AttributeName');
    const value = call.input.string('AttributeValue') ?? '';
    checkTopicAttribute(name, value);
    topic.attributes = { ...topic.attributes, [name]: value };
    return {};
  },
  resources: topicResource,
};

export const listTopics: Action = {
  handle: (call) => {
    const { items, next } = page(call.input, call.table(topics).visible(), (topic) => topic.arn);
    return { Topics: items.map((topic) => ({ TopicArn: topic.arn })), NextToken: next };
  },
};

/** Deleting a topic that does not exist is no error. Its subscriptions go with it. */
export const deleteTopic: Action = {
  handle: (call) => {
    const arn = call.input.requiredString('TopicArn');
    call.table(topics).delete(arn);
    for (const subscription of call.table(subscriptions).filter((each) => each.topicArn === arn)) {
      call.table(subscriptions).delete(subscription.arn);
    }
    return {};
  },
  resources: topicResource,
};
