import { AwsError } from '../../core/aws-error.ts';
import type { Action } from '../../core/service.ts';
import { constraint } from './errors.ts';
import { groupNamed, groupOf, logGroupResource, validGroupName } from './lookup.ts';
import { page } from './paging.ts';

export const createLogStream: Action = {
  handle: (call) => {
    const group = groupNamed(call, validGroupName(call));
    const name = call.input.requiredString('logStreamName');
    if (!/^[^:*]{1,512}$/.test(name)) {
      throw constraint(name, 'logStreamName', 'Member must satisfy regular expression pattern: [^:*]*');
    }
    if (Object.hasOwn(group.streams, name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    group.streams = { ...group.streams, [name]: { name, createdAt: call.now().getTime() } };
    return {};
  },
  resources: logGroupResource,
};

export const describeLogStreams: Action = {
  handle: (call) => {
    const group = groupOf(call);
    const prefix = call.input.string('logStreamNamePrefix') ?? '';
    const streams = Object.values(group.streams)
      .filter((stream) => stream.name.startsWith(prefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = page(call.input, streams, (stream) => stream.name);
    return {
      logStreams: items.map((stream) => ({
        logStreamName: stream.name,
        creationTime: stream.createdAt,
        arn: `${group.arn}:log-stream:${stream.name}`,
        storedBytes: 0,
      })),
      nextToken: next,
    };
  },
  resources: logGroupResource,
};

export const deleteLogStream: Action = {
  handle: (call) => {
    const group = groupNamed(call, validGroupName(call));
    const name = call.input.requiredString('logStreamName');
    if (!Object.hasOwn(group.streams, name)) {
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    const { [name]: _gone, ...rest } = group.streams;
    group.streams = rest;
    return {};
  },
  resources: logGroupResource,
};
