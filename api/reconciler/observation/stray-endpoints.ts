import type { Logger } from 'pino';
import { principalArn } from '../../../domain/account.ts';
import { connectionStackId } from '../../../domain/stack-ids.ts';
import { TAG } from '../../../domain/tags.ts';
import type { AwsClients } from '../../aws/clients.ts';
import { deleteEndpoint, type ListedEndpoint } from '../../aws/endpoints.ts';
import type { LeaseHolder, Leases } from '../../store/leases.ts';
import type { Connection } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { StateDocument } from '../../terraform-state/document.ts';
import { endLeftBehind } from '../lease/left-behind.ts';
import { reconciler } from '../work/context.ts';

export interface StrayEndpointsOptions {
  readonly store: Store;
  readonly leases: Leases;
  readonly aws: AwsClients;
  readonly trayAccountId: string;
  readonly holder: LeaseHolder;
  readonly logger: Logger;
}

/**
 * The last line against leaks: an endpoint that carries a connection's tag, and that neither the connection nor the state of
 * its stack knows, was made by a run whose end nobody saw. Only endpoints of connections that this database knows are touched:
 * others with the same tags belong to a fleet that is deployed from a file, or to another installation.
 */
export class StrayEndpoints {
  readonly #options: StrayEndpointsOptions;
  /** Seen once: what is new may only be ahead of the database. */
  #suspects = new Set<string>();

  constructor(options: StrayEndpointsOptions) {
    this.#options = options;
  }

  async check(
    region: string,
    endpoints: readonly ListedEndpoint[],
    connections: readonly Connection[],
    signal: AbortSignal,
  ): Promise<void> {
    const byId = new Map(connections.map((connection) => [connection.id, connection]));
    const suspects = endpoints.filter((endpoint) => {
      const connection = byId.get(endpoint.tags[TAG.connection] ?? '');
      return (
        connection !== undefined &&
        connection.endpoint_id !== endpoint.id &&
        isSettled(connection) &&
        !/^delet(ing|ed)$/i.test(endpoint.state)
      );
    });
    const again = suspects.filter(({ id }) => this.#suspects.has(`${region} ${id}`));
    this.#suspects = new Set([
      ...[...this.#suspects].filter((key) => !key.startsWith(`${region} `)),
      ...suspects.map(({ id }) => `${region} ${id}`),
    ]);
    for (const endpoint of again) {
      if (signal.aborted) return;
      await this.#remove(region, endpoint);
    }
  }

  async #remove(region: string, endpoint: ListedEndpoint): Promise<void> {
    const { store, leases, aws, trayAccountId, holder, logger } = this.#options;
    const connectionId = endpoint.tags[TAG.connection] ?? '';
    const stack = connectionStackId(connectionId);
    const lease = await leases.acquire(stack, holder);
    // Somebody works on it right now: it is looked at again next time.
    if (lease === undefined) return;
    try {
      if (!(await endLeftBehind(lease.before))) return;
      const connection = await store.connections.get(connectionId);
      const organization = connection && (await store.organizations.get(connection.organization_id));
      if (connection === undefined || organization === undefined || !isSettled(connection)) return;
      const version = await store.terraformStates.read(stack);
      const known =
        version && StateDocument.parse(version.body).resources.get('aws_vpc_endpoint.connection_endpoint');
      if (known?.id === endpoint.id || connection.endpoint_id === endpoint.id) return;
      const arn = principalArn({
        partition: organization.partition,
        accountId: trayAccountId,
        orgId: organization.id,
      });
      // This process may have stood still since it took the lease: somebody else may have made the endpoint theirs meanwhile.
      if (!(await leases.prolong(lease, holder))) return;
      await deleteEndpoint(aws.ec2As(arn, region), endpoint.id);
      logger.warn({ connectionId, endpointId: endpoint.id }, 'deleted an endpoint that no run knows of');
      await store.connections.note(connectionId, {
        actor: reconciler,
        reason: {
          code: 'run_unknown',
          message: `${endpoint.id} was left by a run of unknown outcome, and is being deleted; the connection's own endpoint stays.`,
        },
      });
    } finally {
      await leases.release(lease);
    }
  }
}

/** Nothing is under way that might make or take the endpoint. */
function isSettled(connection: Connection): boolean {
  return ['pending_acceptance', 'connecting', 'configuring', 'available', 'rejected'].includes(
    connection.state,
  );
}
