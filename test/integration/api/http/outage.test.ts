import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { request } from 'undici';
import { type RunningApi, startApi } from '../../../../api/http/start.ts';
import { readSettings } from '../../../../api/settings/settings.ts';
import { EmbeddedPostgres } from '../../../../api/store/embedded/embedded-postgres.ts';
import { type OpenStore, openStore } from '../../../../api/store/open.ts';
import { slow } from '../../support/api.ts';
import { serveOn } from '../../support/relay.ts';

/** A server whose database goes away and comes back behind its address. */
describe('the database goes away', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let relay: Awaited<ReturnType<typeof serveOn>>;
  let database: OpenStore;
  let api: RunningApi;
  let token: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tray-privatelink-outage-'));
    postgres = await EmbeddedPostgres.start({ folder });
    relay = await serveOn(new URL(postgres.url));
    const settings = readSettings({
      DATA_FOLDER: join(folder, 'api'),
      DATABASE_URL: relay.url,
      PORT: '0',
      // Readiness is asked for until it is there, however long that takes.
      REQUESTS_PER_MINUTE: '1000000',
    });
    const logger = pino({ level: 'silent' });
    database = await openStore(settings, { logger });
    api = await startApi({ settings, database, logger });
    token = (await api.issueToken?.())?.token ?? '';
  }, slow);
  afterAll(async () => {
    await api.close();
    await database.close();
    await relay.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const get = async (path: string) => {
    const answer = await request(`${api.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  const eventually = async (path: string, status: number) => {
    const deadline = Date.now() + 15_000;
    let answer = await get(path);
    while (answer.status !== status && Date.now() < deadline) answer = await get(path);
    expect(answer.status).toBe(status);
    return answer;
  };

  test(
    'and requests are told to come back; when it is back, they are answered, without a restart',
    async () => {
      expect((await get('/v1/connections')).status).toBe(200);
      expect((await get('/readyz')).status).toBe(200);
      relay.cut();
      const refused = await eventually('/v1/connections', 503);
      expect(refused.body.code).toBe('database_unavailable');
      expect(refused.headers['retry-after']).toBe('2');
      expect(JSON.stringify(refused.body)).not.toMatch(/ECONN|127\.0\.0\.1|postgres/);
      expect((await get('/readyz')).body.checks).toEqual({ database: 'failed', process: 'ok' });
      expect((await get('/healthz')).status).toBe(200);
      relay.mend();
      await eventually('/readyz', 200);
      expect((await get('/v1/connections')).status).toBe(200);
    },
    slow,
  );
});
