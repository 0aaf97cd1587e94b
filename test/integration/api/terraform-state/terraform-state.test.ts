import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { request } from 'undici';
import { type LeaseHolder, Leases } from '../../../../api/store/leases.ts';
import { identify, type ProcessIdentity } from '../../../../api/terraform/process-identity.ts';
import { StateBackend } from '../../../../api/terraform-state/backend.ts';
import { StateServer } from '../../../../api/terraform-state/server.ts';
import { defined } from '../../../../domain/defined.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const holder: LeaseHolder = { worker: 'test', process: identify() as ProcessIdentity };

let database: TestDatabase;
let leases: Leases;
let server: StateServer;
let number = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  leases = new Leases(database.db, 30_000);
  server = new StateServer(
    new StateBackend({ store: database.store, leaseSeconds: 30 }),
    pino({ level: 'silent' }),
  );
  await server.listen();
  await database.store.transaction((store) =>
    store.organizations.put('acme', {
      customerName: 'Acme',
      awsAccountIds: ['222222222222'],
      partition: 'aws',
      declaredCidrs: [],
    }),
  );
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const state = (serial: number, lineage = 'one') =>
  JSON.stringify({ version: 4, terraform_version: '1.11.4', serial, lineage, outputs: {}, resources: [] });

/** A run with its lease, as Terraform sees it. */
async function openRun(stack: string) {
  const lease = await leases.acquire(stack, holder);
  if (!lease) throw new Error('no lease');
  const run = await database.store.runs.create({ stack, organizationId: 'acme', action: 'apply' });
  const environment = server.open({ stack, runId: run.id, lease });
  const credentials = Buffer.from(`${environment.TF_HTTP_USERNAME}:${environment.TF_HTTP_PASSWORD}`).toString(
    'base64',
  );
  const call = async (method: string, query = '', body?: string, headers: Record<string, string> = {}) => {
    const answer = await request(`${environment.TF_HTTP_ADDRESS}${query}`, {
      method: method as 'GET',
      headers: { authorization: `Basic ${credentials}`, ...headers },
      ...defined({ body }),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  return { run, lease, environment, call };
}

let stack: string;
beforeEach(() => {
  stack = `conn-state-${++number}`;
});

async function takeOver(of: string) {
  await database.query('update stack_leases set expires_at = now() where stack = $1', [of]);
  return openRun(of);
}

describe('the state of a stack', () => {
  test('the state of a stack is empty before it is written, then what was written last', async () => {
    const { call } = await openRun(stack);
    expect(await call('GET')).toEqual({ status: 204, text: '' });
    expect((await call('POST', '', state(1))).status).toBe(200);
    expect((await call('POST', '', state(2))).status).toBe(200);
    expect(JSON.parse((await call('GET')).text)).toMatchObject({ serial: 2 });
  });

  test('the state of a stack keeps every version, and who wrote it', async () => {
    const { call, run } = await openRun(stack);
    for (const serial of [1, 2, 3]) await call('POST', '', state(serial));
    const versions = await database.query(
      'select version, serial, run_id from terraform_state_versions where stack = $1 order by version',
      [stack],
    );
    expect(versions).toEqual([1, 2, 3].map((serial) => ({ version: serial, serial, run_id: run.id })));
  });

  test('the state of a stack that was deleted is empty, and its versions stay', async () => {
    const { call } = await openRun(stack);
    await call('POST', '', state(1));
    expect((await call('DELETE')).status).toBe(200);
    expect((await call('GET')).status).toBe(204);
    expect(
      await database.query('select from terraform_state_versions where stack = $1', [stack]),
    ).toHaveLength(1);
  });

  test.each([
    ['no JSON', 'not json', {}],
    ['no state', '{"version": 4}', {}],
    [
      'another checksum than announced',
      state(1),
      { 'content-md5': createHash('md5').update('else').digest('base64') },
    ],
  ])('the state of a stack refuses a body with %s', async (_what, body, headers) => {
    const { call } = await openRun(stack);
    expect((await call('POST', '', body, headers)).status).toBe(400);
    expect((await call('GET')).status).toBe(204);
  });
});

describe('a run whose stack was taken over', () => {
  test('a run whose stack was taken over can neither write nor lock nor delete any more', async () => {
    const orphan = await openRun(stack);
    await orphan.call('POST', '', state(1));
    const successor = await takeOver(stack);
    await successor.call('POST', '', state(2));
    expect((await orphan.call('POST', '', state(9))).status).toBe(409);
    expect((await orphan.call('LOCK', '', '{"ID":"late"}')).status).toBe(409);
    expect((await orphan.call('DELETE')).status).toBe(409);
    expect(JSON.parse((await successor.call('GET')).text)).toMatchObject({ serial: 2 });
  });

  test('a run whose stack was taken over learns nothing of what its successor knows', async () => {
    const orphan = await openRun(stack);
    await orphan.call('POST', '', state(1));
    const successor = await takeOver(stack);
    const before = await orphan.call('GET');
    await successor.call('POST', '', state(2));
    const after = await orphan.call('GET');
    for (const answer of [before, after]) {
      expect(answer.status).toBe(409);
      expect(answer.text).not.toContain('serial');
    }
  });

  test('a run whose stack was taken over cannot give back the lock that its successor has, whatever id it names', async () => {
    const orphan = await openRun(stack);
    await orphan.call('LOCK', '', '{"ID":"same"}');
    const successor = await takeOver(stack);
    await database.query('delete from terraform_locks where stack = $1', [stack]);
    await successor.call('LOCK', '', '{"ID":"same"}');
    expect((await orphan.call('UNLOCK', '', '{"ID":"same"}')).status).toBe(409);
    expect((await successor.call('POST', '?ID=same', state(2))).status).toBe(200);
  });
});

describe('the lock of a state', () => {
  const info = (ID: string) => JSON.stringify({ ID, Operation: 'OperationTypeApply', Who: 'test' });

  test('the lock of a state keeps another operation out, and says who has it', async () => {
    const { call } = await openRun(stack);
    expect((await call('LOCK', '', info('a'))).status).toBe(200);
    const refused = await call('LOCK', '', info('b'));
    expect(refused.status).toBe(423);
    expect(JSON.parse(refused.text)).toMatchObject({ ID: 'a', Who: 'test' });
    expect((await call('POST', '?ID=b', state(1))).status).toBe(423);
    expect((await call('POST', '?ID=a', state(1))).status).toBe(200);
  });

  test('the lock of a state is free after it is given back, by its own id alone', async () => {
    const { call } = await openRun(stack);
    await call('LOCK', '', info('a'));
    expect((await call('UNLOCK', '', info('b'))).status).toBe(409);
    expect((await call('UNLOCK', '', info('a'))).status).toBe(200);
    expect((await call('LOCK', '', info('b'))).status).toBe(200);
  });

  test.each(['', 'nonsense', '{}', '{"ID": ""}'])('the lock of a state needs an id: %s', async (body) => {
    const { call } = await openRun(stack);
    expect((await call('LOCK', '', body)).status).toBe(400);
  });
});

describe('the door to states', () => {
  test('the door to states opens with the credentials of a run under way alone', async () => {
    const { environment, run, call } = await openRun(stack);
    const address = environment.TF_HTTP_ADDRESS ?? '';
    const status = async (authorization?: string) => {
      const { statusCode, body } = await request(
        address,
        authorization ? { headers: { authorization } } : {},
      );
      await body.dump();
      return statusCode;
    };
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(await status()).toBe(401);
    expect(await status(basic(`${run.id}:guess`))).toBe(401);
    expect(await status(basic(`someone:${environment.TF_HTTP_PASSWORD}`))).toBe(401);
    expect(await status('Bearer abc')).toBe(401);
    server.shut(run.id);
    expect((await call('GET')).status).toBe(401);
  });

  test('leads to the run’s own stack alone', async () => {
    const other = await openRun(`${stack}-other`);
    await other.call('POST', '', state(1));
    const { environment } = await openRun(stack);
    const { origin } = new URL(environment.TF_HTTP_ADDRESS ?? '');
    const { statusCode, body } = await request(`${origin}/${stack}-other`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${environment.TF_HTTP_USERNAME}:${environment.TF_HTTP_PASSWORD}`).toString('base64')}`,
      },
    });
    await body.dump();
    expect(statusCode).toBe(404);
  });

  test('the door to states understands no other method', async () => {
    const { call } = await openRun(stack);
    expect((await call('PATCH')).status).toBe(405);
  });
});
