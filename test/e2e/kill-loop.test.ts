import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import type { Customer } from './support/customers.ts';
import { accounts } from './support/fleet.ts';
import { type Blow, Installation } from './support/installation.ts';
import { currentStates, violations } from './support/ledger.ts';
import { createProducer, type Producer } from './support/producer.ts';
import { Random } from './support/random.ts';
import { currentDirectories, secondPlan } from './support/second-plan.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { type Wish, Wishes } from './support/wishes.ts';
import { createWorld, type World } from './support/world.ts';

const kills = Number(process.env.KILLS ?? 14);
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
const random = new Random(seed);
const leaseSeconds = 10;
const connectionsAtMost = 8;
/** Far above what an idle machine takes. */
const quietMs = 600_000;

const customers: readonly Customer[] = [
  { id: 'acme', account: accounts.acme, region: 'eu-west-1', zoneId: 'euw1-az1' },
  { id: 'globex', account: accounts.globex, region: 'us-east-1', zoneId: 'use1-az1' },
];
/** Each kind comes, whatever the chance, and most often the plain ones. */
const blows: readonly Blow[] = ['worker', 'everything', 'pause', 'everything', 'worker', 'freeze', 'worker'];

let world: World;
let folder: string;
let installation: Installation;
let wishes: Wishes;
const producers = new Map<string, Producer>();
const story: string[] = [`seed ${seed}, ${kills} blows`];
/** Stacks on which two Terraforms were seen at once, and where. */
const together = new Map<string, string>();
let watching = true;
let watch: Promise<void>;

beforeAll(async () => {
  console.log(`kill loop: SEED=${seed} KILLS=${kills}`);
  world = await createWorld();
  folder = await temporaryFolder('kill-loop');
  for (const { id, account, region, zoneId } of customers) {
    const principal = `arn:aws:iam::${accounts.tray}:role/tray-privatelink-${id}`;
    producers.set(
      id,
      await createProducer(world, { accountId: account, region, zoneId, allowedPrincipals: [principal] }),
    );
  }
  installation = await Installation.start({
    folder,
    workers: 2,
    leaseSeconds,
    environment: {
      ...world.environment(accounts.tray, 'eu-west-1'),
      TERRAFORM_CONCURRENCY: '3',
      LEASE_SECONDS: String(leaseSeconds),
      OBSERVE_SECONDS: '1',
      SWEEP_SECONDS: '0.5',
      RETRY_FIRST_SECONDS: '0.5',
      RETRY_LONGEST_SECONDS: '5',
      REQUESTS_PER_MINUTE: '100000',
    },
  });
  wishes = new Wishes({ world, installation, producers, customers, random });
  watch = (async () => {
    for (; watching; await pause(200)) {
      const running = installation.terraforms();
      const stackOf = (folder: string) => /([^/]+)\.[^./]+$/.exec(folder)?.[1] ?? folder;
      for (const { folder } of running) {
        const same = running.filter((other) => stackOf(other.folder) === stackOf(folder));
        if (same.length > 1)
          together.set(
            stackOf(folder),
            `after ${story.at(-1)}: ${same.map((one) => `${one.pid} in ${one.folder}`).join(', ')}`,
          );
      }
    }
  })();
}, 180_000);

afterAll(async () => {
  watching = false;
  await watch;
  await installation?.close();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Every connection is where its last wish says, and nothing is under way. */
async function unsettled(): Promise<string[]> {
  await wishes.actAsCustomers();
  const { db } = installation.store;
  const connections = new Map(
    (await db.selectFrom('connections').selectAll().execute()).map((row) => [row.id, row]),
  );
  const found: string[] = [];
  for (const wish of wishes.all) {
    const row = connections.get(wish.id);
    const wanted = wish.gone ? 'deleted' : wish.wants === 'accept' ? 'available' : 'rejected';
    const rolledOut = wanted !== 'available' || row?.observed_generation === row?.desired_generation;
    if (row?.state !== wanted || !rolledOut)
      found.push(`${wish.id}: ${row?.state} instead of ${wanted} ${JSON.stringify(row?.reason ?? '')}`);
  }
  for (const table of ['networks', 'organizations'] as const) {
    for (const row of await db.selectFrom(table).selectAll().execute()) {
      if (row.next_attempt_at !== null || row.state === 'deleting')
        found.push(`${row.id}: ${row.state} ${JSON.stringify(row.reason ?? '')}`);
    }
  }
  const { count } = await db
    .selectFrom('runs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow();
  if (count > 0) found.push(`${count} runs under way`);
  return found;
}

async function quiet(): Promise<void> {
  await eventually(unsettled, (found) => found.length === 0, quietMs);
}

function told(found: readonly string[]): readonly string[] {
  return found.length === 0 ? [] : [...story, ...found];
}

describe(`an installation that is hit ${kills} times`, () => {
  test(
    'goes on answering and working',
    async () => {
      for (const { id, account } of customers) {
        const { status } = await installation.client.call('PUT', `/v1/organizations/${id}`, {
          customerName: id,
          awsAccountIds: [account],
        });
        expect(status).toBe(201);
      }
      for (let blow = 0; blow < kills; blow++) {
        for (let deed = random.between(1, 3); deed > 0; deed--)
          story.push(await wishes.ask(connectionsAtMost));
        const customersAct = wishes.actAsCustomers();
        // Anywhere in what was asked for.
        await pause(random.between(500, 6_000));
        await customersAct;
        const kind = blows[blow % blows.length] ?? 'worker';
        story.push(`hit ${await installation.strike(kind, random)}`);
      }
      const hits = story.filter((line) => line.startsWith('hit ')).length;
      console.log(`${hits} blows, ${story.length - 1 - hits} wishes for ${wishes.all.length} connections`);
    },
    kills * 90_000,
  );

  test('comes to rest where the last wishes say', quiet, quietMs + 10_000);

  test('never had two Terraforms at work on one stack', () => {
    expect(told([...together.values()])).toEqual([]);
  });

  test('has lost nothing, doubled nothing and left nothing', async () => {
    expect(told(await violations(world, installation, wishes.live))).toEqual([]);
  });

  test('finds nothing to change in a second plan of any stack', async () => {
    const directories = await currentDirectories(installation.workerFolders);
    const changes: Record<string, string[]> = {};
    const rejected = new Set(
      wishes.live.flatMap(({ id, wants }) => (wants === 'reject' ? [`conn-${id}`] : [])),
    );
    const queue = [...(await currentStates(installation))].flatMap(([stack, body]) =>
      rejected.has(stack) || (JSON.parse(body) as { resources: unknown[] }).resources.length === 0
        ? []
        : [stack],
    );
    const plan = async (): Promise<void> => {
      for (let stack = queue.pop(); stack !== undefined; stack = queue.pop()) {
        const directory = directories.get(stack);
        if (directory === undefined) throw new Error(`${stack} ran nowhere`);
        const environment = world.environment(accounts.tray, 'eu-west-1');
        const changed = await secondPlan({ store: installation.store, directory, stack, environment });
        if (changed.length > 0) changes[stack] = changed;
      }
    };
    await Promise.all([plan(), plan()]);
    expect(changes).toEqual({});
  }, 240_000);

  test(
    'leaves an empty AWS after everything was deleted',
    async () => {
      for (const wish of wishes.live as Wish[]) await wishes.delete(wish);
      await quiet();
      for (const { id } of customers) {
        await eventually(
          async () => (await installation.client.call('DELETE', `/v1/organizations/${id}`)).status,
          (status) => status === 202 || status === 204,
        );
        await eventually(
          async () => (await installation.client.call('GET', `/v1/organizations/${id}`)).status,
          (status) => status === 404 || status === 410,
          120_000,
        );
      }
      expect(
        told(
          (await world.emulator.resources({ accountId: accounts.tray })).map(
            (one) => `${one.type} ${one.id}`,
          ),
        ),
      ).toEqual([]);
      for (const customer of customers) await producers.get(customer.id)?.destroy();
      expect(await world.emulator.resources()).toEqual([]);
    },
    quietMs + 200_000,
  );
});
