import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { HeldLease } from '../../../../api/reconciler/lease/held-lease.ts';
import type { RunOutcome } from '../../../../api/reconciler/runner/stack-runner.ts';
import { ConnectionWork } from '../../../../api/reconciler/work/connection-work.ts';
import type { WorkContext } from '../../../../api/reconciler/work/context.ts';
import { startWorker, type Worker } from '../../../../api/reconciler/worker.ts';
import { type LeaseHolder, Leases } from '../../../../api/store/leases.ts';
import type { Reason } from '../../../../api/store/schema.ts';
import { identify, type ProcessIdentity } from '../../../../api/terraform/process-identity.ts';
import { until } from '../../../support/eventually.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { installStandIn } from '../../support/stand-in.ts';
import { workerOptions } from '../../support/worker-options.ts';
import { makePending, seed } from '../../support/world.ts';

let api: TestApi;
let folder: string;
const workers: Worker[] = [];
const before = { ...process.env };

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-'));
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await rm(folder, { recursive: true, force: true });
  process.env = { ...before };
});

describe('a connection whose runs fail', () => {
  const holder: LeaseHolder = { worker: 'test', process: identify() as ProcessIdentity };
  const giveUpAfterMs = 30 * 60_000;

  /** Looks at the connection once; its run ends with `reason`, or well. */
  async function look(id: string, reason: Reason | undefined): Promise<void> {
    const { store, db } = api.database;
    const leases = new Leases(db, 30_000);
    const seen = await store.connections.get(id);
    const outcome: RunOutcome =
      reason === undefined
        ? {
            state: 'succeeded',
            outputs: { endpoint_id: seen?.endpoint_id ?? '', endpoint_state: 'pendingAcceptance', host: 'h' },
          }
        : { state: 'failed', failure: { reason, collisions: [] } };
    const network = {
      vpc_id: 'vpc-1',
      cidr: '100.64.0.0/24',
      subnet_ids: { 'euw1-az1': 'subnet-1' },
      zone_id: 'Z1',
      zone_name: 'privatelink.tray.internal',
    };
    const work = new ConnectionWork({
      store,
      platform: { trayAccountId: '111111111111' },
      synthesis: { connection: () => ({ terraform: {} }) },
      runner: { run: async () => outcome, outputs: async () => network },
      aws: { ec2: () => ({}) },
      logger: pino({ level: 'silent' }),
      backoff: { baseMs: 1, capMs: 1 },
      giveUpAfterMs,
    } as unknown as WorkContext);
    const lease = await leases.acquire(`conn-${id}`, holder);
    if (lease === undefined) throw new Error('no lease');
    const held = new HeldLease({ leases, lease, holder, ttlMs: 30_000, logger: pino({ level: 'silent' }) });
    await work.reconcile(id, { lease: held, stop: new AbortController().signal });
    await held.release();
  }

  const row = async (id: string) => {
    const connection = await api.database.store.connections.get(id);
    if (connection === undefined) throw new Error(`no connection ${id}`);
    return connection;
  };

  /** One whose change is to be rolled out before the customer has accepted. */
  async function changed(): Promise<string> {
    const { id } = await seed(api);
    await makePending(api, id);
    await api.call('PATCH', `/v1/connections/${id}`, { body: { ports: [{ port: 443, protocol: 'TCP' }] } });
    return id;
  }

  const mixed: readonly Reason[] = [
    { code: 'aws_error', message: 'InternalError', awsErrorCode: 'InternalError' },
    { code: 'throttled', message: 'Rate exceeded' },
    { code: 'terraform_failed', message: 'connection reset by peer' },
    { code: 'run_unknown', message: 'lost' },
  ];

  test('a connection whose runs fail tries again for as long as it may be weather, and says why meanwhile', async () => {
    const id = await changed();
    for (let attempt = 0; attempt < 20; attempt++) {
      const reason = mixed[attempt % mixed.length];
      await look(id, reason);
      expect(await row(id)).toMatchObject({ state: 'pending_acceptance', reason });
      expect((await row(id)).next_attempt_at).not.toBeNull();
    }
    await look(id, undefined);
    expect(await row(id)).toMatchObject({ state: 'pending_acceptance', reason: null, failing_since: null });
  });

  test('a connection whose runs fail is failed when it has done nothing else for too long', async () => {
    const id = await changed();
    await look(id, mixed[0]);
    const { failing_since: since, version } = await row(id);
    expect(since).toBeInstanceOf(Date);
    await look(id, mixed[0]);
    expect((await row(id)).failing_since).toEqual(since);
    // A reader sees no difference.
    expect((await row(id)).version).toBe(version);
    await api.database.query('update connections set failing_since = $2 where id = $1', [
      id,
      new Date(Date.now() - giveUpAfterMs),
    ]);
    await look(id, mixed[2]);
    expect(await row(id)).toMatchObject({ state: 'failed', reason: mixed[2], failing_since: null });
  });

  test('begins anew when something else is wanted', async () => {
    const id = await changed();
    await look(id, mixed[0]);
    await api.database.query('update connections set failing_since = $2 where id = $1', [
      id,
      new Date(Date.now() - giveUpAfterMs),
    ]);
    await api.call('PATCH', `/v1/connections/${id}`, { body: { ports: [{ port: 8443, protocol: 'TCP' }] } });
    await look(id, mixed[0]);
    expect(await row(id)).toMatchObject({ state: 'pending_acceptance', reason: mixed[0] });
  });
});

describe('a run that shows no progress', () => {
  test('a run that shows no progress says on its row what it waits for, and takes that back by itself', async () => {
    const go = join(folder, 'go');
    Object.assign(
      process.env,
      await installStandIn(
        folder,
        `const still = setInterval(() => say({ type: 'apply_progress', hook: { resource: { addr: 'aws_iam_role.principal' } } }), 50);
         say({ type: 'apply_start', hook: { resource: { addr: 'aws_iam_role.principal' } } });
         while (!fs.existsSync(${JSON.stringify(go)})) await new Promise((next) => setTimeout(next, 20));
         clearInterval(still);
         await write(1);`,
      ),
    );
    const id = 'weather-slow';
    await api.call('PUT', `/v1/organizations/${id}`, {
      body: { customerName: id, awsAccountIds: ['222222222222'] },
    });
    // What the stories above left is not to take the worker's hands.
    for (const table of ['organizations', 'networks', 'connections'])
      await api.database.query(`update ${table} set next_attempt_at = null where id <> $1`, [id]);
    workers.push(
      await startWorker(workerOptions(api.database.store, join(folder, 'data'), { stallSeconds: 0.3 })),
    );
    const seen = async () => (await api.call('GET', `/v1/organizations/${id}`)).body;
    // Before Terraform has said anything, it is said without an address.
    await until(async () => String((await seen()).reason?.message).includes('aws_iam_role.principal'));
    const { state, reason } = await seen();
    expect(state).toBe('provisioning');
    expect(reason).toMatchObject({
      code: 'waiting_for_aws',
      message: expect.stringContaining('aws_iam_role.principal'),
    });
    await writeFile(go, '');
    await until(async () => String((await seen()).state) === 'ready');
    expect((await seen()).reason).toBeUndefined();
  });
});
