import { isDeepStrictEqual } from 'node:util';
import type { Service } from '@aws-sdk/client-ecs';
import type { Logger } from 'pino';
import { connectorsClusterName } from '../../../stacks/index.ts';
import type { AwsClients } from '../../aws/clients.ts';
import { describeServices, stoppedTasks } from '../../aws/ecs.ts';
import type { Connector } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { explain } from '../runner/failure.ts';
import { interpretService, isSteady } from './connector-interpretation.ts';
import type { StoppedTask } from './stopped-tasks.ts';

export interface ConnectorsObserverOptions {
  readonly store: Store;
  readonly aws: AwsClients;
  readonly regions: readonly string[];
  readonly logger: Logger;
  /** Between two looks at a region. */
  readonly intervalMs: number;
  /** How long the look at one region may take, in milliseconds. @default 1 minute */
  readonly limitMs?: number;
}

/**
 * Watches what becomes of connectors: one listing of services for each cluster, ten to a call; tasks are looked at only where a service
 * is not steady.
 */
export class ConnectorsObserver {
  readonly #options: ConnectorsObserverOptions;
  /** Services that were missing from the last listing: one absence may be a lag. */
  readonly #missing = new Set<string>();

  constructor(options: ConnectorsObserverOptions) {
    this.#options = options;
  }

  /** Looks at every region whose turn it is. One that cannot be looked at does not keep the others. */
  async observe(signal: AbortSignal): Promise<void> {
    const { store, regions, intervalMs, limitMs = 60_000, logger } = this.#options;
    for (const region of regions) {
      if (signal.aborted) return;
      try {
        // Its own turn, apart from that of the region's endpoints.
        if (!(await store.regionObservations.claim(`connectors ${region}`, intervalMs))) continue;
        await this.#observeRegion(region, AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
      } catch (error) {
        if (signal.aborted) return;
        logger.warn(
          { region, reason: explain(error).reason, err: error },
          'connectors could not be observed',
        );
      }
    }
  }

  async #observeRegion(region: string, abortSignal: AbortSignal): Promise<void> {
    const { store, aws } = this.#options;
    const clusters = new Map<string, Connector[]>();
    for (const connector of await store.connectors.deployedIn(region)) {
      // What is about to be deployed, or to go, says nothing of what is wanted.
      if (connector.state === 'deleting' || connector.observed_generation < connector.desired_generation)
        continue;
      const cluster = connectorsClusterName(connector.organization_id);
      clusters.set(cluster, [...(clusters.get(cluster) ?? []), connector]);
    }
    const client = aws.ecs(region);
    for (const [cluster, connectors] of clusters) {
      const services = await describeServices(
        client,
        cluster,
        connectors.map(({ id }) => id),
        { abortSignal },
      );
      for (const connector of connectors) {
        const service = services.get(connector.id);
        if (service === undefined) {
          await this.#missed(connector);
          continue;
        }
        this.#missing.delete(keyOf(connector));
        const stopped = isSteady(service)
          ? []
          : await stoppedTasks(client, cluster, connector.id, { abortSignal });
        await this.#record(connector, service, stopped);
      }
    }
  }

  async #record(seen: Connector, service: Service, stopped: readonly StoppedTask[]): Promise<void> {
    const { store, logger } = this.#options;
    if (isKnown(seen, service, stopped)) return;
    await store.transaction(async ({ connectors }) => {
      const row = await connectors.lock(keyFor(seen));
      // Whoever changed it since may have been ahead of this listing.
      if (row === undefined || row.version !== seen.version || isKnown(row, service, stopped)) return;
      const { state, reason, desiredTasks, runningTasks } = interpretService(row, service, stopped);
      await connectors.settle(
        row,
        { state, desired_tasks: desiredTasks, running_tasks: runningTasks },
        { actor: { kind: 'aws' }, ...(reason === undefined ? {} : { reason }) },
      );
      if (reason !== undefined)
        logger.info(
          { networkId: row.network_id, connectorId: row.id, reason, tasks: stopped.map(wordsOf) },
          'tasks of a connector do not stay up',
        );
    });
  }

  /** Somebody deleted the service: the connector is deployed again. */
  async #missed(seen: Connector): Promise<void> {
    const key = keyOf(seen);
    if (!this.#missing.has(key)) {
      this.#missing.add(key);
      return;
    }
    this.#missing.delete(key);
    const { store } = this.#options;
    await store.transaction(async (transaction) => {
      const row = await transaction.connectors.lock(keyFor(seen));
      if (row === undefined || row.version !== seen.version) return;
      const reason = {
        code: 'service_deleted_elsewhere',
        message: 'The ECS service was deleted outside of this system, and is created again.',
      } as const;
      await transaction.connectors.settle(
        row,
        { state: 'provisioning', running_tasks: 0, next_attempt_at: new Date(), attempts: 0 },
        { actor: { kind: 'aws' }, reason },
      );
      await transaction.wake({ kind: 'connectors', id: row.network_id });
    });
  }
}

function isKnown(row: Connector, service: Service, stopped: readonly StoppedTask[]): boolean {
  const { state, reason, desiredTasks, runningTasks } = interpretService(row, service, stopped);
  return (
    state === row.state &&
    desiredTasks === row.desired_tasks &&
    runningTasks === row.running_tasks &&
    isDeepStrictEqual(reason ?? null, row.reason)
  );
}

function keyFor({ network_id: networkId, id }: Connector) {
  return { networkId, id };
}

function keyOf({ network_id, id }: Connector): string {
  return `${network_id} ${id}`;
}

/** AWS's own, for the operator. */
function wordsOf({ taskArn, stopCode, stoppedReason, containers = [] }: StoppedTask) {
  return {
    taskArn,
    stopCode,
    stoppedReason,
    containers: containers.map(({ exitCode, reason }) => ({ exitCode, reason })),
  };
}
