import { parseServiceName } from '../../../domain/service-name.ts';
import { organizationStackId } from '../../../domain/stack-ids.ts';
import type { Organization } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { nextAttemptAt } from '../backoff.ts';
import type { RunOutcome } from '../runner/stack-runner.ts';
import { type Pass, underLease, type WorkContext } from './context.ts';

/** Brings the principal of one organization in line with its row. */
export class OrganizationWork {
  readonly #context: WorkContext;

  constructor(context: WorkContext) {
    this.#context = context;
  }

  async reconcile(id: string, pass: Pass): Promise<void> {
    const organization = await this.#context.store.organizations.get(id);
    if (organization === undefined || pass.stop.aborted) return;
    const destroying = organization.state === 'deleting';
    const outcome = await this.#context.runner.run(
      {
        stack: organizationStackId(id),
        target: { organizationId: id },
        action: destroying ? 'destroy' : 'apply',
        document: await this.#document(organization),
        region: this.#context.platform.regions[0] ?? '',
      },
      pass.lease,
      pass.stop,
    );
    if (outcome.state === 'canceled') return;
    await underLease(this.#context, pass, (store) => this.#settle(store, organization, outcome));
  }

  async #settle(
    store: Store,
    seen: Organization,
    outcome: Exclude<RunOutcome, { state: 'canceled' }>,
  ): Promise<void> {
    const { backoff } = this.#context;
    const row = await store.organizations.lock(seen.id, 'update');
    if (row === undefined) return;
    if (outcome.state === 'failed') {
      const attempts = row.attempts + 1;
      await store.organizations.settle(seen.id, {
        state: row.state === 'deleting' ? 'deleting' : 'failed',
        reason: outcome.failure.reason,
        attempts,
        nextAttemptAt: nextAttemptAt(attempts, backoff),
      });
      return;
    }
    // Something else may have been asked for meanwhile: then there is more to do.
    const upToDate = row.desired_generation === seen.desired_generation;
    await store.organizations.settle(seen.id, {
      state: row.state === 'deleting' ? (upToDate ? 'deleted' : 'deleting') : 'ready',
      observedGeneration: seen.desired_generation,
      reason: null,
      attempts: 0,
      nextAttemptAt: upToDate ? null : new Date(),
    });
    await store.connections.call({ organizationId: seen.id, states: ['checking'] });
  }

  /** Services whose owner AWS gives by an alias are allowed by name: they are those of the organization's connections. */
  async #document(organization: Organization) {
    const rows = await this.#context.store.connections.servicesOfOthers(organization.id);
    const services = rows.map((row) =>
      parseServiceName(row.service_name, { region: row.service_region, marketplace: true }),
    );
    return this.#context.synthesis.organization(organization, services);
  }
}
