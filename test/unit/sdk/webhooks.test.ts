import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  ConfigurationError,
  isConnectionStateChanged,
  verifyWebhook,
  WebhookVerificationError,
} from '../../../sdk/src/index.ts';
import {
  connectionStateChanged,
  signTestWebhook,
  testWebhookSecret,
} from '../../../sdk/src/testing/index.ts';

const secret = testWebhookSecret;
const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const event = connectionStateChanged({
  connectionId: 'acme-orders-db',
  to: 'available',
  from: 'configuring',
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(WebhookVerificationError);
    return (error as WebhookVerificationError).code;
  }
  return 'verified';
}

describe('a webhook', () => {
  test('a webhook that is signed with the secret gives its event', () => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000);
    const message = verifyWebhook({ ...signTestWebhook(event, { id: 'evt_1042', at }), secret });
    expect(message).toEqual({ id: 'evt_1042', sentAt: at, event });
    if (!isConnectionStateChanged(message.event)) throw new Error('the type was not recognised');
    expect(message.event.data.to).toBe('available');
  });

  test('a webhook of the scheme’s own example verifies: the signature is the one that others make', () => {
    const now = Math.floor(Date.now() / 1000);
    const known = signTestWebhook(
      { type: 'x', timestamp: '', data: 1 },
      {
        secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        at: new Date(1_614_265_330_000),
      },
    );
    // Made with OpenSSL over `msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"type":"x","timestamp":"","data":1}`.
    expect(known.headers['webhook-signature']).toBe('v1,XqZ8jWy2XVhMAeLDB/G5GPGuRU0QCcjzC04EmRWzoEs=');
    expect(
      codeOf(() =>
        verifyWebhook({
          ...known,
          secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
          toleranceSeconds: now - 1_614_265_330 + 60,
        }),
      ),
    ).toBe('verified');
  });

  test('a webhook of a type that is not known passes', () => {
    const unknown = { type: 'moon.risen', timestamp: '2026-01-05T09:00:00Z', data: { phase: 'full' } };
    const message = verifyWebhook({ ...signTestWebhook(unknown), secret });
    expect(message.event).toEqual(unknown);
    expect(isConnectionStateChanged(message.event)).toBe(false);
  });

  test('a webhook may be verified with the old and the new secret while it is being replaced', () => {
    for (const signedWith of [secret, other]) {
      const webhook = signTestWebhook(event, { secret: signedWith });
      expect(codeOf(() => verifyWebhook({ ...webhook, secret: [other, secret] }))).toBe('verified');
    }
    const both = signTestWebhook(event, { secret: [other, secret] });
    expect(codeOf(() => verifyWebhook({ ...both, secret }))).toBe('verified');
  });

  test('a webhook comes in bytes or text, with the headers of Node, of fetch, or in other cases', () => {
    const { headers, body } = signTestWebhook(event);
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    for (const given of [headers, upper, lists, new Headers(headers)]) {
      expect(codeOf(() => verifyWebhook({ headers: given, body, secret }))).toBe('verified');
      expect(codeOf(() => verifyWebhook({ headers: given, body: Buffer.from(body), secret }))).toBe(
        'verified',
      );
    }
  });

  test('a webhook is verified in a server of Node', async () => {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { event: received } = verifyWebhook({
        headers: request.headers,
        body: Buffer.concat(chunks),
        secret,
      });
      response.end(received.type);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { headers, body } = signTestWebhook(event);
    const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body });
    expect(await answer.text()).toBe('connection.state_changed');
    server.closeAllConnections();
    server.close();
  });
});

describe('a webhook is refused', () => {
  const { headers, body } = signTestWebhook(event);

  test('when anything in it was changed', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.constantFrom('x', ' ', '0'), (index, replacement) => {
        const changed = body.slice(0, index) + replacement + body.slice(index + 1);
        fc.pre(changed !== body);
        expect(codeOf(() => verifyWebhook({ headers, body: changed, secret }))).toBe('signature_mismatch');
      }),
    );
    const moved = { ...headers, 'webhook-id': 'evt_other' };
    expect(codeOf(() => verifyWebhook({ headers: moved, body, secret }))).toBe('signature_mismatch');
    const earlier = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 1) };
    expect(codeOf(() => verifyWebhook({ headers: earlier, body, secret }))).toBe('signature_mismatch');
  });

  test('when it is signed with another secret', () => {
    expect(codeOf(() => verifyWebhook({ headers, body, secret: other }))).toBe('signature_mismatch');
  });

  test.each([
    [301, 'timestamp_too_old'],
    [-301, 'timestamp_too_new'],
    [290, 'verified'],
    [-290, 'verified'],
  ])('when it was signed %i s ago: %s', (seconds, code) => {
    const webhook = signTestWebhook(event, { at: new Date(Date.now() - seconds * 1000) });
    expect(codeOf(() => verifyWebhook({ ...webhook, secret }))).toBe(code);
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'a webhook is refused without the header %s',
    (name) => {
      const without = Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
      expect(codeOf(() => verifyWebhook({ headers: without, body, secret }))).toBe('missing_header');
    },
  );

  test.each([
    ['webhook-timestamp', 'yesterday'],
    ['webhook-timestamp', '1e9'],
    ['webhook-signature', 'v1a,c2lnbmF0dXJl'],
    ['webhook-signature', 'nothing'],
  ])('with %s: %s', (name, value) => {
    const wrong = { ...headers, [name]: value };
    expect(codeOf(() => verifyWebhook({ headers: wrong, body, secret }))).toBe('malformed_header');
  });

  test('when it is signed and no event', () => {
    for (const payload of ['text', '7', 'null', '{}', '{"type":7}']) {
      const signed = signTestWebhook({ type: 'x', timestamp: '', data: payload });
      // The helper signs what it is given; this signs the payload itself.
      const raw = resign(signed.headers['webhook-id'], signed.headers['webhook-timestamp'], payload);
      expect(codeOf(() => verifyWebhook({ headers: raw, body: payload, secret }))).toBe('malformed_body');
    }
  });

  test('when the secret or the body cannot be one, with the fix', () => {
    const verify = (options: object) => () => verifyWebhook({ headers, body, secret, ...options });
    for (const wrong of ['', 'whsec_', 'whsec_!!!', 'whsec_c2hvcnQ=', undefined, 7]) {
      expect(verify({ secret: wrong })).toThrow(Error);
    }
    expect(verify({ secret: 'whsec_c2hvcnQ=' })).toThrow(ConfigurationError);
    expect(verify({ secret: [] })).toThrow('empty list');
    expect(verify({ body: JSON.parse(body) })).toThrow('turn body parsing off');
    expect(verify({ toleranceSeconds: 0 })).toThrow('toleranceSeconds');
  });
});

function resign(id: string, timestamp: string, body: string): Record<string, string> {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
