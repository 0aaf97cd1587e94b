import { connectionDnsName, probeArchive } from '../../../stacks/index.ts';
import type { Network } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { nextAttemptAt } from '../backoff.ts';
import type { RunOutcome } from '../runner/stack-runner.ts';
import { gatewayEndpointIds, networkOutputs } from '../stacks/outputs.ts';
import { type Pass, underLease, type WorkContext } from './context.ts';
import { ensureListedNetwork } from './listed-network.ts';

/** Brings one network in line with its row. Its id is the id of its stack. */
export class NetworkWork {
  readonly #context: WorkContext;

  constructor(context: WorkContext) {
    this.#context = context;
  }

  async reconcile(id: string, pass: Pass): Promise<void> {
    const { store, synthesis, runner } = this.#context;
    const network = await store.networks.get(id);
    if (network === undefined || pass.stop.aborted) return;
    const organization = await store.organizations.get(network.organization_id);
    if (organization === undefined) throw new Error(`network ${id} has no organization`);
    const destroying = network.state === 'deleting';
    if (network.state === 'requested') {
      await underLease(this.#context, pass, async (transaction) => {
        const row = await transaction.networks.lock(id);
        // Its end may have been asked for meanwhile: the next pass sees to that.
        if (row.state !== 'requested') return;
        await transaction.networks.settle(id, {
          state: 'provisioning',
          nextAttemptAt: new Date(),
          attempts: row.attempts,
        });
      });
    }
    const archive = probeArchive();
    const outcome = await runner.run(
      {
        stack: id,
        target: { organizationId: network.organization_id, networkId: id },
        action: destroying ? 'destroy' : 'apply',
        document: synthesis.network(organization, network),
        files: { [archive.name]: archive.bytes },
        region: network.region,
        otherNames: () => this.#namesOfConnections(id),
      },
      pass.lease,
      pass.stop,
    );
    if (outcome.state === 'canceled') return;
    await underLease(this.#context, pass, (transaction) => this.#settle(transaction, network, outcome));
  }

  /** Names in the network's zone, or in zones beside it, that are those of connections which live. */
  async #namesOfConnections(id: string): Promise<ReadonlySet<string>> {
    const { store, platform } = this.#context;
    const rows = await store.connections.namesIn(id);
    return new Set(
      rows.flatMap((row) => [
        connectionDnsName(row.id, platform.zone).toLowerCase(),
        ...(row.hostname === null ? [] : [row.hostname.toLowerCase()]),
      ]),
    );
  }

  async #settle(
    store: Store,
    seen: Network,
    outcome: Exclude<RunOutcome, { state: 'canceled' }>,
  ): Promise<void> {
    const { backoff, platform } = this.#context;
    // In the order in which a change of the organization takes them.
    const owner = await store.organizations.lock(seen.organization_id, 'share');
    if (seen.state === 'deleting') await store.networks.lockPool();
    const row = await store.networks.lock(seen.id);
    const deleting = row.state === 'deleting';
    if (outcome.state === 'failed') {
      const attempts = row.attempts + 1;
      await store.networks.settle(seen.id, {
        state: deleting ? 'deleting' : 'failed',
        reason: outcome.failure.reason,
        attempts,
        nextAttemptAt: nextAttemptAt(attempts, backoff),
      });
    } else {
      const upToDate = row.desired_generation === seen.desired_generation;
      const outputs = networkOutputs(outcome.outputs);
      await store.networks.settle(seen.id, {
        state: deleting ? (upToDate ? 'deleted' : 'deleting') : 'available',
        observedGeneration: seen.desired_generation,
        vpcId: outputs?.vpcId ?? null,
        gatewayEndpointIds: gatewayEndpointIds(outcome.outputs) ?? null,
        reason: null,
        attempts: 0,
        nextAttemptAt: upToDate ? null : new Date(),
      });
    }
    // The organization has listed the region again while the network went.
    if (deleting && owner?.regions.includes(seen.region) && owner.state !== 'deleting') {
      const now = await store.networks.get(seen.id);
      if (now === undefined) await ensureListedNetwork(store, platform, owner, seen.region);
    }
    // Also after a failure, so that they can say what they wait for.
    await store.connectors.call(seen.id);
    await store.connections.call({
      organizationId: seen.organization_id,
      region: seen.region,
      states: ['checking', 'provisioning'],
    });
  }
}
