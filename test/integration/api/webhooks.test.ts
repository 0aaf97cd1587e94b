import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { pino } from 'pino';
import { loadDocument } from '../../../api/contract.ts';
import { WebhookSender } from '../../../api/webhooks.ts';
import { slow, startTestApi, type TestApi } from '../support/api.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeFailed, makePending, seed } from '../support/world.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('webhooks', () => {
  let api: TestApi;
  let destination: Server;
  let sender: WebhookSender;
  let status = 204;
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  beforeAll(async () => {
    destination = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((settle) => destination.listen(0, '127.0.0.1', settle));
    const database = await createTestDatabase({ webhooks: true });
    api = await startTestApi({ database });
    sender = new WebhookSender({
      store: database.store,
      url: new URL(`http://127.0.0.1:${(destination.address() as AddressInfo).port}/hook`),
      secret,
      logger: pino({ level: 'silent' }),
    });
  }, slow);
  afterAll(async () => {
    await api.close();
    await api.database.close();
    destination.close();
  });

  async function sendAll(): Promise<void> {
    while ((await sender.sendDue()) > 0);
  }

  test('webhooks tell every change of state once, in order, as documented and signed', async () => {
    const { id } = await seed(api);
    await makePending(api, id);
    await sendAll();
    await sendAll();
    const told = received.map(({ body }) => JSON.parse(body));
    expect(told.map(({ data }) => [data.from, data.to])).toEqual([
      [undefined, 'requested'],
      ['requested', 'checking'],
      ['checking', 'provisioning'],
      ['provisioning', 'pending_acceptance'],
    ]);
    expect(told.at(-1).data.endpointId).toMatch(/^vpce-/);
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(loadDocument() as object, 'openapi');
    const valid = ajv.compile({ $ref: 'openapi#/components/schemas/ConnectionStateChanged' });
    for (const message of told) expect([valid(message), valid.errors]).toEqual([true, null]);
    for (const { headers, body } of received) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const signature = createHmac('sha256', Buffer.alloc(32, 7)).update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    }
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(4);
  });

  test('webhooks are tried again, under the same id, and the later ones of the connection wait', async () => {
    received.length = 0;
    status = 500;
    const { id } = await seed(api);
    await makeFailed(api, id);
    await sendAll();
    expect(received).toHaveLength(1);
    status = 204;
    await sendAll();
    expect(received).toHaveLength(1); // not due yet
    await api.database.query(
      'update webhook_deliveries set next_attempt_at = now() where delivered_at is null',
    );
    await sendAll();
    expect(received.map(({ body }) => JSON.parse(body).data.to)).toEqual([
      'requested',
      'requested',
      'failed',
    ]);
    expect(received[1]?.headers['webhook-id']).toBe(received[0]?.headers['webhook-id']);
  });

  test('webhooks are given up after the last attempt', async () => {
    received.length = 0;
    status = 500;
    await seed(api);
    for (let attempt = 0; attempt < 13; attempt += 1) {
      await sendAll();
      await api.database.query(
        'update webhook_deliveries set next_attempt_at = now() where delivered_at is null',
      );
    }
    await sendAll();
    expect(received).toHaveLength(13);
    const [row] = await api.database.query(
      'select abandoned_at, last_error from webhook_deliveries where abandoned_at is not null',
    );
    expect(row).toMatchObject({ last_error: 'the destination answered 500' });
  });
});
