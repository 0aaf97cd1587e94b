import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action } from '../../core/service.ts';
import { constraint } from './errors.ts';
import { keptOf } from './event-store.ts';
import { groupNamed, groupOf, logGroupResource, validGroupName } from './lookup.ts';
import { page, pageInOrder } from './paging.ts';
import type { LogGroup, LogStream } from './state.ts';

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
    const prefix = call.input.string('logStreamNamePrefix');
    const byTime = call.input.string('orderBy') === 'LastEventTime';
    if (byTime && prefix !== undefined) {
      throw new AwsError(
        'InvalidParameterException',
        'Cannot order by LastEventTime with a logStreamNamePrefix.',
      );
    }
    const streams = Object.values(group.streams)
      .filter((stream) => stream.name.startsWith(prefix ?? ''))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    if (byTime) streams.sort((a, b) => lastEvent(a) - lastEvent(b));
    const isReversed = call.input.boolean('descending') === true;
    if (isReversed) streams.reverse();
    const pageOf = byTime || isReversed ? pageInOrder : page;
    const { items, next } = pageOf(call.input, streams, (stream) => stream.name);
    return { logStreams: items.map((stream) => describe(group, stream)), nextToken: next };
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

function lastEvent(stream: LogStream): number {
  return keptOf(stream).lastTimestamp ?? 0;
}

function describe(group: LogGroup, stream: LogStream): Output {
  const { firstTimestamp, lastTimestamp, lastIngestion } = keptOf(stream);
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    firstEventTimestamp: firstTimestamp,
    lastEventTimestamp: lastTimestamp,
    lastIngestionTime: lastIngestion,
    uploadSequenceToken: '49590302920323'.padEnd(56, '0'),
    arn: `${group.arn}:log-stream:${stream.name}`,
    // AWS does not count any more, either.
    storedBytes: 0,
  };
}
