import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startDeafReaders } from '../../../attack/deaf-readers.ts';
import { startTarget } from '../../../attack/target-process.ts';
import { exchange } from '../../../attack/wire.ts';
import { until } from '../../../support/eventually.ts';
import { slow, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase } from '../../support/database.ts';

/** Everything that comes over a socket until the server closes it. */
function readAll(port: number, bytes: string): Promise<string> {
  return new Promise((settle, fail) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.on('error', fail);
    socket.on('close', () => settle(text));
    socket.setTimeout(50_000, () => socket.destroy(new Error('the server keeps the socket')));
  });
}

/** For busy machines: what is tested is that there is an answer at all. */
const patient = { deadlineMilliseconds: 120_000 };
const verySlow = 240_000;

describe('deaf readers', () => {
  test.each(['/openapi.json', '/docs/js/scalar.js'])(
    'deaf readers that ask for %s many times cost no memory, and others are answered',
    async (path) => {
      const database = await createTestDatabase();
      const dataFolder = await mkdtemp(join(tmpdir(), 'tray-privatelink-deaf-'));
      const target = await startTarget({
        databaseUrl: database.url,
        dataFolder,
        // Idle it takes some 55 MB, and a burst of parsed requests 40 more until they are collected.
        heapMegabytes: 192,
        // So that all of them are answered in full.
        environment: { PUBLIC_REQUESTS_PER_MINUTE: '1000000' },
      });
      try {
        const before = await target.memory();
        const readers = startDeafReaders(target.port, { sockets: 24, requests: 1_600, path });
        await until(() => readers.allSent());
        const alive = await exchange(target.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', patient);
        expect(alive.status).toBe(200);
        const after = await target.memory();
        expect((after?.peak ?? 0) - (before?.now ?? 0)).toBeLessThan(120 * 1_048_576);
        // Whoever begins to read finds that it was cut off long before its last answer.
        readers.listen();
        await until(() => readers.open() === 0);
        expect(target.ended()).toBeUndefined();
        readers.close();
      } finally {
        await target.stop();
        await database.close();
        await rm(dataFolder, { recursive: true, force: true });
      }
    },
    verySlow,
  );
});

describe('sockets', () => {
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    api = await startTestApi({
      limits: { headersSeconds: 1, requestSeconds: 1, writeSeconds: 1, requestsPerSocket: 30 },
    });
    token = await api.token();
  }, slow);
  afterAll(() => api.close());

  const get = (path: string, ...headers: string[]) =>
    `GET ${path} HTTP/1.1\r\n${['Host: x', ...headers].join('\r\n')}\r\n\r\n`;

  test('pipelined requests are answered in order; beyond the limit the socket ends after the answers', async () => {
    const text = await readAll(api.port, get('/healthz').repeat(40));
    expect(text.match(/HTTP\/1\.1 200 /g)).toHaveLength(16);
  });

  test('a socket does not live for ever: its last answer says so', async () => {
    const socket = connect(api.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const answers = () => text.match(/HTTP\/1\.1 200 /g)?.length ?? 0;
    for (let i = 1; i <= 30; i += 1) {
      socket.write(get('/healthz'));
      await until(() => answers() === i);
    }
    await until(() => socket.destroyed);
    expect(text.match(/connection: close/gi)).toHaveLength(1);
  });

  test.each([
    ['nothing at all', ''],
    ['half a header', 'GET / HTTP/1.1\r\nHos'],
    [
      'an unfinished chunked body',
      'POST /v1/connections HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{',
    ],
  ])('%s is answered 408 in time, and the socket closed', async (_what, bytes) => {
    const sent = bytes.replace('Host: x\r\n', `Host: x\r\nAuthorization: Bearer ${token}\r\n`);
    const text = await readAll(api.port, sent);
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text).toContain('application/problem+json');
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test('whoever does not read an answer is cut off', async () => {
    const socket: Socket = connect(api.port, '127.0.0.1');
    const before = api.server.guard.size;
    socket.pause();
    socket.on('error', () => undefined); // reset, as it should
    socket.write(get('/docs/js/scalar.js').repeat(8));
    await until(() => api.server.guard.size > before);
    await until(() => api.server.guard.size <= before);
    socket.destroy();
  });

  test.each([
    ['an expectation', get('/v1/regions', 'Expect: x'), 417, 'expectation_failed'],
    ['QUERY', 'QUERY /v1/connections HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'method_not_allowed'],
    ['QUERY of nothing', 'QUERY /nowhere HTTP/1.1\r\nHost: x\r\n\r\n', 501, 'not_implemented'],
    ['PROPFIND', 'PROPFIND /v1/regions HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'method_not_allowed'],
    ['TRACE', 'TRACE /v1/regions HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'method_not_allowed'],
    ['CONNECT', 'CONNECT localhost:22 HTTP/1.1\r\nHost: x\r\n\r\n', 501, 'not_implemented'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 404, 'route_not_found'],
    ['two hosts', get('/healthz', 'Host: y'), 400, 'malformed_request'],
    [
      'two tokens',
      get('/v1/regions', 'Authorization: Bearer a', 'Authorization: Bearer b'),
      400,
      'malformed_request',
    ],
    ['a long URL', get(`/${'x'.repeat(9_000)}`), 414, 'uri_too_long'],
    ['a longer URL', get(`/${'x'.repeat(40_000)}`), 414, 'uri_too_long'],
    ['long headers', get('/healthz', `X: ${'x'.repeat(20_000)}`), 431, 'headers_too_large'],
    [
      'many headers',
      get('/healthz', ...Array.from({ length: 150 }, (_, i) => `X-${i}: y`)),
      431,
      'headers_too_large',
    ],
    [
      'both framings',
      get('/healthz', 'Transfer-Encoding: chunked', 'Content-Length: 3'),
      400,
      'malformed_request',
    ],
    ['another version', 'GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n', 400, 'malformed_request'],
    ['percent nonsense', get('/v1/%zz'), 400, 'malformed_request'],
  ])('%s is answered with a problem, of the right length', async (_what, bytes, status, code) => {
    const answer = await exchange(api.port, bytes);
    expect([answer.status, answer.hung]).toEqual([status, false]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(answer.body)).toMatchObject({ status, code });
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)));
    expect(JSON.parse(answer.body).requestId).toBe(answer.headers['x-request-id']);
  });

  test.each([
    ['HTTP/1.0 without a Host', 'GET /healthz HTTP/1.0\r\n\r\n'],
    ['the absolute form', get('http://x/healthz')],
    ['an offer to upgrade', get('/healthz', 'Upgrade: h2c', 'Connection: Upgrade')],
    ['the expectation that is known', get('/healthz', 'Expect: 100-continue')],
  ])('%s is answered as any request', async (_what, bytes) => {
    expect((await exchange(api.port, bytes)).status).toBe(200);
  });

  test('nonsense after a request is answered after it', async () => {
    const text = await readAll(api.port, `${get('/readyz')}NONSENSE\r\n\r\n`);
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    expect(statuses).toEqual(['200', '400']);
  });

  test('a client that goes away in the middle of its body is no fault of the server', async () => {
    const errors = async () =>
      (await api.call('GET', '/metrics', { token: null })).text.match(/status="5\d\d"[^\n]*/g) ?? [];
    const head = `POST /v1/connections HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`;
    const socket = connect(api.port, '127.0.0.1', () => socket.write(head, () => socket.resetAndDestroy()));
    await until(() => socket.destroyed);
    expect(await errors()).toEqual([]);
  });
});

describe('too many sockets', () => {
  test(
    'idle ones make room, and those who wait for an answer keep theirs',
    async () => {
      const api = await startTestApi({ limits: { sockets: 20, socketsPerAddress: 10 } });
      const idle: Socket[] = [];
      try {
        for (let i = 0; i < 30; i += 1) {
          const socket = connect(api.port, '127.0.0.1');
          socket.on('error', () => undefined); // made room for others
          idle.push(socket);
        }
        await until(() => idle.filter((socket) => socket.destroyed).length >= 20);
        expect(api.server.guard.size).toBeLessThanOrEqual(10);
        expect((await exchange(api.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')).status).toBe(200);
      } finally {
        for (const socket of idle) socket.destroy();
        await api.close();
      }
    },
    slow,
  );
});
