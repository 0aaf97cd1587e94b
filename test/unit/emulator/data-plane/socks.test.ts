import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SocksReader } from '../../../../emulator/data-plane/socks.ts';
import { connected, end, PORT, type Scenario } from './support/scenario.ts';
import { entrance, hello, howItEnds, reach, request, through } from './support/socks-client.ts';

test('a conversation is read the same however it is cut', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z0-9-]{1,60}$/),
      fc.domain(),
      fc.integer({ min: 1, max: 65_535 }),
      fc.uint8Array({ maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 }),
      (name, host, port, rest, cuts) => {
        const bytes = Buffer.concat([hello(name), request(host, port), rest]);
        const reader = new SocksReader();
        const events = [];
        let at = 0;
        for (let step = 0; at < bytes.length; step++) {
          const size = cuts[step % cuts.length] ?? 1;
          events.push(...reader.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(events).toEqual([
          { kind: 'methods', hasPassword: true },
          { kind: 'identity', name },
          { kind: 'request', command: 1, host, port },
        ]);
        expect(Buffer.compare(reader.rest, rest)).toBe(0);
      },
    ),
  );
});

test('whatever the bytes, reading ends with an event or a bounded wait, never with an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_200 }), fc.boolean(), (bytes, isPolite) => {
      const reader = new SocksReader();
      const sent = isPolite ? Buffer.concat([hello('eni-1'), bytes]) : Buffer.from(bytes);
      const events = reader.push(sent);
      const isOver = events.some(({ kind }) => kind === 'invalid' || kind === 'request');
      expect(isOver || reader.rest.length <= 513).toBe(true);
    }),
    { numRuns: 500 },
  );
});

let scenario: Scenario;

beforeEach(async () => {
  scenario = await connected({
    emulator: { dataPlane: { handshakeMilliseconds: 200, connections: 300, connectionsPerIdentity: 100 } },
  });
});

afterEach(() => end(scenario));

async function answer(bytes: Buffer): Promise<string> {
  const socket = entrance(scenario.aws.emulator);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await howItEnds(socket);
  return Buffer.concat(chunks).toString('hex');
}

test.each([
  ['a client without user name is refused', () => Buffer.from([5, 1, 0]), '05ff'],
  ['an interface that does not exist is refused', () => hello('eni-0'), '05020101'],
  ['BIND is not carried', () => both(request('a.example', 1, 2)), '0502010005070001000000000000'],
  ['UDP ASSOCIATE is not carried', () => both(request('a.example', 1, 3)), '0502010005070001000000000000'],
  ['an unknown kind of address', () => both(Buffer.from([5, 1, 0, 9, 1])), '0502010005080001000000000000'],
  ['a version that is not 5 gets no word', () => Buffer.from('GET / HTTP/1.1\r\n\r\n'), ''],
])('%s', async (_what, bytes, expected) => {
  expect(await answer(bytes())).toBe(expected);
});

function both(bytes: Buffer): Buffer {
  return Buffer.concat([hello(scenario.from), bytes]);
}

test('a handshake that stays unfinished is ended', async () => {
  const socket = entrance(scenario.aws.emulator);
  socket.write(Buffer.from([5]));
  expect(await howItEnds(socket)).toBe('closed');
});

test('five hundred connections at once: as many as are allowed are served, the rest are turned away, and it goes on', async () => {
  const stand = { emulator: scenario.aws.emulator, identity: scenario.from };
  const host = scenario.names[0] ?? '';
  const outcomes = await Promise.all(Array.from({ length: 500 }, () => through(stand, host, PORT)));
  const open = outcomes.flatMap((each) => ('socket' in each ? [each.socket] : []));
  expect(open.length).toBeGreaterThan(0);
  expect(open.length).toBeLessThanOrEqual(100);
  await Promise.all(
    open.map((socket) => {
      const ended = howItEnds(socket);
      socket.end();
      return ended;
    }),
  );
  const again = await reach(stand, host, PORT);
  again.destroy();
});
