import type { Random } from './random.ts';

/** What one malformed request is called in a report, and its bytes. */
export interface Malformed {
  readonly kind: string;
  readonly bytes: Buffer;
  /** The client ends its half after it. */
  readonly close?: boolean;
}

const paths = [
  '/v1/connections',
  '/v1/connections/acme-1',
  '/v1/organizations',
  '/v1/organizations/acme',
  '/v1/runs/0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a',
  '/v1/intakes',
  '/v1/service-checks',
  '/v1/networks/net-acme-eu-west-1',
  '/v1/regions',
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/docs/',
  '/nowhere',
];

const nasty = [
  '%00',
  '%',
  '%zz',
  '%c3%28',
  '%ed%a0%80',
  '%ff%fe',
  '..%2f..%2fetc%2fpasswd',
  'urn:uuid:0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a',
  '0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6',
  '{0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a}',
  '__proto__',
  'constructor',
  "'; drop table connections; --",
  'a'.repeat(41),
  'a'.repeat(5_000),
  'A',
  '-',
  '%20',
  '%0d%0aX:%20y',
  '💥',
];

const bodies = [
  '{',
  '[]',
  'null',
  '"\\u0000"',
  '{"organizationId":"\\u0000"}',
  '{"organizationId":"\\ud800","service":{"name":"x"},"ports":[]}',
  '{"\\u0000":1}',
  '{"\\udfff":1}',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"ports":[{"port":1e400,"protocol":"TCP"}]}',
  '{"ports":[{"port":-0,"protocol":["TCP"]}]}',
  '{"ports":99999999999999999999999999}',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `{"a":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
  `{"ports":[${'[[[1]]],'.repeat(2_000)}1]}`,
  `{"description":"${'x'.repeat(70_000)}"}`,
  '{"customerName":"a\\u0000b","awsAccountIds":["222222222222"]}',
  '{"tray_org_id":"\\ud83d","customer_name":"\\udca9"}',
];

const queries = [
  'limit=0',
  'limit=1e9',
  'limit=1&limit=2',
  'limit[]=1',
  'cursor=%00',
  'cursor=a.b',
  'cursor=MQ.AAAAAAAAAAAAAAAAAAAAAA',
  'state=%ed%a0%80',
  'serviceName=%00',
  'organizationId=acme%00',
  'waitFor=available%00',
  'timeout=1e309',
  '__proto__=1',
  'a[b]=c',
  '=',
  '%=%',
  '&'.repeat(500),
];

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'QUERY',
  'PROPFIND',
  'M-SEARCH',
  'FLY',
  'get',
  'CONNECT',
];

const oddHeaders = [
  'Expect: x',
  'Expect: 100-continue',
  'Expect: 200-ok',
  'Upgrade: websocket\r\nConnection: Upgrade',
  'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: identity',
  'Transfer-Encoding: chunked\r\nContent-Length: 5',
  'Content-Length: 5\r\nContent-Length: 6',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 0x10',
  'Host: second',
  'Authorization: Bearer a\r\nAuthorization: Bearer b',
  'Content-Type: text/plain',
  'Content-Type: application/json; charset=utf-16',
  'Content-Type: application/json\r\nContent-Type: text/plain',
  'Content-Encoding: gzip',
  'If-Match: "1", nonsense',
  'If-Match: W/"1"',
  'If-None-Match: "',
  `If-None-Match: ${'"1",'.repeat(40)}"1"`,
  'Idempotency-Key: a b',
  `Idempotency-Key: ${'k'.repeat(300)}`,
  'Idempotency-Key: a\r\nIdempotency-Key: b',
  'X-Request-Id: ../../../etc',
  'X-Forwarded-For: 1.2.3.4, \u00ff',
  'X: a\u0000b',
  ' Folded: x',
  'No colon here',
  'Bad Name: x',
  `Many: ${'x'.repeat(20_000)}`,
  Array.from({ length: 150 }, (_, i) => `X-${i}: y`).join('\r\n'),
];

/** Requests that no honest client sends: at the level of bytes, so that no client library mends them on the way. */
export function malformed(random: Random, tokens: readonly string[]): Malformed {
  const kinds: readonly (() => Malformed)[] = [
    () => body(random, tokens),
    () => nastyPath(random, tokens),
    () => query(random, tokens),
    () => oddHeader(random, tokens),
    () => method(random, tokens),
    () => framing(random, tokens),
    () => target(random),
    () => forgedToken(random, tokens),
    () => noise(random),
  ];
  return random.pick(kinds)();
}

function head(random: Random, tokens: readonly string[], line: string, more: readonly string[] = []): string {
  return [
    line,
    'Host: localhost',
    ...(random.chance(0.9) ? [`Authorization: Bearer ${random.pick(tokens)}`] : []),
    ...more,
    '',
    '',
  ].join('\r\n');
}

function body(random: Random, tokens: readonly string[]): Malformed {
  const text = Buffer.from(random.pick(bodies));
  // Bytes that are no UTF-8, or that break the text somewhere.
  const broken = Buffer.from(text);
  if (random.chance(0.3)) broken[random.below(broken.length)] = random.below(256);
  const path = random.pick(paths);
  const line = `${random.pick(['POST', 'PUT', 'PATCH', 'DELETE', 'GET'])} ${path} HTTP/1.1`;
  const more = ['Content-Type: application/json', `Content-Length: ${broken.length}`];
  return { kind: 'body', bytes: Buffer.concat([Buffer.from(head(random, tokens, line, more)), broken]) };
}

function nastyPath(random: Random, tokens: readonly string[]): Malformed {
  const base = random.pick([
    '/v1/connections/',
    '/v1/organizations/',
    '/v1/runs/',
    '/v1/networks/',
    '/docs/',
    '/v1/',
  ]);
  const end = random.pick(['', '/events', '/acceptance', '/runs', '/retry', '/progress']);
  const name = encodeSpaces(random.pick(nasty));
  return {
    kind: 'path',
    bytes: Buffer.from(
      head(random, tokens, `${random.pick(['GET', 'GET', 'DELETE'])} ${base}${name}${end} HTTP/1.1`),
    ),
  };
}

function query(random: Random, tokens: readonly string[]): Malformed {
  const line = `GET ${random.pick(paths)}?${random.pick(queries)}&${random.pick(queries)} HTTP/1.1`;
  return { kind: 'query', bytes: Buffer.from(head(random, tokens, line)) };
}

function oddHeader(random: Random, tokens: readonly string[]): Malformed {
  const line = `${random.pick(['GET', 'POST', 'PUT'])} ${random.pick(paths)} HTTP/1.1`;
  const text = head(random, tokens, line, [random.pick(oddHeaders)]);
  return { kind: 'header', bytes: Buffer.from(`${text}hello`, 'latin1'), close: true };
}

function method(random: Random, tokens: readonly string[]): Malformed {
  return {
    kind: 'method',
    bytes: Buffer.from(head(random, tokens, `${random.pick(methods)} ${random.pick(paths)} HTTP/1.1`)),
  };
}

function framing(random: Random, tokens: readonly string[]): Malformed {
  const post = 'POST /v1/connections HTTP/1.1';
  const chunked = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
  const text = random.pick([
    `${head(random, tokens, post, chunked)}zz\r\n{}\r\n0\r\n\r\n`,
    `${head(random, tokens, post, chunked)}5\r\n{}\r\n`,
    `${head(random, tokens, post, chunked)}2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    `${head(random, tokens, post, chunked)}2\r\n{}\r\n0\r\nX: y\r\n\r\n`,
    `${head(random, tokens, post, ['Content-Type: application/json', 'Content-Length: 10'])}{}`,
    `${head(random, tokens, post, ['Content-Type: application/json', 'Content-Length: 1'])}{}GARBAGE`,
    `${head(random, tokens, 'GET /v1/regions HTTP/1.1')}GARBAGE\r\n\r\n`,
    head(random, tokens, 'GET /v1/regions HTTP/1.0'),
    head(random, tokens, 'GET /v1/regions HTTP/2.0'),
    head(random, tokens, 'GET /v1/regions HTTP/9.9'),
    'GET /v1/regions\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    head(random, tokens, 'GET /v1/regions HTTP/1.1').replaceAll('\r\n', '\n'),
  ]);
  // Half a request stays open until the server's patience ends: ended by the client, so that the attack goes on.
  return { kind: 'framing', bytes: Buffer.from(text), close: true };
}

function target(random: Random): Malformed {
  const line = random.pick([
    'GET http://localhost/v1/regions HTTP/1.1',
    'GET http://other.example/v1/regions HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'GET * HTTP/1.1',
    'GET  /v1/regions HTTP/1.1',
    'GET v1/regions HTTP/1.1',
    'GET //v1//regions HTTP/1.1',
    'GET /v1/../v1/regions HTTP/1.1',
    'GET /v1/regions#x HTTP/1.1',
    'GET ?x HTTP/1.1',
    `GET /${'x'.repeat(9_000)} HTTP/1.1`,
    `GET /${'x'.repeat(30_000)} HTTP/1.1`,
    'CONNECT localhost:22 HTTP/1.1',
    'CONNECT /v1/regions HTTP/1.1',
    'GET \u0001 HTTP/1.1',
    'GET /\u00ff HTTP/1.1',
  ]);
  const host = random.pick(['Host: localhost', 'Host: a b', 'Host:', 'Host: localhost\r\nHost: other', '']);
  return {
    kind: 'target',
    bytes: Buffer.from(`${line}\r\n${host}${host === '' ? '' : '\r\n'}\r\n`, 'latin1'),
  };
}

function forgedToken(random: Random, tokens: readonly string[]): Malformed {
  const [header = '', payload = '', signature = ''] = random.pick(tokens).split('.');
  const part = (value: unknown) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  const token = random.pick([
    `${header}.${part({ sub: 'x', organizations: ['*'] })}.${signature}`,
    `${part({ alg: 'none' })}.${payload}.`,
    `${part({ alg: 'HS256' })}.${payload}.${signature}`,
    `${part({ alg: 'EdDSA', crit: ['x'], x: 1 })}.${payload}.${signature}`,
    `${part({ alg: 'EdDSA', b64: false, crit: ['b64'] })}.${payload}.${signature}`,
    `${part('{"alg":')}.${payload}.${signature}`,
    `${part({ alg: 'EdDSA', kid: '../../etc/passwd' })}.${payload}.${signature}`,
    `${header}.${part('\u0000')}.${signature}`,
    `${header}.${payload}`,
    `${header}.${payload}.${signature}.x`,
    `${header}..${signature}`,
    '...',
    'e30.e30.e30',
    `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
  ]);
  const line = `GET ${random.pick(paths)} HTTP/1.1`;
  return {
    kind: 'token',
    bytes: Buffer.from(`${line}\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`),
  };
}

function noise(random: Random): Malformed {
  const bytes = Buffer.from(Array.from({ length: 1 + random.below(400) }, () => random.below(256)));
  return { kind: 'noise', bytes, close: true };
}

function encodeSpaces(text: string): string {
  return text.replaceAll(' ', '%20').replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent);
}
