import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defined } from '../../../../domain/defined.ts';
import { acme, connectionRequest, slow, startTestApi, type TestApi } from '../../support/api.ts';

describe('a hundred malformed requests', () => {
  let api: TestApi;
  const log: string[] = [];
  beforeAll(async () => {
    api = await startTestApi({ log: { write: (line) => void log.push(line) } });
    await api.call('PUT', '/v1/organizations/acme', { body: acme });
  }, slow);
  afterAll(() => api.close());

  const leaks =
    /node_modules|\.ts:\d|\bat \S+ \(|[Pp]ostgres|select .* from|insert into|ECONN|stack|kysely|fastify/;
  const json = { 'content-type': 'application/json' };

  interface Malformed {
    readonly method: string;
    readonly path: string;
    readonly raw?: string | Buffer;
    readonly headers?: Record<string, string>;
  }

  function requests(): Malformed[] {
    const paths = [
      '/v1/organizations',
      '/v1/connections',
      '/v1/connections/a',
      '/v1/service-checks',
      '/v1/intakes',
    ];
    const wrongMethods = paths.flatMap((path) =>
      ['DELETE', 'PUT', 'PATCH', 'POST', 'OPTIONS', 'TRACE']
        .filter((method) => method !== 'TRACE')
        .map((method) => ({ method, path })),
    );
    const bodies = [
      '{',
      '[]',
      'null',
      '"text"',
      '42',
      'true',
      '{"a":1,}',
      '{"organizationId":"acme"',
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{"x":1}}}',
      '\u0000',
      '{"organizationId":"\\u0000","service":{"name":"\\u0000"},"ports":[]}',
      `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
      JSON.stringify({ ...connectionRequest('acme'), description: 'nul \u0000 byte' }),
      JSON.stringify({ ...connectionRequest('acme'), description: 'lone \ud800 surrogate' }),
      '{"organizationId":"acme","service":{"name":"x"},"ports":[{"port":1e400,"protocol":"TCP"}]}',
      JSON.stringify({ ...connectionRequest('acme'), ports: [{ port: 0.5, protocol: 'TCP' }] }),
      JSON.stringify({ ...connectionRequest('acme'), ports: Array(51).fill({ port: 1, protocol: 'TCP' }) }),
      JSON.stringify({ ...connectionRequest('acme'), id: '-' }),
      JSON.stringify({ ...connectionRequest('acme'), id: 'x'.repeat(41) }),
      JSON.stringify({ ...connectionRequest('acme'), hostname: "'; drop table connections; --" }),
      JSON.stringify({ ...connectionRequest('acme'), service: { name: '\u202e.evil' } }),
      JSON.stringify({ ...connectionRequest('acme'), service: { name: 'a'.repeat(300) } }),
      JSON.stringify({ ...connectionRequest('acme'), region: '../../etc/passwd' }),
      JSON.stringify({ ...connectionRequest('no-such-organization') }),
      Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
      'x'.repeat(70_000),
    ].map((raw) => ({ method: 'POST', path: '/v1/connections', raw, headers: json }));
    const types = [
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'nonsense',
      'application/jsonp',
    ].map((type) => ({
      method: 'POST',
      path: '/v1/connections',
      raw: '{}',
      headers: { 'content-type': type },
    }));
    const encodings = ['gzip', 'br', 'deflate', 'x-unknown'].map((encoding) => ({
      method: 'POST',
      path: '/v1/connections',
      raw: Buffer.from([0x1f, 0x8b]),
      headers: { ...json, 'content-encoding': encoding },
    }));
    const ids = [
      '%00',
      '%',
      '%zz',
      '%ff%fe',
      '..%2f..%2fetc',
      'A',
      '_',
      'a'.repeat(41),
      'a'.repeat(400),
      '%20',
      '*',
      '{id}',
    ];
    const badIds = ids.flatMap((id) => [
      { method: 'GET', path: `/v1/connections/${id}` },
      { method: 'GET', path: `/v1/organizations/${id}` },
    ]);
    const queries = [
      'limit=0',
      'limit=-1',
      'limit=201',
      'limit=ten',
      'limit=1&limit=2',
      'limit=',
      'cursor=',
      'cursor=%00',
      `cursor=${'x'.repeat(600)}`,
      'state=flying',
      'state=',
      'region=%27',
      'organizationId=ACME',
      'serviceName=%0a',
      'unknown=1',
      '__proto__=1',
      'constructor[prototype]=1',
      '&&&=%',
    ].map((query) => ({ method: 'GET', path: `/v1/connections?${query}` }));
    const waits = ['waitFor=never', 'timeout=0', 'timeout=61', 'waitFor=available&timeout=x'].map(
      (query) => ({
        method: 'GET',
        path: `/v1/connections/acme?${query}`,
      }),
    );
    const headers = [
      { 'if-none-match': 'x' },
      { 'idempotency-key': 'with space' },
      { 'idempotency-key': 'x'.repeat(256) },
      { authorization: 'Basic dXNlcjpwYXNz' },
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${'x'.repeat(5_000)}` },
      { 'x-request-id': '../../etc/passwd' },
    ].map((given) => ({
      method: 'POST',
      path: '/v1/connections',
      raw: '{}',
      headers: { ...json, ...given },
    }));
    const nowhere = [
      '/',
      '/v1',
      '/v1/',
      '/v2/connections',
      '/v1/connections/',
      '/.env',
      '/v1/runs/42',
      '//v1//regions',
    ].map((path) => ({ method: 'GET', path }));
    return [
      ...wrongMethods,
      ...bodies,
      ...types,
      ...encodings,
      ...badIds,
      ...queries,
      ...waits,
      ...headers,
      ...nowhere,
    ];
  }

  test(
    'a hundred malformed requests are each answered with a problem that tells the caller, and nothing of ours',
    async () => {
      const all = requests();
      expect(all.length).toBeGreaterThanOrEqual(100);
      for (const { method, path, raw, headers } of all) {
        const answer = await api.call(method, path, {
          ...defined({ raw }),
          ...(headers ? { headers } : {}),
        });
        const shown = `${method} ${path.slice(0, 60)} ${String(raw ?? '').slice(0, 60)} -> ${answer.status}`;
        if (answer.status < 400 && /lone/.test(String(raw))) continue;
        expect([shown, answer.status >= 400 && answer.status < 500]).toEqual([shown, true]);
        expect([shown, answer.headers['content-type']]).toEqual([
          shown,
          'application/problem+json; charset=utf-8',
        ]);
        expect([shown, leaks.exec(answer.text)?.[0]]).toEqual([shown, undefined]);
        expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
      }
    },
    slow,
  );

  /** Bytes on the wire, for what no client would send. */
  const send = (bytes: string) =>
    new Promise<string>((settle, fail) => {
      const socket = connect(api.port, '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      socket.on('error', fail);
      socket.on('close', () => settle(text));
      socket.setTimeout(10_000, () => socket.destroy(new Error('the server keeps the connection open')));
    });

  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['an unknown method', 'FLY /v1/connections HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['headers of 20 kB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['no Host', 'GET /docs/ HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['a Host of nonsense', 'GET /docs HTTP/1.1\r\nHost: a b"\r\nConnection: close\r\n\r\n', 400],
    [
      'two lengths',
      'POST /v1/connections HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      400,
    ],
  ])('%s is answered with a problem too', async (_what, bytes, status) => {
    const text = await send(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).toContain('application/problem+json');
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))).toMatchObject({ status });
  });

  test('a request id of the caller comes back, and is in the log; the token is not', async () => {
    const token = await api.token();
    const answer = await api.call('GET', '/v1/regions', {
      token,
      headers: { 'x-request-id': 'trace-0123456789' },
    });
    expect(answer.headers['x-request-id']).toBe('trace-0123456789');
    const lines = log.join('');
    expect(lines).toContain('"requestId":"trace-0123456789"');
    expect(lines).not.toContain(token);
    expect(lines).not.toContain('Bearer ey');
  });

  test('a method that the resource does not know is answered with those that it does', async () => {
    const answer = await api.call('DELETE', '/v1/connections');
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
  });

  test('HEAD answers like GET, without the body', async () => {
    const answer = await api.call('HEAD', '/v1/organizations/acme');
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.etag).toBe('"1"');
  });
});

describe('the reference', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  }, slow);
  afterAll(() => api.close());

  test('the reference is served from here alone', async () => {
    const page = await api.call('GET', '/docs/', { token: null });
    expect(page.status).toBe(200);
    expect(page.text).toContain('/openapi.json');
    expect(page.text).not.toMatch(/(src|href)="https?:/);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    const script = await api.call('GET', '/docs/js/scalar.js', { token: null });
    expect(script.status).toBe(200);
    expect(script.text.length).toBeGreaterThan(100_000);
    expect((await api.call('GET', '/docs', { token: null })).headers.location).toBe('/docs/');
  });
});
