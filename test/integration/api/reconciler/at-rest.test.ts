import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { HeldLease } from '../../../../api/reconciler/lease/held-lease.ts';
import { Reclaimer } from '../../../../api/reconciler/runner/reclaim/reclaimer.ts';
import { StackRunner, type StackRunnerOptions } from '../../../../api/reconciler/runner/stack-runner.ts';
import { slow, startTestApi, type TestApi } from '../../support/api.ts';
import { type EmulatedAws, region, startEmulatedAws, tray } from '../../support/emulated-aws.ts';
import { EndpointWorld } from '../../support/endpoint-world.ts';
import { withoutLeases } from '../../support/without-leases.ts';
import { makeAvailable, makePending, seed } from '../../support/world.ts';

/** Connections that come to rest in the middle of a run: the next run may come in weeks, or never. */

let api: TestApi;
let aws: EmulatedAws;

beforeAll(async () => {
  [api, aws] = await Promise.all([startTestApi(), startEmulatedAws()]);
}, slow);
afterAll(() => Promise.all([api.close(), aws.close()]));

const { signal: never } = new AbortController();
const held = { lease: undefined, lost: never } as unknown as HeldLease;

describe('what an interrupted run left of a stack that rests', () => {
  const zoneName = 'privatelink.tray.internal';

  function runner(): StackRunner {
    const store = withoutLeases(api.database.store);
    return new StackRunner({
      store,
      directories: { leftStates: async () => [], drop: async () => undefined },
      reclaimer: new Reclaimer({
        store,
        aws: aws.clients,
        platform: { trayAccountId: tray, partition: 'aws' },
        logger: pino({ level: 'silent' }),
      }),
      logger: pino({ level: 'silent' }),
    } as unknown as StackRunnerOptions);
  }

  async function zone(name: string, names: readonly string[]): Promise<string> {
    const { HostedZone } = await aws.route53.send(
      new CreateHostedZoneCommand({ Name: name, CallerReference: `${name} ${Math.random()}` }),
    );
    const id = HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
    for (const Name of names)
      await aws.route53.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: id,
          ChangeBatch: {
            Changes: [
              {
                Action: 'CREATE',
                ResourceRecordSet: { Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '100.64.0.9' }] },
              },
            ],
          },
        }),
      );
    return id;
  }

  async function namesIn(HostedZoneId: string): Promise<(string | undefined)[]> {
    const { ResourceRecordSets = [] } = await aws.route53.send(
      new ListResourceRecordSetsCommand({ HostedZoneId }),
    );
    return ResourceRecordSets.filter(({ Type }) => Type === 'A').map(({ Name }) => Name);
  }

  /** A run that wanted a name in the network's zone, and whose end nobody knows. */
  async function interrupted(id: string, zoneId: string): Promise<void> {
    const { runs } = api.database.store;
    const run = await runs.create({
      stack: `conn-${id}`,
      organizationId: 'acme',
      connectionId: id,
      action: 'apply',
      document: {
        terraform: {},
        resource: {
          aws_route53_record: { own: { zone_id: zoneId, name: `${id}.${zoneName}`, type: 'A' } },
        },
      },
      imports: [],
    });
    await runs.start(run.id, 'worker', 60);
    await runs.finish(run.id, { state: 'unknown' });
  }

  const place = (id: string) => ({
    stack: `conn-${id}`,
    region,
    target: { organizationId: 'acme', connectionId: id },
  });

  test('what an interrupted run left of a stack that rests is removed, and nothing beside it; AWS is not asked a second time', async () => {
    const { id } = await seed(api);
    const other = `other.${zoneName}.`;
    const zoneId = await zone(zoneName, [`${id}.${zoneName}`, other]);
    await interrupted(id, zoneId);
    expect(await runner().clearUp(place(id), held, never)).toBe(true);
    expect(await namesIn(zoneId)).toEqual([other]);
    const { counts } = await aws.emulator.calls();
    expect(await runner().clearUp(place(id), held, never)).toBe(true);
    expect((await aws.emulator.calls()).counts).toEqual(counts);
  });

  test('what an interrupted run left of a stack that rests stays when the state holds it', async () => {
    const { id } = await seed(api, 'acme');
    const zoneId = await zone(`kept.${zoneName}`, [`${id}.${zoneName}.kept.${zoneName}`]);
    const name = `${id}.${zoneName}.kept.${zoneName}`;
    const { runs, terraformStates } = api.database.store;
    const run = await runs.create({
      stack: `conn-${id}`,
      organizationId: 'acme',
      connectionId: id,
      action: 'apply',
      document: {
        terraform: {},
        resource: { aws_route53_record: { own: { zone_id: zoneId, name, type: 'A' } } },
      },
      imports: [],
    });
    await runs.start(run.id, 'worker', 60);
    const body = JSON.stringify({
      version: 4,
      serial: 1,
      lineage: 'one',
      outputs: {},
      resources: [
        {
          mode: 'managed',
          type: 'aws_route53_record',
          name: 'own',
          instances: [
            { attributes: { id: `${zoneId}_${name}_A`, zone_id: zoneId, name, fqdn: name, type: 'A' } },
          ],
        },
      ],
    });
    await terraformStates.write(`conn-${id}`, {
      serial: 1,
      lineage: 'one',
      body: Buffer.from(body),
      runId: run.id,
    });
    await runs.finish(run.id, { state: 'unknown' });
    expect(await runner().clearUp(place(id), held, never)).toBe(true);
    expect(await namesIn(zoneId)).toEqual([`${name}.`]);
  });

  test('what an interrupted run left of a stack that rests is looked for again when AWS does not answer: it is not forgotten', async () => {
    const { id } = await seed(api, 'acme');
    const { HostedZones = [] } = await aws.route53.send(new ListHostedZonesCommand({}));
    const zoneId =
      HostedZones.find(({ Name }) => Name === `${zoneName}.`)?.Id?.replace('/hostedzone/', '') ?? '';
    await interrupted(id, zoneId);
    await aws.emulator.addFault({ kind: 'throttle', action: 'ListResourceRecordSets', accountId: tray });
    await expect(runner().clearUp(place(id), held, never)).rejects.toThrow();
    await aws.emulator.clearFaults();
    expect((await api.database.store.runs.unfinished(`conn-${id}`)).documents).toHaveLength(1);
    expect(await runner().clearUp(place(id), held, never)).toBe(true);
    expect((await api.database.store.runs.unfinished(`conn-${id}`)).documents).toHaveLength(0);
  });
});

describe('a connection that its customer rejects', () => {
  test('a connection that its customer rejects has what a run left cleared up before it rests, and keeps its reason; what cannot go yet is looked at again', async () => {
    const world = new EndpointWorld(api.database);
    const { id } = await seed(api);
    await makePending(api, id);
    await makeAvailable(api, id);
    await api.database.store.connections.transition(id, {
      from: 'available',
      to: 'rejected',
      actor: { kind: 'aws' },
      reason: { code: 'endpoint_rejected', message: 'rejected by the owner of the service' },
      nextAttemptAt: new Date(),
    });
    for (const [answer, due] of [
      ['throttled', true],
      [false, true],
      [true, false],
    ] as const) {
      world.leftovers = answer;
      await world.clock(60);
      expect(await world.work(id)).toBe(true);
      const row = await world.row(id);
      expect(row).toMatchObject({ state: 'rejected', reason: { code: 'endpoint_rejected' } });
      expect(row.next_attempt_at !== null).toBe(due);
    }
  });
});
