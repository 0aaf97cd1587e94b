import { describe, expect, jest, test } from '@jest/globals';
import { clientCredentials, type TokenContext, TokenError } from '../../../sdk/src/index.ts';
import { problem, type Reaction } from './support/server.ts';
import { frozenTime, rejection, served, withoutPauses } from './support/setup.ts';

const ok: Reaction = { status: 200, body: { items: [] } };
const expired = problem(401, 'token_expired');

describe('a token', () => {
  test('a token that is a string goes into every request as it is', async () => {
    const { client, server } = await served([ok], { token: 'abc.def-ghi_~+/==' });
    await client.regions.list();
    expect(server.received[0]?.headers.authorization).toBe('Bearer abc.def-ghi_~+/==');
  });

  test('a token that is a string and refused is not sent again', async () => {
    const { client, server } = await served([expired]);
    expect(await rejection(client.regions.list())).toMatchObject({ code: 'token_expired' });
    expect(server.received).toHaveLength(1);
  });

  test('function is asked before every attempt', async () => {
    withoutPauses();
    let count = 0;
    const { client, server } = await served([problem(503, 'overloaded'), ok], {
      token: async () => `t${++count}`,
    });
    await client.regions.list();
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
  });

  test('function that throws makes a TokenError with the cause', async () => {
    const cause = new Error('vault is sealed');
    const { client, server } = await served([ok], {
      token: () => {
        throw cause;
      },
    });
    const error = await rejection(client.regions.list());
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({ cause, message: 'The token provider failed: vault is sealed' });
    expect(server.received).toHaveLength(0);
  });

  test.each([undefined, '', 'two words', 'line\nend'])(
    'function that gives %j is told what a token is',
    async (token) => {
      const { client } = await served([ok], { token: () => token as string });
      expect(await rejection(client.regions.list())).toMatchObject({ code: 'invalid_token_format' });
    },
  );
});

describe('a 401', () => {
  test('a 401 asks the provider once for another token, and tells it which was refused', async () => {
    const contexts: (string | undefined)[] = [];
    const token = ({ rejectedToken }: TokenContext) => {
      contexts.push(rejectedToken);
      return rejectedToken === 'old' ? 'new' : 'old';
    };
    const { client, server } = await served([expired, ok], { token });
    await client.regions.list();
    expect(contexts).toEqual([undefined, 'old']);
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  test('after that is final', async () => {
    let count = 0;
    const { client, server } = await served([expired], { token: () => `t${++count}` });
    expect(await rejection(client.regions.list())).toMatchObject({ code: 'token_expired', attempts: 2 });
    expect(server.received).toHaveLength(2);
  });

  test('a 401 is final when the provider has nothing else', async () => {
    const { client, server } = await served([expired], { token: () => 'the-only-one' });
    expect(await rejection(client.regions.list())).toMatchObject({ code: 'token_expired' });
    expect(server.received).toHaveLength(1);
  });

  test('a 401 does not count as a retry', async () => {
    withoutPauses();
    let count = 0;
    const overloaded = problem(503, 'overloaded');
    const { client, server } = await served([overloaded, expired, overloaded, ok], {
      token: () => `t${++count}`,
      retries: 2,
    });
    await client.regions.list();
    expect(server.received).toHaveLength(4);
  });

  test('with `retries: 0` ends the call; the next one gets another token', async () => {
    const { server: auth } = await served((_, index) => ({
      status: 200,
      body: { access_token: `t${index}`, expires_in: 3600 },
    }));
    const { client, server } = await served([expired, ok], {
      token: clientCredentials({ tokenUrl: auth.url, clientId: 'orders', clientSecret: 's' }),
      retries: 0,
    });
    expect(await rejection(client.regions.list())).toMatchObject({ code: 'token_expired' });
    expect(server.received).toHaveLength(1);
    await client.regions.list();
    expect(server.received[1]?.headers.authorization).toBe('Bearer t1');
  });
});

describe('client credentials', () => {
  const grant = (token: string, seconds: number): Reaction => ({
    status: 200,
    body: { access_token: token, token_type: 'Bearer', expires_in: seconds },
  });

  test('client credentials are exchanged as RFC 6749 says', async () => {
    const { server: auth } = await served([grant('t', 3600)]);
    const { client, server } = await served([ok], {
      token: clientCredentials({
        tokenUrl: `${auth.url}/oauth/token?tenant=1`,
        clientId: 'orders service',
        clientSecret: 'p:ss+word',
        scope: ['connections:read', 'connections:write'],
        audience: 'privatelink',
      }),
    });
    await client.regions.list();
    const [request] = auth.received;
    expect(request).toMatchObject({ method: 'POST', url: '/oauth/token?tenant=1' });
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'client_credentials',
      scope: 'connections:read connections:write',
      audience: 'privatelink',
    });
    const basic = request?.headers.authorization?.replace('Basic ', '') ?? '';
    expect(Buffer.from(basic, 'base64').toString()).toBe('orders+service:p%3Ass%2Bword');
    expect(server.received[0]?.headers.authorization).toBe('Bearer t');
  });

  test('client credentials go into the form where the server wants that', async () => {
    const { server: auth } = await served([grant('t', 3600)]);
    const { client } = await served([ok], {
      token: clientCredentials({
        tokenUrl: auth.url,
        clientId: 'orders',
        clientSecret: 'secret',
        authentication: 'body',
      }),
    });
    await client.regions.list();
    expect(auth.received[0]?.headers).not.toHaveProperty('authorization');
    expect(auth.received[0]?.body).toBe(
      'grant_type=client_credentials&client_id=orders&client_secret=secret',
    );
  });

  test('client credentials are asked for once however many calls wait', async () => {
    const { server: auth } = await served([grant('t', 3600)]);
    const { client, server } = await served([ok], {
      token: clientCredentials({ tokenUrl: auth.url, clientId: 'orders', clientSecret: 's' }),
    });
    await Promise.all(Array.from({ length: 20 }, () => client.regions.list()));
    await client.regions.list();
    expect(auth.received).toHaveLength(1);
    expect(server.received).toHaveLength(21);
  });

  test('one caller that gives up does not take the token from the others', async () => {
    const { server: auth } = await served([grant('t', 3600)]);
    const { client } = await served([ok], {
      token: clientCredentials({ tokenUrl: auth.url, clientId: 'orders', clientSecret: 's' }),
    });
    const controller = new AbortController();
    const first = rejection(client.regions.list({ signal: controller.signal }));
    const second = client.regions.list();
    controller.abort();
    expect(await first).toMatchObject({ code: 'aborted' });
    await expect(second).resolves.toEqual({ items: [] });
    expect(auth.received).toHaveLength(1);
  });

  test('client credentials are renewed before they end', async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout', 'clearTimeout', 'performance'],
    });
    const { server: auth } = await served((_, index) => grant(`t${index}`, 600));
    const { client, server } = await served([ok], {
      token: clientCredentials({ tokenUrl: auth.url, clientId: 'orders', clientSecret: 's' }),
    });
    await client.regions.list();
    jest.setSystemTime(Date.now() + 539_000);
    await client.regions.list();
    expect(auth.received).toHaveLength(1);
    jest.setSystemTime(Date.now() + 2_000);
    await client.regions.list();
    expect(auth.received).toHaveLength(2);
    expect(server.received.at(-1)?.headers.authorization).toBe('Bearer t1');
  });

  test('client credentials that still hold are used when the authorization server is away', async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout', 'clearTimeout', 'performance'],
    });
    withoutPauses();
    const { server: auth } = await served([grant('t0', 600), 'reset']);
    const { client } = await served([ok], {
      token: clientCredentials({ tokenUrl: auth.url, clientId: 'orders', clientSecret: 's' }),
    });
    await client.regions.list();
    jest.setSystemTime(Date.now() + 590_000);
    await expect(client.regions.list()).resolves.toEqual({ items: [] });
    jest.setSystemTime(Date.now() + 11_000);
    expect(await rejection(client.regions.list())).toMatchObject({
      code: 'authorization_server_unavailable',
    });
  });

  test('client credentials are fetched anew after a 401', async () => {
    const { server: auth } = await served((_, index) => grant(`t${index}`, 3600));
    const { client, server } = await served(
      ({ headers }) => (headers.authorization === 'Bearer t0' ? expired : ok),
      {
        token: clientCredentials({ tokenUrl: auth.url, clientId: 'orders', clientSecret: 's' }),
      },
    );
    await Promise.all(Array.from({ length: 10 }, () => client.regions.list()));
    expect(auth.received).toHaveLength(2);
    expect(server.received).toHaveLength(20);
  });

  test('survive a hiccup of the authorization server', async () => {
    withoutPauses();
    const { server: auth } = await served(['reset', { status: 503, body: 'busy' }, grant('t', 60)]);
    const { client } = await served([ok], {
      token: clientCredentials({ tokenUrl: auth.url, clientId: 'orders', clientSecret: 's' }),
    });
    await expect(client.regions.list()).resolves.toEqual({ items: [] });
    expect(auth.received).toHaveLength(3);
  });

  test('client credentials that are refused are not tried again, and the message says what to check', async () => {
    const { server: auth } = await served([{ status: 401, body: { error: 'invalid_client' } }]);
    const { client } = await served([ok], {
      token: clientCredentials({ tokenUrl: auth.url, clientId: 'orders', clientSecret: 'wrong-secret' }),
    });
    const error = await rejection(client.regions.list());
    expect(error).toMatchObject({ name: 'TokenError', code: 'invalid_client' });
    expect(String(error)).toContain('Check clientId and clientSecret');
    expect(auth.received).toHaveLength(1);
  });

  test.each([
    ['no token', {}, 'without an access_token'],
    ['a lifetime that is none', { access_token: 't', expires_in: 'soon' }, 'expires_in'],
  ])('an answer with %s is refused', async (_, body, words) => {
    const { server: auth } = await served([{ status: 200, body }]);
    const { client } = await served([ok], {
      token: clientCredentials({ tokenUrl: auth.url, clientId: 'orders', clientSecret: 's' }),
    });
    expect(String(await rejection(client.regions.list()))).toContain(words);
  });

  test('an authorization server that hangs is given up', async () => {
    frozenTime();
    const { server: auth } = await served(['hang']);
    const { client } = await served([ok], {
      token: clientCredentials({
        tokenUrl: auth.url,
        clientId: 'orders',
        clientSecret: 's',
        retries: 0,
        timeout: 3_000,
      }),
    });
    const call = rejection(client.regions.list());
    await auth.requests(1);
    await jest.advanceTimersByTimeAsync(3_001);
    expect(String(await call)).toContain('gave no token within 3000 ms');
  });
});
