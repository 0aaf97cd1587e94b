import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Authentication } from '../../../../api/http/authentication.ts';
import { acme, connectionRequest, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { seed } from '../../support/world.ts';

describe('tokens', () => {
  let api: TestApi;
  let mine: string;
  beforeAll(async () => {
    api = await startTestApi();
    ({ id: mine } = await seed(api, 'acme'));
    await api.call('PUT', '/v1/organizations/globex', { body: acme });
  }, slow);
  afterAll(() => api.close());

  const flip = (token: string) => `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;

  test('a request without one is told how to send it', async () => {
    const answer = await api.call('GET', '/v1/connections', { token: null });
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('unauthenticated');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  test.each([
    ['no JWT', async () => 'hello'],
    ['another signature', async () => flip(await api.token())],
    ['no signature', async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
    [
      'a shared secret',
      async () =>
        new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject('x').sign(Buffer.alloc(32, 'k')),
    ],
  ])('%s is refused', async (_what, make) => {
    const answer = await api.call('GET', '/v1/connections', { token: await make() });
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('invalid_token');
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  test('an expired one says when it expired; a clock 30 seconds off is forgiven', async () => {
    const expired = await api.call('GET', '/v1/connections', {
      token: await api.token({ lifetimeSeconds: -60 }),
    });
    expect(expired.status).toBe(401);
    expect(expired.body.code).toBe('token_expired');
    expect(String(expired.body.detail)).toMatch(/expired at \d{4}-/);
    const nearly = await api.call('GET', '/v1/connections', {
      token: await api.token({ lifetimeSeconds: -5 }),
    });
    expect(nearly.status).toBe(200);
  });

  test('each operation needs its scopes, and names those that are missing', async () => {
    for (const operation of api.contract.operations.values()) {
      if (operation.scopes === 'public' || operation.scopes.length === 0) continue;
      const path = operation.path.replace('{runId}', crypto.randomUUID()).replace(/\{[^}]+\}/g, 'net-acme-x');
      const answer = await api.call(operation.method, path, {
        token: await api.token({ scopes: ['other'] }),
      });
      expect([operation.id, answer.status]).toEqual([operation.id, 403]);
      for (const scope of operation.scopes) expect(answer.body.detail).toContain(scope);
    }
  });

  test('what belongs to another organization does not exist', async () => {
    const token = await api.token({ organizations: ['globex'] });
    const paths = [`/v1/connections/${mine}`, `/v1/connections/${mine}/events`, '/v1/organizations/acme'];
    for (const path of paths) {
      const answer = await api.call('GET', path, { token });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    for (const [method, path, body] of [
      ['DELETE', `/v1/connections/${mine}`, undefined],
      ['PATCH', `/v1/connections/${mine}`, { description: 'mine now' }],
      ['POST', `/v1/connections/${mine}/retry`, undefined],
      ['PUT', '/v1/organizations/acme', acme],
      ['DELETE', '/v1/organizations/acme', undefined],
      ['POST', '/v1/connections', connectionRequest('acme')],
      ['POST', '/v1/service-checks', connectionRequest('acme')],
    ] as const) {
      const answer = await api.call(method, path, { token, body });
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
    expect((await api.call('GET', '/v1/connections', { token })).body.items).toEqual([]);
    expect((await api.call('GET', '/v1/connections?organizationId=acme', { token })).body.items).toEqual([]);
    const seen = await api.call('GET', '/v1/organizations', { token });
    expect(seen.body.items).toMatchObject([{ id: 'globex' }]);
    expect((await api.call('GET', `/v1/connections/${mine}`)).body.state).toBe('requested');
  });
});

describe('an issuer elsewhere', () => {
  let issuer: Server;
  let api: TestApi;
  let answers = true;
  let sign: (claims: Record<string, unknown>) => Promise<string>;
  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const key = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    issuer = createServer((_request, response) => {
      if (!answers) response.writeHead(500).end();
      else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }));
    });
    await new Promise<void>((settle) => issuer.listen(0, '127.0.0.1', settle));
    const { port } = issuer.address() as AddressInfo;
    sign = (claims) =>
      new SignJWT({ scope: 'connections:read', organizations: ['acme'], ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setSubject('service')
        .setExpirationTime('5m')
        .sign(privateKey);
    api = await startTestApi({
      authentication: new Authentication({
        issuer: 'https://issuer.example',
        audience: 'privatelink',
        keys: new URL(`http://127.0.0.1:${port}/jwks.json`),
      }),
    });
  }, slow);
  afterAll(async () => {
    await api.close();
    issuer.close();
  });

  const good = { iss: 'https://issuer.example', aud: 'privatelink' };

  test('an issuer elsewhere that does not answer is no fault of the caller', async () => {
    answers = false;
    const answer = await api.call('GET', '/v1/connections', { token: await sign(good) });
    expect(answer.status).toBe(503);
    expect(answer.body.code).toBe('issuer_unavailable');
    expect(answer.headers['retry-after']).toBe('5');
    answers = true;
  });

  test('its keys are fetched, and issuer and audience are compared', async () => {
    expect((await api.call('GET', '/v1/connections', { token: await sign(good) })).status).toBe(200);
    for (const wrong of [
      { ...good, iss: 'https://other.example' },
      { ...good, aud: 'other' },
      { ...good, organizations: 'acme' },
    ]) {
      const answer = await api.call('GET', '/v1/connections', { token: await sign(wrong) });
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe('invalid_token');
    }
  });
});

describe('the rate limit', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ requestsPerMinute: 5 });
  }, slow);
  afterAll(() => api.close());

  test('the rate limit counts each caller for itself, and says when to come back', async () => {
    const token = await api.token({ subject: 'eager' });
    const statuses: number[] = [];
    for (let i = 0; i < 7; i += 1) statuses.push((await api.call('GET', '/v1/regions', { token })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const limited = await api.call('GET', '/v1/regions', { token });
    expect(limited.body.code).toBe('rate_limited');
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    const other = await api.call('GET', '/v1/regions', { token: await api.token({ subject: 'calm' }) });
    expect(other.status).toBe(200);
    expect((await api.call('GET', '/healthz', { token: null })).status).toBe(200);
  });

  test('the rate limit counts those without a valid token by address', async () => {
    let last = 0;
    for (let i = 0; i < 7; i += 1)
      last = (await api.call('GET', '/v1/regions', { token: 'nonsense' })).status;
    expect(last).toBe(429);
  });
});
