/** Events: write them, read them in order, search them. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { AccessCheck, Action, Call } from '../../core/service.ts';
import { append, bytesOf, eventsOf, type LogEvent } from './event-store.ts';
import { readPattern } from './filter-pattern.ts';
import { groupNamed, groupOf, logGroupResource, validGroupName } from './lookup.ts';
import type { LogGroup, LogStream } from './state.ts';

const MAX_EVENTS = 10_000;
const MAX_BYTES = 1024 * 1024;
const MAX_EVENT_BYTES = 256 * 1024;
const DAY = 24 * 3600 * 1000;
const OLDEST = 14 * DAY;
const NEWEST = 2 * 3600 * 1000;

export const putLogEvents: Action = {
  handle: (call) => {
    const group = groupNamed(call, validGroupName(call));
    const stream = streamOf(group, call.input.requiredString('logStreamName'));
    const events = call.input.structs('logEvents').map((event) => ({
      timestamp: event.integer('timestamp', { min: 0 }) ?? 0,
      message: event.string('message') ?? '',
    }));
    checkBatch(events);
    const now = call.now().getTime();
    const tooOld = events.filter(({ timestamp }) => timestamp < now - OLDEST).length;
    const newFrom = events.findIndex(({ timestamp }) => timestamp > now + NEWEST);
    for (const event of events.slice(tooOld, newFrom === -1 ? undefined : newFrom))
      append(stream, event, now);
    return {
      // Tokens are of no use any more; AWS still gives one.
      nextSequenceToken: '49590302920323'.padEnd(56, '0'),
      rejectedLogEventsInfo:
        tooOld > 0 || newFrom !== -1
          ? {
              tooOldLogEventEndIndex: tooOld > 0 ? tooOld : undefined,
              tooNewLogEventStartIndex: newFrom === -1 ? undefined : newFrom,
            }
          : undefined,
    };
  },
  resources: streamResource,
};

export const getLogEvents: Action = {
  handle: (call) => {
    const { input } = call;
    const group = groupOf(call);
    const events = within(
      call,
      eventsOf(group, streamOf(group, input.requiredString('logStreamName')), call.now().getTime()),
    );
    const limit = input.integer('limit', { min: 1, max: MAX_EVENTS }) ?? MAX_EVENTS;
    const token = input.string('nextToken');
    const [, direction, key = ''] = /^([fb])\/(\d{32})$/.exec(token ?? '') ?? [];
    if (token !== undefined && direction === undefined) {
      throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
    }
    const isForward = direction === undefined ? input.boolean('startFromHead') === true : direction === 'f';
    const candidates =
      direction === undefined
        ? events
        : events.filter((event) => (isForward ? event.key > key : event.key < key));
    const shown = isForward ? firstOf(candidates, limit) : firstOf(candidates.toReversed(), limit).reverse();
    const nowhere = key === '' ? '0'.repeat(32) : key;
    return {
      events: shown.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${shown.at(-1)?.key ?? nowhere}`,
      nextBackwardToken: `b/${shown.at(0)?.key ?? nowhere}`,
    };
  },
  resources: streamResource,
};

export const filterLogEvents: Action = {
  handle: (call) => {
    const { input } = call;
    const group = groupOf(call);
    const prefix = input.string('logStreamNamePrefix');
    const names = input.strings('logStreamNames');
    if (prefix !== undefined && names.length > 0) {
      throw new AwsError(
        'InvalidParameterException',
        'Only one of logStreamNames and logStreamNamePrefix can be specified.',
      );
    }
    const streams =
      names.length > 0
        ? names.map((name) => streamOf(group, name))
        : Object.values(group.streams).filter(({ name }) => name.startsWith(prefix ?? ''));
    const matches = readPattern(input.string('filterPattern') ?? '');
    const limit = input.integer('limit', { min: 1, max: MAX_EVENTS }) ?? MAX_EVENTS;
    const token = input.string('nextToken');
    const now = call.now().getTime();
    const found = streams
      .flatMap((stream) =>
        within(call, eventsOf(group, stream, now)).map((event) => ({
          ...event,
          stream: stream.name,
          place: `${event.key}/${stream.name}`,
        })),
      )
      .filter(({ message, place }) => matches(message) && (token === undefined || place > token))
      .sort((a, b) => (a.place < b.place ? -1 : 1));
    const shown = firstOf(found, limit);
    return {
      events: shown.map(
        ({ stream, timestamp, message, ingestionTime, key }): Output => ({
          logStreamName: stream,
          timestamp,
          message,
          ingestionTime,
          eventId: key,
        }),
      ),
      searchedLogStreams: [],
      nextToken: shown.length < found.length ? shown.at(-1)?.place : undefined,
    };
  },
  resources: logGroupResource,
};

export function streamOf(group: LogGroup, name: string): LogStream {
  const stream = Object.hasOwn(group.streams, name) ? group.streams[name] : undefined;
  if (stream === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  return stream;
}

function streamResource(call: Call): AccessCheck[] {
  const group = call.input.string('logGroupName') ?? '';
  const stream = call.input.string('logStreamName') ?? '';
  return [{ resource: call.arn('logs', `log-group:${group}:log-stream:${stream}`) }];
}

function checkBatch(events: readonly { readonly timestamp: number; readonly message: string }[]): void {
  const refuse = (message: string) => new AwsError('InvalidParameterException', message);
  if (events.length === 0 || events.length > MAX_EVENTS) {
    throw refuse(`logEvents must have between 1 and ${MAX_EVENTS} entries.`);
  }
  if (events.some(({ message }) => message === '')) {
    throw refuse(
      "1 validation error detected: Value '' at 'logEvents.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (events.some(({ message }) => bytesOf(message) > MAX_EVENT_BYTES)) {
    throw refuse(`Log event too large: ${MAX_EVENT_BYTES} bytes exceeded`);
  }
  if (events.reduce((sum, { message }) => sum + bytesOf(message), 0) > MAX_BYTES) {
    throw refuse(`Upload too large: bytes exceeds limit of ${MAX_BYTES}`);
  }
  const times = events.map(({ timestamp }) => timestamp);
  if (times.some((time, index) => index > 0 && time < (times[index - 1] ?? 0))) {
    throw refuse('Log events in a single PutLogEvents request must be in chronological order.');
  }
  if ((times.at(-1) ?? 0) - (times[0] ?? 0) > DAY) {
    throw refuse('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
}

/** `startTime` is part of the range, `endTime` is not. */
function within(call: Call, events: readonly LogEvent[]): readonly LogEvent[] {
  const start = call.input.integer('startTime', { min: 0 }) ?? 0;
  const end = call.input.integer('endTime', { min: 0 }) ?? Number.MAX_SAFE_INTEGER;
  return events.filter(({ timestamp }) => timestamp >= start && timestamp < end);
}

/** As many as an answer takes, by number and by bytes; one at least. */
function firstOf<T extends { readonly message: string }>(events: readonly T[], limit: number): T[] {
  let bytes = 0;
  const beyond = events.findIndex((event, index) => {
    bytes += bytesOf(event.message);
    return index >= limit || (index > 0 && bytes > MAX_BYTES);
  });
  return events.slice(0, beyond === -1 ? undefined : beyond);
}
