import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { KEPT_EVENTS } from '../../../emulator/services/logs/event-store.ts';
import { list, startStill, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
const START = Date.UTC(2025, 0, 1);
const call = (action: string, body: object) => wire.json('logs', 'Logs_20140328', action, body);
const place = { logGroupName: '/tray', logStreamName: 'a' };
const put = (messages: readonly string[], logStreamName = 'a', at = START) =>
  call('PutLogEvents', {
    logGroupName: '/tray',
    logStreamName,
    logEvents: messages.map((message, index) => ({ timestamp: at + index, message })),
  });
const read = async (body: object = {}) => {
  const answer = await call('GetLogEvents', { ...place, ...body });
  return { ...answer, texts: list(answer.events).map(({ message }) => message) };
};

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});
beforeEach(async () => {
  await emulator.reset();
  await call('CreateLogGroup', { logGroupName: '/tray' });
  for (const logStreamName of ['a', 'b'])
    await call('CreateLogStream', { logGroupName: '/tray', logStreamName });
});
afterAll(() => emulator.close());

test('events are read from the end, or from the head, and tokens go on in both directions', async () => {
  await put(['1', '2', '3', '4', '5']);
  const last = await read({ limit: 2 });
  expect(last.texts).toEqual(['4', '5']);
  const before = await read({ limit: 2, nextToken: (last as Record<string, unknown>).nextBackwardToken });
  expect(before.texts).toEqual(['2', '3']);
  const first = await read({ limit: 2, startFromHead: true });
  expect(first.texts).toEqual(['1', '2']);
  const rest = await read({ nextToken: (first as Record<string, unknown>).nextForwardToken });
  expect(rest.texts).toEqual(['3', '4', '5']);
  const token = (rest as Record<string, unknown>).nextForwardToken;
  expect(token).toMatch(/^f\//);
  expect(await read({ nextToken: token })).toMatchObject({ texts: [], nextForwardToken: token });
});

test('a batch out of order, and one beyond the limits, is refused', async () => {
  const refused = (logEvents: object[]) =>
    expect(call('PutLogEvents', { ...place, logEvents })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  await refused([
    { timestamp: START + 1, message: 'a' },
    { timestamp: START, message: 'b' },
  ]);
  await refused([{ timestamp: START, message: 'x'.repeat(256 * 1024) }]);
  expect((await read()).texts).toEqual([]);
});

test('events that are too old or too new are said to be rejected, the others are kept', async () => {
  const answer = await call('PutLogEvents', {
    ...place,
    logEvents: [
      { timestamp: START, message: 'kept' },
      { timestamp: START + 3 * 3600 * 1000, message: 'too new' },
    ],
  });
  expect(answer.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
  expect((await read()).texts).toEqual(['kept']);
});

test('streams are searched together, in the order of time, by terms and range', async () => {
  await put(['an error here', 'fine'], 'a', START);
  await put(['an error there', 'another error'], 'b', START + 1);
  const search = async (body: object) =>
    list((await call('FilterLogEvents', { logGroupName: '/tray', ...body })).events).map(
      ({ message }) => message,
    );
  expect(await search({ filterPattern: 'error -another' })).toEqual(['an error here', 'an error there']);
  expect(await search({ filterPattern: '"fine"' })).toEqual(['fine']);
  expect(await search({ startTime: START + 1, endTime: START + 2, logStreamNames: ['b'] })).toEqual([
    'an error there',
  ]);
  const page = await call('FilterLogEvents', { logGroupName: '/tray', limit: 3 });
  expect(await search({ nextToken: page.nextToken })).toEqual(['another error']);
});

test('streams can be listed by their last event', async () => {
  await put(['1'], 'b', START + 5);
  await put(['1'], 'a', START + 1);
  const { logStreams } = await call('DescribeLogStreams', {
    logGroupName: '/tray',
    orderBy: 'LastEventTime',
    descending: true,
  });
  expect(list(logStreams)).toMatchObject([
    { logStreamName: 'b', lastEventTimestamp: START + 5 },
    { logStreamName: 'a', lastEventTimestamp: START + 1 },
  ]);
});

test('a stream keeps a bounded number of events, the newest', async () => {
  const all = Array.from({ length: KEPT_EVENTS }, (_none, index) => String(index));
  await put(all);
  await put(['newest'], 'a', START + KEPT_EVENTS);
  const { texts } = await read({ startFromHead: true });
  expect(texts).toHaveLength(KEPT_EVENTS);
  expect([texts[0], texts.at(-1)]).toEqual(['1', 'newest']);
});
