import { connectorsStackId } from '../../../domain/stack-ids.ts';
import type { Connector, Network, Reason } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { nextAttemptAt } from '../backoff.ts';
import type { RunOutcome, RunRequest } from '../runner/stack-runner.ts';
import { type ConnectorsOutputs, connectorsOutputs, networkOutputs } from '../stacks/outputs.ts';
import type { TerraformDocument } from '../stacks/synthesis.ts';
import { type Pass, patienceMs, reconciler, underLease, type WorkContext } from './context.ts';

type Ended = Exclude<RunOutcome, { state: 'canceled' }>;

/** Brings the connectors of one network in line with their rows: one stack for all of them, which goes with the last. */
export class ConnectorsWork {
  readonly #context: WorkContext;

  constructor(context: WorkContext) {
    this.#context = context;
  }

  async reconcile(networkId: string, pass: Pass): Promise<void> {
    const { store, runner } = this.#context;
    const network = await store.networks.get(networkId);
    const seen = await store.connectors.ofNetwork(networkId);
    if (network === undefined || seen.length === 0 || pass.stop.aborted) return;
    const staying = seen.filter(({ state }) => state !== 'deleting');
    if (staying.length > 0 && !isReady(network)) return this.#wait(network, seen, pass);
    const request = await this.#request(network, staying, seen);
    // No network, no service: they never came that far.
    const outcome: RunOutcome =
      request === undefined
        ? { state: 'succeeded', outputs: {} }
        : await runner.run(request, pass.lease, pass.stop);
    if (outcome.state === 'canceled') return;
    await underLease(this.#context, pass, (transaction) => this.#settle(transaction, network, seen, outcome));
  }

  async #request(
    network: Network,
    staying: readonly Connector[],
    all: readonly Connector[],
  ): Promise<RunRequest | undefined> {
    const { store, runner } = this.#context;
    const { id, organization_id: organizationId, region } = network;
    const stack = connectorsStackId(organizationId, region);
    const action = staying.length > 0 ? 'apply' : 'destroy';
    const outputs = await runner.outputs(id);
    const surroundings = outputs && networkOutputs(outputs);
    let document: TerraformDocument | undefined;
    if (surroundings !== undefined) {
      document = await this.#document(network, surroundings, action === 'apply' ? staying : all);
    } else if (action === 'apply') {
      throw new Error(`network ${id} has no outputs`);
    } else {
      // As the last run had it whose end nobody knows.
      const { documents } = await store.runs.unfinished(stack);
      document = (documents as unknown as readonly TerraformDocument[])[0];
    }
    return document && { stack, target: { organizationId, connectorsOf: id }, action, document, region };
  }

  async #document(
    network: Network,
    surroundings: NonNullable<ReturnType<typeof networkOutputs>>,
    connectors: readonly Connector[],
  ): Promise<TerraformDocument> {
    const { store, synthesis } = this.#context;
    const organization = await store.organizations.get(network.organization_id);
    if (organization === undefined) throw new Error(`network ${network.id} has no organization`);
    const ids = [...new Set(connectors.flatMap((connector) => connector.connections))];
    const connections = await store.connections.some(ids);
    return synthesis.connectors(organization, network, surroundings, { connectors, connections });
  }

  /** The network is made first, or gets what a connector needs: its own reason is theirs. */
  #wait(network: Network, seen: readonly Connector[], pass: Pass): Promise<void> {
    const reason: Reason = network.reason ?? {
      code: 'waiting_for_network',
      message: `The network ${network.id} is being made, or changed for its connectors, first.`,
    };
    return underLease(this.#context, pass, async (store) => {
      for (const { row } of await this.#lock(store, network, seen)) {
        if (row.next_attempt_at === null) continue;
        await store.connectors.settle(
          row,
          { next_attempt_at: new Date(Date.now() + patienceMs) },
          { actor: reconciler, reason },
        );
      }
    });
  }

  async #settle(store: Store, network: Network, seen: readonly Connector[], outcome: Ended): Promise<void> {
    const outputs = outcome.state === 'succeeded' ? connectorsOutputs(outcome.outputs) : undefined;
    const cause = { actor: reconciler, ...(outcome.runId ? { runId: outcome.runId } : {}) };
    for (const { row, before } of await this.#lock(store, network, seen)) {
      if (outcome.state === 'failed') await this.#failed(store, row, outcome, cause);
      else await this.#deployed(store, row, before, outputs, cause);
    }
    if ((await store.connectors.ofNetwork(network.id)).length === 0)
      await store.networks.releaseIfUnused(network.id);
  }

  async #deployed(
    store: Store,
    row: Connector,
    before: Connector,
    outputs: ConnectorsOutputs | undefined,
    cause: { readonly actor: typeof reconciler; readonly runId?: string },
  ): Promise<void> {
    const upToDate = row.desired_generation === before.desired_generation;
    const done = {
      observed_generation: before.desired_generation,
      next_attempt_at: upToDate ? null : new Date(),
      attempts: 0,
    };
    if (before.state === 'deleting') {
      await store.connectors.settle(
        row,
        {
          ...done,
          state: 'deleted',
          desired_tasks: 0,
          running_tasks: 0,
          log_group: null,
          service_arn: null,
          task_definition_arn: null,
        },
        cause,
      );
      return;
    }
    const { id } = row;
    await store.connectors.settle(
      row,
      {
        ...done,
        // Whether it runs, ECS says: what a run could not do before is no reason any more.
        ...(row.state === 'failed' ? { state: 'provisioning' as const } : {}),
        log_group: outputs?.logGroupNames[id] ?? null,
        service_arn: outputs?.serviceArns[id] ?? null,
        task_definition_arn: outputs?.taskDefinitionArns[id] ?? null,
      },
      cause,
    );
  }

  async #failed(
    store: Store,
    row: Connector,
    outcome: Extract<Ended, { state: 'failed' }>,
    cause: { readonly actor: typeof reconciler; readonly runId?: string },
  ): Promise<void> {
    // Those that are as they are wanted have nothing to do with it.
    if (row.next_attempt_at === null) return;
    const { reason, awsRequestId } = outcome.failure;
    const attempts = row.attempts + 1;
    await store.connectors.settle(
      row,
      {
        // One that runs goes on running as it was.
        ...(row.state === 'provisioning' ? { state: 'failed' as const } : {}),
        attempts,
        next_attempt_at: nextAttemptAt(attempts, this.#context.backoff),
      },
      { ...cause, reason, ...(awsRequestId ? { awsRequestId } : {}) },
    );
  }

  /** The network's row first, as everybody who holds both. */
  async #lock(
    store: Store,
    network: Network,
    seen: readonly Connector[],
  ): Promise<{ row: Connector; before: Connector }[]> {
    await store.networks.lock(network.id);
    const rows: { row: Connector; before: Connector }[] = [];
    for (const before of seen) {
      const row = await store.connectors.lock({ networkId: network.id, id: before.id });
      if (row !== undefined && row.state !== 'deleted') rows.push({ row, before });
    }
    return rows;
  }
}

function isReady(network: Network): boolean {
  return network.state === 'available' && network.observed_generation === network.desired_generation;
}
