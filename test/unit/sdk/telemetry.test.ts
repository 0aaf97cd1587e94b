import { describe, expect, jest, test } from '@jest/globals';
import type { TelemetryHooks } from '../../../sdk/src/index.ts';
import { connection } from './support/data.ts';
import { problem } from './support/server.ts';
import { rejection, served, withoutPauses } from './support/setup.ts';

interface Seen {
  readonly hook: string;
  readonly event: Record<string, unknown>;
}

function recorder(): { hooks: TelemetryHooks; seen: Seen[] } {
  const seen: Seen[] = [];
  const keep = (hook: string) => (event: object) => void seen.push({ hook, event: { ...event } });
  return {
    seen,
    hooks: {
      request: keep('request'),
      response: keep('response'),
      retry: keep('retry'),
      error: keep('error'),
    },
  };
}

describe('hooks', () => {
  test('hooks see every attempt, pause and outcome, under the names that OpenTelemetry has for them', async () => {
    withoutPauses();
    const { hooks, seen } = recorder();
    const { client, server } = await served(
      [problem(503, 'overloaded'), { status: 200, body: connection() }],
      { hooks },
    );
    await client.connections.get('acme-orders-db');
    expect(seen.map(({ hook }) => hook)).toEqual(['request', 'response', 'retry', 'request', 'response']);
    const { port } = new URL(server.url);
    const attributes = {
      'http.request.method': 'GET',
      'url.template': '/v1/connections/{connectionId}',
      'server.address': '127.0.0.1',
      'server.port': Number(port),
    };
    expect(seen[0]?.event).toMatchObject({ operation: 'getConnection', attempt: 1, attributes });
    expect(seen[1]?.event).toMatchObject({ status: 503, durationMs: expect.any(Number) });
    expect(seen[2]?.event).toMatchObject({
      error: { code: 'overloaded' },
      delayMs: 0,
      attributes: { 'error.type': 'overloaded' },
    });
    expect(seen[4]?.event).toMatchObject({
      attempt: 2,
      attributes: { ...attributes, 'http.request.resend_count': 1, 'http.response.status_code': 200 },
    });
  });

  test('know each attempt by the id that the API logs', async () => {
    withoutPauses();
    const { hooks, seen } = recorder();
    const { client, server } = await served(['reset', { status: 200, body: connection() }], { hooks });
    await client.connections.get('acme-orders-db');
    const ids = seen.filter(({ hook }) => hook === 'request').map(({ event }) => event.requestId);
    expect(ids).toEqual(server.received.map(({ headers }) => headers['x-request-id']));
    expect(ids[1]).toBe(`${ids[0]}-2`);
  });

  test('hooks see a failure once, with the time of the whole call', async () => {
    withoutPauses();
    const { hooks, seen } = recorder();
    const { client } = await served(['reset'], { hooks, retries: 1 });
    const error = await rejection(client.regions.list());
    const failures = seen.filter(({ hook }) => hook === 'error');
    expect(failures).toHaveLength(1);
    expect(failures[0]?.event).toMatchObject({
      error,
      attempt: 2,
      operation: 'listRegions',
      durationMs: expect.any(Number),
      attributes: { 'error.type': 'network_error' },
    });
  });

  test('hooks see an abort as one', async () => {
    const { hooks, seen } = recorder();
    const { client } = await served(['hang'], { hooks });
    await rejection(client.regions.list({ signal: AbortSignal.abort() }));
    expect(seen.at(-1)).toMatchObject({ hook: 'error', event: { error: { code: 'aborted' } } });
  });

  test('hooks may add headers for tracing, and not those of the client itself', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { client, server } = await served([{ status: 200, body: { items: [] } }], {
      hooks: {
        request: ({ setHeader }) => {
          setHeader('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
          setHeader('Authorization', 'Bearer stolen');
        },
      },
    });
    await client.regions.list();
    expect(server.received[0]?.headers.traceparent).toContain('0af7651916cd43dd8448eb211c80319c');
    expect(server.received[0]?.headers.authorization).toBe('Bearer token-of-the-test');
    expect(warned).toHaveBeenCalledWith(
      expect.stringContaining('authorization is set by the client itself'),
      expect.anything(),
    );
  });

  test('hooks that throw disturb no call: they become a warning', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { client } = await served([{ status: 200, body: { items: [] } }], {
      hooks: {
        response: () => {
          throw new Error('exporter is down');
        },
      },
    });
    await expect(client.regions.list()).resolves.toEqual({ items: [] });
    expect(warned).toHaveBeenCalledWith('A telemetry hook threw: exporter is down', {
      type: 'TrayPrivateLinkWarning',
    });
  });
});
