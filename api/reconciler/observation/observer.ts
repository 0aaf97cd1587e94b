import type { Logger } from 'pino';
import { defaultAcceptanceDays } from '../../../domain/acceptance.ts';
import { defined } from '../../../domain/defined.ts';
import { MANAGED_BY, TAG } from '../../../domain/tags.ts';
import type { AwsClients } from '../../aws/clients.ts';
import { type ListedEndpoint, listEndpoints } from '../../aws/endpoints.ts';
import { zoneNames } from '../../aws/zones.ts';
import { StaleError } from '../../store/errors.ts';
import type { Connection } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { explain } from '../runner/failure.ts';
import { interpret, isWatched } from './interpretation.ts';
import type { StrayEndpoints } from './stray-endpoints.ts';

export interface ObserverOptions {
  readonly store: Store;
  readonly aws: AwsClients;
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly strays: StrayEndpoints;
  readonly logger: Logger;
  /** Between two looks at a region. */
  readonly intervalMs: number;
  /** Days that a customer has to accept. @default 14 */
  readonly acceptanceDays?: number;
}

/** How long a new endpoint may be missing from listings, which lag behind. */
const settlingMs = 60_000;

/**
 * Watches what becomes of endpoints: one listing per region for all connections. What a customer does (accept, reject) and what
 * happens behind our back (an endpoint deleted by hand) is noticed here and nowhere else.
 */
export class Observer {
  readonly #options: ObserverOptions;
  /** Endpoints that were missing from the last listing: one absence may be a lag. */
  #missing = new Set<string>();

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** Looks at every region whose turn it is. One that cannot be looked at does not keep the others. */
  async observe(signal: AbortSignal): Promise<void> {
    const { store, regions, intervalMs, logger } = this.#options;
    for (const region of regions) {
      if (signal.aborted) return;
      try {
        if (await store.regionObservations.claim(region, intervalMs))
          await this.#observeRegion(region, signal);
      } catch (error) {
        logger.warn({ region, reason: explain(error).reason, err: error }, 'endpoints could not be observed');
      }
    }
  }

  async #observeRegion(region: string, signal: AbortSignal): Promise<void> {
    const { store, aws, logger } = this.#options;
    // Read first: an endpoint that is made after this and missing from the listing is nobody's business yet.
    const connections = await store.connections.withEndpointIn(region);
    const watchedRows = connections.filter(isWatched);
    if (connections.length === 0) return;
    const client = aws.ec2(region);
    const { endpoints, requestId } = await listEndpoints(client, { key: TAG.managedBy, value: MANAGED_BY });
    const names = endpoints.some(({ zonalDnsNames }) => zonalDnsNames.length > 0)
      ? await zoneNames(client)
      : (new Map() as ReadonlyMap<string, string>);
    const zoneIdOf = (dnsName: string) => {
      const label = dnsName.split('.')[0] ?? '';
      return [...names].find(([zoneName]) => label.endsWith(`-${zoneName}`))?.[1];
    };
    const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
    const missing = new Set<string>();
    for (const connection of watchedRows) {
      const endpoint = byId.get(connection.endpoint_id ?? '');
      if (endpoint === undefined && !this.#isGone(connection, missing)) continue;
      try {
        await this.#record(connection, endpoint, zoneIdOf, requestId);
      } catch (error) {
        // A worker was faster; the next look sees what it made of it.
        if (!(error instanceof StaleError)) throw error;
      }
    }
    this.#forget(watchedRows, missing);
    await this.#options.strays.check(region, endpoints, connections, signal);
    logger.debug({ region, endpoints: endpoints.length, requestId }, 'endpoints observed');
  }

  async #record(
    seen: Connection,
    endpoint: ListedEndpoint | undefined,
    zoneIdOf: (dnsName: string) => string | undefined,
    requestId: string | undefined,
  ): Promise<void> {
    const { store } = this.#options;
    if (interpret(seen, endpoint, zoneIdOf) === undefined) return;
    await store.transaction(async (transaction) => {
      const row = await transaction.connections.lock(seen.id);
      // Whoever changed it since may have been ahead of this listing.
      if (row === undefined || row.version !== seen.version) return;
      const finding = interpret(row, endpoint, zoneIdOf);
      if (finding === undefined) return;
      if (finding.move === undefined) {
        await transaction.connections.observe(row.id, finding.facts);
        return;
      }
      await transaction.connections.transition(row.id, {
        from: row.state,
        ...finding.move,
        ...finding.facts,
        // Whoever is asked again has the whole time again: the old deadline may have passed long ago.
        ...(finding.move.to === 'pending_acceptance' ? this.#acceptanceClock() : {}),
        actor: { kind: 'aws' },
        nextAttemptAt: new Date(),
        attempts: 0,
        ...defined({ awsRequestId: requestId }),
      });
      await transaction.wake({ kind: 'connection', id: row.id });
    });
  }

  #acceptanceClock(): { acceptanceRequestedAt: Date; expiresAt: Date } {
    const days = this.#options.acceptanceDays ?? defaultAcceptanceDays;
    const now = new Date();
    return { acceptanceRequestedAt: now, expiresAt: new Date(now.getTime() + days * 24 * 60 * 60 * 1_000) };
  }

  /** Missing twice in a row, and not brand new. */
  #isGone(connection: Connection, missing: Set<string>): boolean {
    const id = connection.endpoint_id ?? '';
    missing.add(id);
    const since = connection.acceptance_requested_at?.getTime() ?? 0;
    return this.#missing.has(id) && Date.now() - since > settlingMs;
  }

  #forget(watched: readonly Connection[], missing: ReadonlySet<string>): void {
    for (const { endpoint_id: id } of watched) if (id !== null) this.#missing.delete(id);
    for (const id of missing) this.#missing.add(id);
  }
}
