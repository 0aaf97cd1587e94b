import { EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { AwsClients } from '../../../../api/aws/clients.ts';
import type { ProbeAnswer, ProbeOrder } from '../../../../api/aws/probe.ts';
import type { StackRunner } from '../../../../api/reconciler/runner/stack-runner.ts';
import type { Synthesis } from '../../../../api/reconciler/stacks/synthesis.ts';
import { TestScheduler } from '../../../../api/reconciler/test-scheduler.ts';
import { attemptsAtMost, ConnectionTestWork } from '../../../../api/reconciler/work/connection-test-work.ts';
import { testsKept } from '../../../../api/store/connection-tests.ts';
import type { ConnectionTest } from '../../../../api/store/schema.ts';
import type { Store } from '../../../../api/store/store.ts';
import { until } from '../../../support/eventually.ts';
import { platform, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { makeAvailable, makeDeleted, makePending, seed } from '../../support/world.ts';

const by = { kind: 'system', component: 'test' } as const;
const claimMs = 60_000;
const never = new AbortController().signal;

let api: TestApi;
let store: Store;
let number = 0;
let id: string;
let answer: (order: ProbeOrder) => ProbeAnswer;
let endpointState: string | undefined;
let orders: { functionName: string; order: ProbeOrder }[];
let work: ConnectionTestWork;

/** EC2 as far as a test asks it: one endpoint, whose group admits the network. */
function ec2(): EC2Client {
  const client = new EC2Client({ region: 'eu-west-1' });
  const answers: Record<string, () => object> = {
    DescribeVpcEndpointsCommand: () => ({
      VpcEndpoints:
        endpointState === undefined ? [] : [{ State: endpointState, Groups: [{ GroupId: 'sg-1' }] }],
    }),
    DescribeSecurityGroupRulesCommand: () => ({
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: 'sgr-1',
          IsEgress: false,
          IpProtocol: 'tcp',
          FromPort: 1,
          ToPort: 65_535,
          CidrIpv4: '100.64.0.0/24',
        },
      ],
    }),
    DescribeVpcEndpointServicesCommand: () => ({ ServiceDetails: [], $metadata: {} }),
  };
  client.send = (async (command: object) => answers[command.constructor.name]?.() ?? {}) as never;
  return client;
}

beforeAll(async () => {
  api = await startTestApi();
  store = api.database.store;
  const client = ec2();
  work = new ConnectionTestWork({
    store,
    platform,
    logger: pino({ level: 'silent' }),
    backoff: { baseMs: 1, capMs: 2 },
    giveUpAfterMs: 0,
    synthesis: {} as Synthesis,
    aws: { ec2: () => client, ec2As: () => client } as unknown as AwsClients,
    runner: {
      outputs: async () => ({
        vpc_id: 'vpc-1',
        cidr: '100.64.0.0/24',
        subnet_ids: { 'euw1-az1': 'subnet-1' },
        zone_id: 'Z1',
        zone_name: platform.zone,
      }),
    } as unknown as StackRunner,
    invokeProbe: async (functionName, order) => {
      orders.push({ functionName, order });
      return answer(order);
    },
  });
}, slow);
afterAll(async () => {
  await api.close();
  await api.database.close();
});

const connected = (order: ProbeOrder): ProbeAnswer => ({
  kind: 'answered',
  results: order.targets.flatMap(({ host, ports }) =>
    ports.map(({ port }) => ({
      host,
      port,
      dns: { outcome: 'resolved' as const, addresses: ['100.64.0.9'], milliseconds: 1 },
      tcp: { outcome: 'connected' as const, peer: 'silent' as const, milliseconds: 2 },
    })),
  ),
});
const refused = (order: ProbeOrder): ProbeAnswer => {
  const all = connected(order);
  if (all.kind !== 'answered') return all;
  return { ...all, results: all.results.map((one) => ({ ...one, tcp: { outcome: 'refused' as const } })) };
};

beforeEach(async () => {
  number += 1;
  orders = [];
  answer = connected;
  endpointState = 'available';
  id = `tested-${number}`;
  await seed(api, `org-${number}`, {
    id,
    service: { name: `com.amazonaws.vpce.eu-west-1.vpce-svc-${String(number).padStart(17, '0')}` },
  });
  await makePending(api, id);
});

const path = () => `/v1/connections/${id}/tests`;
const ask = () => api.call('POST', path());

/** Runs every test that is due, as a worker would. */
async function runAll(): Promise<void> {
  await until(async () => {
    for (const test of await store.connectionTests.claim(10, claimMs)) await work.run(test, never);
    const open = await api.database.query(
      "select 1 from connection_tests where state in ('queued', 'running')",
    );
    return open.length === 0;
  });
}

async function tested(): Promise<
  Record<string, unknown> & { verdict: string; findings: Record<string, unknown>[] }
> {
  const { body } = await ask();
  await runAll();
  return (await api.call('GET', `${path()}/${body.id}`)).body as never;
}

async function available(): Promise<void> {
  await makeAvailable(api, id);
  await api.database.query("update connection_test_schedules set next_at = 'infinity'");
}

describe('a test of a connection', () => {
  test('answers at once, and is what it is asked for while it waits to begin', async () => {
    const [first, second] = [await ask(), await ask()];
    expect(first.status).toBe(202);
    expect(first.headers.location).toBe(`${path()}/${first.body.id}`);
    expect(first.body).toMatchObject({ state: 'queued', trigger: 'caller', matrix: [], findings: [] });
    expect(second.body.id).toEqual(first.body.id);
  });

  test('before acceptance it does not ask the probe, and names the customer and the command', async () => {
    endpointState = 'pendingAcceptance';
    const found = await tested();
    expect(found).toMatchObject({ state: 'finished', verdict: 'unreachable' });
    expect(found.findings[0]).toMatchObject({
      step: 'state',
      actor: 'customer',
      fix: { command: expect.stringContaining('accept-vpc-endpoint-connections') },
    });
    expect(orders).toEqual([]);
    expect((await api.call('GET', `/v1/connections/${id}`)).body.health).toMatchObject({ state: 'unknown' });
  });

  test('asks the network’s own function for the connection’s own names, and makes the connection healthy', async () => {
    await available();
    const found = await tested();
    expect(found).toMatchObject({ verdict: 'healthy', findings: [] });
    expect(orders).toMatchObject([
      {
        functionName: `net-org-${number}-eu-west-1-probe`,
        order: { version: 1, targets: [{ host: `${id}.privatelink.tray.internal` }] },
      },
    ]);
    const { body } = await api.call('GET', `/v1/connections/${id}`);
    expect(body.health).toMatchObject({ state: 'healthy', testId: found.id });
  });

  test('a change of health is an event, and no change is none', async () => {
    await available();
    await tested();
    await tested();
    answer = refused;
    const { id: testId } = await tested();
    const events = (
      await api.call<{ items: Record<string, unknown>[] }>('GET', `/v1/connections/${id}/events`)
    ).body.items;
    expect(events.filter(({ type }) => type === 'health_changed').map(({ health }) => health)).toEqual([
      { from: 'healthy', to: 'unreachable', testId },
      expect.objectContaining({ from: 'unknown', to: 'healthy' }),
    ]);
  });

  test('what is not available any more has no health', async () => {
    await available();
    await tested();
    await store.connections.transition(id, { from: 'available', to: 'rejected', actor: by });
    expect((await api.call('GET', `/v1/connections/${id}`)).body.health).toMatchObject({ state: 'unknown' });
  });

  test('an endpoint that AWS does not know was deleted by hand', async () => {
    await available();
    endpointState = undefined;
    expect((await tested()).findings[0]).toMatchObject({ step: 'state', actor: 'tray' });
  });

  test('a probe that is throttled is asked again, and in the end the verdict is open, on Tray’s side', async () => {
    await available();
    answer = () => ({ kind: 'throttled', code: 'TooManyRequestsException', message: 'Rate Exceeded.' });
    const found = await tested();
    expect(orders).toHaveLength(attemptsAtMost);
    expect(found).toMatchObject({ verdict: 'undetermined', findings: [{ step: 'probe', actor: 'tray' }] });
    expect((await api.call('GET', `/v1/connections/${id}`)).body.health).toMatchObject({ state: 'unknown' });
  });

  test('a probe that is throttled once does no harm', async () => {
    await available();
    let throttled = true;
    answer = (order) => {
      if (!throttled) return connected(order);
      throttled = false;
      return { kind: 'throttled', code: 'TooManyRequestsException', message: 'Rate Exceeded.' };
    };
    expect(await tested()).toMatchObject({ verdict: 'healthy' });
  });

  test('of a connection that is deleted meanwhile ends, and says why', async () => {
    await available();
    const { body } = await ask();
    answer = connected;
    await store.connections.requestDeletion(id, { actor: by });
    await runAll();
    expect((await api.call('GET', `${path()}/${body.id}`)).body).toMatchObject({
      state: 'failed',
      reason: { code: 'canceled' },
    });
    const again = await ask();
    expect([again.status, again.body.code]).toEqual([409, 'illegal_state']);
    await makeDeleted(api, id);
    expect((await ask()).status).toBe(409);
  });

  test('is run by one worker at a time, and again by another when the first falls silent', async () => {
    await available();
    await ask();
    const claims = await Promise.all([1, 2, 3].map(() => store.connectionTests.claim(5, claimMs)));
    const [taken] = claims.flat();
    expect(claims.flat()).toHaveLength(1);
    if (taken === undefined) throw new Error('nobody took it');
    await api.database.query("update connection_tests set next_attempt_at = now() where state = 'running'");
    const [successor] = await store.connectionTests.claim(5, claimMs);
    expect(successor).toMatchObject({ id: taken.id, claim: taken.claim + 1 });
    await work.run(taken, never);
    // The late worker's result is refused; the successor's counts.
    expect((await store.connectionTests.get(id, taken.id))?.state).toBe('running');
    if (successor) await work.run(successor, never);
    expect((await store.connectionTests.get(id, taken.id))?.state).toBe('finished');
  });

  test('that loses each of its workers ends', async () => {
    await available();
    const { body } = await ask();
    await api.database.query('update connection_tests set attempts = $1 where id = $2', [
      attemptsAtMost + 1,
      String(body.id),
    ]);
    await runAll();
    expect((await api.call('GET', `${path()}/${body.id}`)).body).toMatchObject({
      state: 'failed',
      reason: { code: 'internal_error' },
    });
  });

  test('can be waited for', async () => {
    await available();
    const { body } = await ask();
    const waiting = api.call('GET', `${path()}/${body.id}?waitFor=finished&timeout=20`);
    await until(() => api.feed.size > 0);
    await runAll();
    expect((await waiting).body).toMatchObject({ state: 'finished', verdict: 'healthy' });
  });

  test('is listed with the others, newest first, and the oldest are forgotten', async () => {
    await available();
    await api.database.query(
      `insert into connection_tests (connection_id, trigger, state, verdict, finished_at, next_attempt_at)
        select $1, 'interval', 'finished', 'healthy', now(), null from generate_series(1, $2)`,
      [id, testsKept + 5],
    );
    const newest = await tested();
    const rows = await api.database.query('select 1 from connection_tests where connection_id = $1', [id]);
    expect(rows).toHaveLength(testsKept);
    const page = await api.call<{ items: ConnectionTest[] }>('GET', `${path()}?limit=2`);
    expect(page.body.items[0]?.id).toBe(newest.id);
  });

  test('that is not there, or of a connection of somebody else’s, is not found', async () => {
    const missing = await api.call('GET', `${path()}/0198c1f2-7a10-4c3e-9a55-1f2e3d4c5b6b`);
    expect([missing.status, missing.body.code]).toEqual([404, 'test_not_found']);
    const token = await api.token({ organizations: ['somebody-else'] });
    expect((await api.call('POST', path(), { token })).status).toBe(404);
  });
});

describe('tests that nobody asks for', () => {
  const scheduled = () =>
    api.database.query<{ trigger: string }>(
      'select trigger from connection_tests where connection_id = $1 order by seq',
      [id],
    );

  test('come when the connection becomes available, and then at the interval, up to a tenth more or less', async () => {
    await makeAvailable(api, id);
    await store.connectionTests.schedule(3_600_000, 50, by);
    expect(await scheduled()).toEqual([{ trigger: 'available' }]);
    const [next] = await api.database.query<{ seconds: string }>(
      'select extract(epoch from next_at - now()) as seconds from connection_test_schedules where connection_id = $1',
      [id],
    );
    expect(Number(next?.seconds)).toBeGreaterThan(3_200);
    expect(Number(next?.seconds)).toBeLessThan(3_970);
    await runAll();
    await api.database.query(
      'update connection_test_schedules set next_at = now() where connection_id = $1',
      [id],
    );
    await store.connectionTests.schedule(3_600_000, 50, by);
    expect((await scheduled()).at(-1)).toEqual({ trigger: 'interval' });
  });

  test('with the interval off, the first is the only one, until it is on again', async () => {
    await makeAvailable(api, id);
    await store.connectionTests.schedule(0, 50, by);
    await runAll();
    await store.connectionTests.schedule(0, 50, by);
    expect(await scheduled()).toHaveLength(1);
    await store.connectionTests.schedule(3_600_000, 50, by);
    const [next] = await api.database.query<{ finite: boolean }>(
      'select isfinite(next_at) as finite from connection_test_schedules where connection_id = $1',
      [id],
    );
    expect(next).toEqual({ finite: true });
  });

  test('end with the connection’s availability', async () => {
    await makeAvailable(api, id);
    await store.connections.requestDeletion(id, { actor: by });
    await store.connectionTests.schedule(3_600_000, 50, by);
    expect(await scheduled()).toEqual([]);
  });

  test('are run by a worker that is only woken up', async () => {
    await makeAvailable(api, id);
    const scheduler = new TestScheduler({
      store,
      logger: pino({ level: 'silent' }),
      concurrency: 2,
      intervalMs: 3_600_000,
      claimMs,
      run: (test, stop) => work.run(test, stop),
    });
    scheduler.wake();
    await until(async () => (await store.connections.get(id))?.health === 'healthy');
    await scheduler.stop();
  });
});
