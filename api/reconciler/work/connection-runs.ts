import { zoneSupportsCrossRegion } from '../../../domain/cross-region.ts';
import { parseEndpointState } from '../../../domain/endpoint-state.ts';
import type { ConnectionStage } from '../../../stacks/consumer/connection.ts';
import { connectionStackId } from '../../../stacks/consumer/stack-ids.ts';
import type { Connection } from '../../store/schema.ts';
import type { RunOutcome, RunRequest } from '../runner/stack-runner.ts';
import { type NetworkOutputs, networkOutputs } from '../stacks/outputs.ts';
import type { Look, WorkContext } from './context.ts';

/** The address of the endpoint in a connection's stack. */
const endpointAddress = 'aws_vpc_endpoint.connection_endpoint';

/** Terraform runs of connections' stacks. */
export class ConnectionRuns {
  readonly #context: WorkContext;

  constructor(context: WorkContext) {
    this.#context = context;
  }

  async apply(connection: Connection, stage: ConnectionStage, look: Look): Promise<RunOutcome> {
    const network = await this.#network(connection);
    if (network === undefined) throw new Error(`the network of connection ${connection.id} has no outputs`);
    return this.#context.runner.run(
      {
        ...(await this.#request(connection, stage, network)),
        action: 'apply',
        ...(isSpent(connection) ? { replace: [endpointAddress] } : {}),
      },
      look.held,
      look.stop,
    );
  }

  /** Names first, then the endpoint: what refers goes before what is referred to. */
  async destroy(connection: Connection, look: Look): Promise<RunOutcome> {
    const network = await this.#network(connection);
    // No network, no endpoint: it never came that far.
    if (network === undefined) return { state: 'succeeded', outputs: {} };
    const stage = connection.dns_configured ? 'accepted' : 'requested';
    return this.#context.runner.run(
      { ...(await this.#request(connection, stage, network)), action: 'destroy' },
      look.held,
      look.stop,
    );
  }

  async #request(
    connection: Connection,
    stage: ConnectionStage,
    network: NetworkOutputs,
  ): Promise<Omit<RunRequest, 'action'>> {
    const { store, synthesis, aws } = this.#context;
    const organization = await store.organizations.get(connection.organization_id);
    if (organization === undefined) throw new Error(`connection ${connection.id} has no organization`);
    const zoneIds = endpointZones(connection, Object.keys(network.subnetIds));
    return {
      stack: connectionStackId(connection.id),
      target: { organizationId: organization.id, connectionId: connection.id },
      document: synthesis.connection(organization, connection, network, { stage, zoneIds }),
      ec2: aws.ec2(connection.region),
    };
  }

  async #network(connection: Connection): Promise<NetworkOutputs | undefined> {
    if (connection.network_id === null) return undefined;
    const outputs = await this.#context.runner.outputs(connection.network_id);
    return outputs && networkOutputs(outputs);
  }
}

/** An endpoint that AWS will never bring up again: the customer must be asked anew. */
function isSpent(connection: Connection): boolean {
  if (connection.state !== 'provisioning' || connection.endpoint_id === null || connection.aws_state === null)
    return false;
  const state = parseEndpointState(connection.aws_state);
  return state === 'rejected' || state === 'expired' || state === 'failed';
}

function endpointZones(connection: Connection, networkZoneIds: readonly string[]): string[] {
  const crossRegion = connection.region !== connection.service_region;
  const fits = (zoneId: string) =>
    crossRegion ? zoneSupportsCrossRegion(zoneId) : connection.service_zone_ids.includes(zoneId);
  return networkZoneIds.filter(fits).sort();
}
