import { defined } from '../../../domain/defined.ts';
import { DomainError } from '../../../domain/errors.ts';
import { networkStackId } from '../../../domain/stack-ids.ts';
import { principalInspector, type ServiceInspector } from '../../preflight.ts';
import { ConflictError } from '../../store/errors.ts';
import type { Connection, Reason } from '../../store/schema.ts';
import { takenOver } from '../../store/service-claims.ts';
import { explain, isFaultOfOurs } from '../runner/failure.ts';
import type { ConnectionChanges } from './connection-changes.ts';
import type { Pass, WorkContext } from './context.ts';
import { placeInNetwork } from './network-placement.ts';
import { lookElsewhere, type Relocate, serviceOf } from './other-regions.ts';
import { decide, type PreflightAnswer } from './preflight.ts';

/** What stands between a request and its endpoint: the claim, the service as AWS shows it, a place in a network. */
export class ConnectionCheck {
  readonly #context: WorkContext;
  readonly #changes: ConnectionChanges;
  readonly #inspector: ServiceInspector;

  constructor(context: WorkContext, changes: ConnectionChanges) {
    this.#context = context;
    this.#changes = changes;
    const { trayAccountId: accountId, partition } = context.platform;
    this.#inspector = principalInspector(context.aws, { accountId, partition });
  }

  async reconcile(connection: Connection, pass: Pass): Promise<Connection | undefined> {
    const { store, platform } = this.#context;
    const organization = await store.organizations.get(connection.organization_id);
    if (organization === undefined) throw new Error(`connection ${connection.id} has no organization`);
    if (organization.observed_generation < organization.desired_generation)
      return this.#changes.waitFor(connection, pass, organization.reason);
    // The claim may have been proven by another organization since the request.
    const owner = await store.connections.claimantOf(connection.service_name);
    if (owner !== undefined && owner !== organization.id && connection.service_kind === 'customer') {
      await this.#changes.fail(connection, pass, { reason: takenOver });
      return undefined;
    }
    const network = await store.networks.get(networkStackId(organization.id, connection.region));
    const ask = (region: string) =>
      decide(this.#inspector, platform, {
        organization,
        service: serviceOf(connection),
        zoneIds: connection.service_zone_ids,
        region,
        networkZoneIds: region === connection.region ? (network?.zone_ids ?? []) : [],
      });
    try {
      let answer: PreflightAnswer | undefined = await ask(connection.region);
      if (answer.verdict === 'wait' && answer.reason.code === 'service_not_visible')
        answer = await lookElsewhere({
          connection,
          organization,
          platform,
          ask,
          relocate: (...to) => this.#relocate(connection, pass, ...to),
        });
      if (answer === undefined) return undefined;
      const requestId = answer.service?.requestId;
      const asked = defined({ awsRequestId: requestId });
      if (answer.verdict === 'go') {
        const { endpointZoneIds } = answer;
        return await this.#changes.move(connection, pass, {
          to: 'provisioning',
          nextAttemptAt: new Date(),
          before: async (transaction, row) => ({
            networkId: await placeInNetwork(this.#context, transaction, organization, row, endpointZoneIds),
          }),
          serviceZoneIds: answer.serviceZoneIds,
          serviceOwnerAccountId: /^\d{12}$/.test(answer.service.owner) ? answer.service.owner : null,
          ...asked,
        });
      }
      const why = { reason: answer.reason, ...asked };
      if (answer.verdict === 'refuse') await this.#changes.fail(connection, pass, why);
      else await this.#changes.wait(connection, pass, why);
    } catch (error) {
      await this.#explainAndWait(connection, pass, error);
    }
    return undefined;
  }

  /** Goes on in another region, in the next pass. */
  async #relocate(
    connection: Connection,
    pass: Pass,
    ...[region, regionChoice, reason]: Parameters<Relocate>
  ) {
    await this.#changes.move(connection, pass, {
      to: 'checking',
      region,
      regionChoice,
      reason,
      nextAttemptAt: new Date(),
      after: (store) => store.wake({ kind: 'connection', id: connection.id }),
    });
  }

  async #explainAndWait(connection: Connection, pass: Pass, error: unknown): Promise<void> {
    if (error instanceof DomainError)
      return this.#changes.wait(connection, pass, { reason: domainReason(error) });
    if (error instanceof ConflictError && error.code === 'service_name_taken')
      return this.#changes.fail(connection, pass, { reason: takenOver });
    // The network is on its way out: it will be made again.
    if (error instanceof ConflictError) return void (await this.#changes.waitFor(connection, pass, null));
    const failure = explain(error);
    if (isFaultOfOurs(failure)) throw error;
    if (failure.words !== undefined)
      this.#context.logger.warn({ connectionId: connection.id, ...failure.words }, 'what a failed pass said');
    const { reason, awsRequestId } = failure;
    await this.#changes.wait(connection, pass, { reason, ...(awsRequestId ? { awsRequestId } : {}) });
  }
}

function domainReason(error: DomainError): Reason {
  const message = `${error.message}; ${error.fix}`;
  switch (error.code) {
    case 'address_pool_exhausted':
    case 'overlapping_cidr':
    case 'region_not_enabled':
    case 'no_eligible_region':
    case 'network_full':
      return { code: error.code, message };
    case 'address_pool_swallowed':
      return { code: 'address_pool_exhausted', message };
    default:
      return { code: 'internal_error', message };
  }
}
