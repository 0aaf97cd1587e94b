import { EC2Client } from '@aws-sdk/client-ec2';
import { pino } from 'pino';
import type { AwsClients } from '../../../api/aws/clients.ts';
import type { Platform } from '../../../api/platform.ts';
import { Observer } from '../../../api/reconciler/observation/observer.ts';
import type { StrayEndpoints } from '../../../api/reconciler/observation/stray-endpoints.ts';
import type { RunOutcome, RunRequest } from '../../../api/reconciler/runner/stack-runner.ts';
import { ConnectionWork } from '../../../api/reconciler/work/connection-work.ts';
import type { Pass, WorkContext } from '../../../api/reconciler/work/context.ts';
import type { Connection, Reason } from '../../../api/store/schema.ts';
import { AddressPool } from '../../../domain/address-pool.ts';
import type { Quotas } from '../../../domain/limits.ts';
import type { TestDatabase } from './database.ts';
import { withoutLeases } from './without-leases.ts';

export const [tray, customer, region] = ['111111111111', '222222222222', 'eu-west-1'] as const;

/** What a run does besides its work: nothing, it fails as a whole, or its worker dies before or after AWS did what was asked. */
export type Accident = 'none' | 'fails' | 'dies before' | 'dies after';

/** A worker that is killed in the middle. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Ids are AWS's, and never come again. */
let made = 0;

/** As the SDK throws what AWS refuses. */
function awsError(name: string): Error {
  return Object.assign(new Error(name), { name, $fault: 'client', $metadata: {} });
}

interface Stack {
  endpointId: string;
  stage: 'requested' | 'accepted';
}

/**
 * AWS's endpoints and Terraform's states, in memory, below the real observer, the real work and the real store: whatever a
 * sequence of states does to a connection, it does by the code that does it in production.
 */
export class EndpointWorld {
  /** AWS's endpoints by id; one that is gone is not here. */
  readonly endpoints = new Map<string, { state: string; connectionId: string }>();
  readonly stacks = new Map<string, Stack>();
  accident: Accident = 'none';
  /** Regions in which AWS shows services; undefined: in all. */
  visibleIn: Set<string> | undefined;
  /** Regions that are not enabled for Tray's account. */
  closed = new Set<string>();
  owner: string = customer;
  /** Whether all that interrupted runs left can be removed from a stack that rests, or what AWS says instead. */
  leftovers: boolean | 'throttled' = true;
  /** Regions that were asked for services, in order. */
  readonly asked: string[] = [];
  readonly #platform: { quotas?: Partial<Quotas> } & Platform;
  readonly #database: TestDatabase;
  readonly #observer: Observer;
  readonly #work: ConnectionWork;

  constructor(database: TestDatabase, regions: readonly string[] = [region]) {
    this.#database = database;
    const aws = {
      ec2: (where: string) => this.#client(where),
      ec2As: (_arn: string, where: string) => this.#client(where),
    } as unknown as AwsClients;
    this.#platform = {
      trayAccountId: tray,
      partition: 'aws',
      regions,
      addressPool: new AddressPool({ cidr: '100.64.0.0/10' }),
      zone: 'privatelink.tray.internal',
      acceptanceDays: 14,
    };
    const logger = pino({ level: 'silent' });
    const store = withoutLeases(database.store);
    const shared = { store, aws, logger };
    this.#observer = new Observer({
      ...shared,
      accountId: tray,
      regions,
      strays: { look: async () => undefined } as unknown as StrayEndpoints,
      intervalMs: 0,
    });
    this.#work = new ConnectionWork({
      ...shared,
      platform: this.#platform,
      synthesis: {
        connection: (_organization: unknown, _row: unknown, _network: unknown, { stage }: Stack) => ({
          stage,
        }),
      },
      runner: {
        outputs: async (stack: string) => this.#outputs(stack),
        run: (request: RunRequest) => this.#run(request),
        clearUp: async () => {
          if (this.leftovers === 'throttled') throw awsError('Throttling');
          return this.leftovers;
        },
      },
      backoff: { baseMs: 1_000, capMs: 60_000 },
    } as unknown as WorkContext);
  }

  /** Quotas that an operator says were raised, or fewer, so that a test need not make fifty. */
  set quotas(quotas: Partial<Quotas>) {
    this.#platform.quotas = quotas;
  }

  async row(id: string): Promise<Connection> {
    const row = await this.#database.store.connections.get(id);
    if (row === undefined) throw new Error(`no connection ${id}`);
    return row;
  }

  endpointsOf(connectionId: string): string[] {
    return [...this.endpoints].filter(([, one]) => one.connectionId === connectionId).map(([id]) => id);
  }

  observe(): Promise<void> {
    return this.#observer.observe(new AbortController().signal);
  }

  /** A worker takes the connection up, if it is due. @returns whether it was. */
  async work(id: string, accident: Accident = 'none'): Promise<boolean> {
    await this.#networks();
    await this.#database.store.dueWork.callOverdue();
    const { next_attempt_at: due } = await this.row(id);
    if (due === null || due > new Date()) return false;
    this.accident = accident;
    const { signal } = new AbortController();
    try {
      await this.#work.reconcile(id, {
        lease: { lease: undefined, lost: signal },
        stop: signal,
      } as unknown as Pass);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    } finally {
      this.accident = 'none';
    }
    return true;
  }

  /** Time goes by, for everything that the database remembers. */
  async clock(minutes: number): Promise<void> {
    const columns = ['next_attempt_at', 'acceptance_requested_at', 'expires_at'];
    const earlier = columns.map((column) => `${column} = ${column} - $1 * interval '1 minute'`).join(', ');
    await this.#database.query(`update connections set ${earlier} where state <> 'deleted'`, [minutes]);
  }

  /** Observer and worker go on until there is nothing left to do. @throws when that takes too long. */
  async settle(id: string): Promise<Connection> {
    for (let round = 0; round < 40; round += 1) {
      await this.clock(2);
      const before = await this.row(id);
      // Whoever is missing once may only be late.
      for (const _ of [1, 2]) await this.observe();
      const worked = await this.work(id);
      const after = await this.row(id);
      if (!worked && before.version === after.version && after.next_attempt_at === null) return after;
    }
    throw new Error(`never comes to rest: ${JSON.stringify(await this.row(id))}`);
  }

  /** What the network's own worker would do. */
  async #networks(): Promise<void> {
    await this.#database.query(`
      with done as (
        update networks set observed_generation = desired_generation, next_attempt_at = null,
          state = case state when 'deleting' then 'deleted' else 'available' end
        where observed_generation < desired_generation and state <> 'deleted' returning organization_id
      )
      update connections set next_attempt_at = now() from done
      where connections.organization_id = done.organization_id and connections.state in ('checking', 'provisioning')`);
  }

  #outputs(stack: string): Record<string, unknown> | undefined {
    if (stack.startsWith('net-')) {
      return {
        vpc_id: 'vpc-1',
        cidr: '100.64.0.0/24',
        subnet_ids: { 'euw1-az1': 'subnet-1', 'use1-az1': 'subnet-2', 'apse2-az1': 'subnet-3' },
        zone_id: 'Z1',
        zone_name: 'privatelink.tray.internal',
      };
    }
    const known = this.stacks.get(stack);
    return known && { endpoint_id: known.endpointId };
  }

  async #run(request: RunRequest): Promise<RunOutcome> {
    if (this.accident === 'dies before') throw new Killed();
    if (this.accident === 'fails') {
      const reason: Reason = { code: 'terraform_failed', message: 'chance' };
      return { state: 'failed', failure: { reason, collisions: [] } };
    }
    const outputs = request.action === 'destroy' ? this.#destroy(request) : this.#apply(request);
    if (this.accident === 'dies after') throw new Killed();
    return { state: 'succeeded', outputs };
  }

  #apply(request: RunRequest): Record<string, unknown> {
    const connectionId = request.stack.slice('conn-'.length);
    const { stage } = request.document as unknown as Stack;
    const known = this.stacks.get(request.stack);
    let endpointId = known?.endpointId;
    if (endpointId !== undefined && request.replace !== undefined) this.endpoints.delete(endpointId);
    if (endpointId === undefined || !this.endpoints.has(endpointId)) {
      endpointId = `vpce-${(++made).toString(16).padStart(17, '0')}`;
      this.endpoints.set(endpointId, { state: 'pendingAcceptance', connectionId });
    }
    this.stacks.set(request.stack, { endpointId, stage });
    return {
      endpoint_id: endpointId,
      endpoint_state: this.endpoints.get(endpointId)?.state,
      host: `${connectionId}.privatelink.tray.internal`,
    };
  }

  #destroy(request: RunRequest): Record<string, unknown> {
    const known = this.stacks.get(request.stack);
    if (known !== undefined) this.endpoints.delete(known.endpointId);
    this.stacks.delete(request.stack);
    return {};
  }

  #client(where: string): EC2Client {
    const client = new EC2Client({ region: where });
    const answers: Readonly<Record<string, (input: { ServiceNames?: string[] }) => object>> = {
      DescribeVpcEndpointsCommand: () => ({
        VpcEndpoints: [...this.endpoints].map(([id, { state, connectionId }]) => ({
          VpcEndpointId: id,
          State: state,
          ServiceName: 'service',
          OwnerId: tray,
          DnsEntries: [{ DnsName: `${id}-abc.example` }],
          Tags: [{ Key: 'tray:connection-id', Value: connectionId }],
        })),
      }),
      DescribeVpcEndpointServicesCommand: ({ ServiceNames }) => {
        this.asked.push(where);
        if (this.closed.has(where)) throw awsError('AuthFailure');
        if (this.visibleIn?.has(where) === false) throw awsError('InvalidServiceName');
        return {
          ServiceDetails: ServiceNames?.map((ServiceName) => ({
            ServiceName,
            Owner: this.owner,
            AvailabilityZoneIds: ['euw1-az1'],
          })),
        };
      },
    };
    const send = async (command: { constructor: { name: string }; input: object }) => {
      const answer = answers[command.constructor.name];
      if (answer === undefined) throw new Error(`nobody expected ${command.constructor.name}`);
      return { $metadata: {}, ...answer(command.input) };
    };
    return Object.assign(client, { send });
  }
}
