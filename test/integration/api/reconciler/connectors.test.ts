import type { DescribeServicesCommand, ListTasksCommand, Service, Task } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { AwsClients } from '../../../../api/aws/clients.ts';
import { ConnectorsObserver } from '../../../../api/reconciler/observation/connectors-observer.ts';
import type { RunOutcome, RunRequest } from '../../../../api/reconciler/runner/stack-runner.ts';
import { ConnectorsWork } from '../../../../api/reconciler/work/connectors-work.ts';
import type { Pass, WorkContext } from '../../../../api/reconciler/work/context.ts';
import type { Connector } from '../../../../api/store/schema.ts';
import { slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { withoutLeases } from '../../support/without-leases.ts';

const actor = { kind: 'caller', subject: 'tester' } as const;
const network = 'net-acme-eu-west-1';
const region = 'eu-west-1';
const arnOf = (id: string) => `arn:aws:ecs:${region}:111111111111:service/tray-acme/${id}`;
const definitionOf = (id: string) => `arn:aws:ecs:${region}:111111111111:task-definition/tray-acme-${id}:1`;
const spec = {
  image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/tray/reader:1',
  command: null,
  cpu: 256,
  memory: 512,
  count: 1,
  environment: {},
  secrets: {},
  connections: [],
  awsServices: 'auto' as const,
};

let database: TestDatabase;
/** What the runner is asked for, and what it answers. */
let requests: RunRequest[];
let outcome: (request: RunRequest) => RunOutcome | Promise<RunOutcome>;
/** ECS, as far as the observer asks it. */
let services: Map<string, Service>;
let stopped: Map<string, Task[]>;
let calls: string[];
let work: ConnectorsWork;
let observer: ConnectorsObserver;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.store.transaction(({ organizations }) =>
    organizations.put('acme', {
      customerName: 'Acme',
      awsAccountIds: ['222222222222'],
      partition: 'aws',
      declaredCidrs: [],
      regions: [],
    }),
  );
}, slow);
afterAll(() => database.close());

beforeEach(async () => {
  await database.query('alter table connector_events disable trigger user');
  await database.query('delete from connector_events');
  await database.query('alter table connector_events enable trigger user');
  await database.query('delete from connectors');
  await database.query('delete from networks');
  await database.query('delete from region_observations');
  requests = [];
  services = new Map();
  stopped = new Map();
  calls = [];
  outcome = deployed;
  const logger = pino({ level: 'silent' });
  const store = withoutLeases(database.store);
  work = new ConnectorsWork({
    store,
    logger,
    backoff: { baseMs: 1_000, capMs: 60_000 },
    synthesis: {
      connectors: (_organization: unknown, _network: unknown, _surroundings: unknown, rows: object) => ({
        terraform: {},
        ...rows,
      }),
    },
    runner: {
      outputs: async () => ({
        vpc_id: 'vpc-1',
        cidr: '100.64.0.0/24',
        subnet_ids: {},
        zone_id: 'Z1',
        zone_name: 'privatelink.tray.internal',
      }),
      run: async (request: RunRequest) => {
        requests.push(request);
        return outcome(request);
      },
    },
  } as unknown as WorkContext);
  const send = async (command: DescribeServicesCommand | ListTasksCommand | object) => {
    const { input } = command as { input: Record<string, unknown> };
    calls.push(command.constructor.name);
    if ('services' in input)
      return { services: (input.services as string[]).flatMap((name) => services.get(name) ?? []) };
    if ('tasks' in input)
      return {
        tasks: [...stopped.values()]
          .flat()
          .filter(({ taskArn }) => (input.tasks as string[]).includes(taskArn ?? '')),
      };
    return { taskArns: (stopped.get(String(input.serviceName)) ?? []).map(({ taskArn }) => taskArn) };
  };
  observer = new ConnectorsObserver({
    store,
    aws: { ecs: () => Object.assign(Object.create(ecsPrototype), { send }) } as unknown as AwsClients,
    regions: [region],
    logger,
    intervalMs: 0,
  });
  await database.store.transaction(({ networks }) =>
    networks.create({ organizationId: 'acme', region, zoneIds: ['euw1-az1'] }, () => '100.64.0.0/24', {
      gateways: {},
      awsServices: [],
      retained: false,
    }),
  );
});

/** What the SDK's paginators insist on. */
const { ECSClient } = await import('@aws-sdk/client-ecs');
const ecsPrototype = ECSClient.prototype;

function deployed(request: RunRequest): RunOutcome {
  if (request.action === 'destroy') return { state: 'succeeded', outputs: {} };
  const ids = (request.document.connectors as Connector[]).map(({ id }) => id);
  const by = (value: (id: string) => string) => Object.fromEntries(ids.map((id) => [id, value(id)]));
  return {
    state: 'succeeded',
    outputs: {
      service_arns: by(arnOf),
      log_group_names: by((id) => `/tray/connectors/acme/${region}/${id}`),
      task_definition_arns: by(definitionOf),
    },
  };
}

async function networkIs(state: 'available' | 'failed'): Promise<void> {
  const reason =
    state === 'failed' ? ({ code: 'quota_exceeded', message: 'A quota is used up.' } as const) : null;
  await database.store.networks.settle(network, {
    state,
    ...(state === 'available' ? { observedGeneration: 1 } : {}),
    reason,
    nextAttemptAt: null,
    attempts: 0,
  });
}

async function put(id: string, more: Partial<typeof spec> = {}): Promise<void> {
  await database.store.transaction(async (store) => {
    await store.networks.lock(network);
    const place = { networkId: network, organizationId: 'acme', region };
    await store.connectors.put(place, id, { ...spec, ...more }, { actor });
  });
}

const remove = (id: string) =>
  database.store.transaction(({ connectors }) =>
    connectors.requestDeletion({ networkId: network, id }, { actor }),
  );

async function row(id: string): Promise<Connector> {
  const found = await database.store.connectors.get({ networkId: network, id });
  if (found === undefined) throw new Error(`no connector ${id}`);
  return found;
}

function reconcile(): Promise<void> {
  const { signal } = new AbortController();
  return work.reconcile(network, {
    lease: { lease: undefined, lost: signal },
    stop: signal,
  } as unknown as Pass);
}

const observe = () => observer.observe(new AbortController().signal);

function serve(id: string, running: number, more: Partial<Service> = {}): void {
  services.set(id, {
    serviceName: id,
    status: 'ACTIVE',
    desiredCount: 1,
    runningCount: running,
    pendingCount: 0,
    deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', taskDefinition: definitionOf(id) }],
    ...more,
  });
}

describe('the work for connectors', () => {
  test('a connector waits for its network, and says so, with the network’s own reason', async () => {
    await put('reader');
    await reconcile();
    expect(requests).toEqual([]);
    expect((await row('reader')).reason?.code).toBe('waiting_for_network');
    await networkIs('failed');
    await reconcile();
    expect((await row('reader')).reason).toMatchObject({ code: 'quota_exceeded' });
    await networkIs('available');
    await reconcile();
    const { reason, observed_generation, service_arn, next_attempt_at } = await row('reader');
    expect([reason, observed_generation, service_arn, next_attempt_at]).toEqual([
      null,
      1,
      arnOf('reader'),
      null,
    ]);
  });

  test('all connectors of a network are one stack, due once', async () => {
    await networkIs('available');
    await put('one');
    await put('two');
    const due = (await database.store.dueWork.list(10, [])).filter(({ kind }) => kind === 'connectors');
    expect(due).toEqual([{ kind: 'connectors', id: network, stack: 'connectors-acme-eu-west-1' }]);
    await reconcile();
    expect(requests).toMatchObject([
      {
        stack: 'connectors-acme-eu-west-1',
        action: 'apply',
        target: { organizationId: 'acme', connectorsOf: network },
      },
    ]);
  });

  test('one of several is taken out of the stack, the last takes the stack and the network with it', async () => {
    await networkIs('available');
    await put('one');
    await put('two');
    await reconcile();
    await remove('one');
    await reconcile();
    expect(requests.at(-1)).toMatchObject({ action: 'apply', document: { connectors: [{ id: 'two' }] } });
    expect(await database.store.connectors.get({ networkId: network, id: 'one' })).toBeUndefined();
    expect((await database.store.networks.get(network))?.state).toBe('available');
    await remove('two');
    await reconcile();
    expect(requests.at(-1)).toMatchObject({ action: 'destroy' });
    expect((await database.store.networks.get(network))?.state).toBe('deleting');
  });

  test('what is asked for during a run is not lost', async () => {
    await networkIs('available');
    await put('reader');
    outcome = async (request) => {
      await put('reader', { count: 2 });
      return deployed(request);
    };
    await reconcile();
    const { observed_generation, desired_generation, next_attempt_at } = await row('reader');
    expect([observed_generation, desired_generation]).toEqual([1, 2]);
    expect(next_attempt_at?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('a failed run is told to those it was for, and tried again', async () => {
    await networkIs('available');
    await put('old');
    await reconcile();
    serve('old', 1);
    await observe();
    await put('new');
    outcome = () => ({
      state: 'failed',
      failure: { reason: { code: 'quota_exceeded', message: 'A quota is used up.' }, collisions: [] },
    });
    await reconcile();
    expect(await row('new')).toMatchObject({
      state: 'failed',
      reason: { code: 'quota_exceeded' },
      attempts: 1,
    });
    expect(await row('old')).toMatchObject({ state: 'running', reason: null });
    outcome = deployed;
    await reconcile();
    expect(await row('new')).toMatchObject({ state: 'provisioning', reason: null, attempts: 0 });
  });

  test('a connector that was deleted can be put again under its id', async () => {
    await networkIs('available');
    await put('keeper');
    await put('reader');
    await reconcile();
    await remove('reader');
    await reconcile();
    await put('reader');
    expect(await row('reader')).toMatchObject({ state: 'provisioning', service_arn: null, running_tasks: 0 });
  });
});

describe('the observation of connectors', () => {
  async function deploy(...ids: string[]): Promise<void> {
    await networkIs('available');
    for (const id of ids) await put(id);
    await reconcile();
  }

  test('connectors of a cluster are asked for ten at a time, and tasks of none that is steady', async () => {
    const ids = Array.from({ length: 23 }, (_, index) => `c${index}`);
    await deploy(...ids);
    for (const id of ids) serve(id, 1);
    await observe();
    expect(calls).toEqual(Array.from({ length: 3 }, () => 'DescribeServicesCommand'));
    expect((await row('c22')).state).toBe('running');
  });

  test('a task that does not stay up makes a connector fail with its exit code, until one runs', async () => {
    await deploy('reader');
    serve('reader', 0);
    stopped.set('reader', [
      {
        taskArn: 'arn:task/1',
        startedBy: 'ecs-svc/1',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        stoppedAt: new Date(),
        containers: [{ exitCode: 42 }],
      },
    ]);
    await observe();
    expect(await row('reader')).toMatchObject({
      state: 'failed',
      reason: { code: 'task_exited', message: expect.stringContaining('42') },
    });
    const { version } = await row('reader');
    await observe();
    expect((await row('reader')).version).toBe(version);
    serve('reader', 1);
    await observe();
    expect(await row('reader')).toMatchObject({ state: 'running', reason: null, running_tasks: 1 });
    const events = await database.store.connectorEvents.list({
      networkId: network,
      connectorId: 'reader',
      order: 'asc',
      limit: 10,
    });
    expect(events.map(({ to_state }) => to_state)).toEqual(['provisioning', 'failed', 'running']);
  });

  test('a service that somebody deleted is missed twice, then deployed again', async () => {
    await deploy('reader');
    await observe();
    expect((await row('reader')).next_attempt_at).toBeNull();
    await observe();
    expect(await row('reader')).toMatchObject({
      state: 'provisioning',
      reason: { code: 'service_deleted_elsewhere' },
    });
    expect((await row('reader')).next_attempt_at).not.toBeNull();
  });

  test('a connector that is about to change is left alone', async () => {
    await deploy('reader');
    serve('reader', 1);
    await put('reader', { count: 2 });
    await observe();
    expect(await row('reader')).toMatchObject({ state: 'provisioning', running_tasks: 0 });
  });
});
