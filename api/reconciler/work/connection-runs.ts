import type { ConnectionStage } from '../../../domain/connection-state.ts';
import { parseEndpointState } from '../../../domain/endpoint-state.ts';
import { type EndpointPlace, usableZones } from '../../../domain/endpoint-zones.ts';
import { isClaimable } from '../../../domain/hostname-claim.ts';
import { connectionStackId } from '../../../domain/stack-ids.ts';
import type { Connection } from '../../store/schema.ts';
import type { RunOutcome, RunRequest } from '../runner/stack-runner.ts';
import { type NetworkOutputs, networkOutputs } from '../stacks/outputs.ts';
import type { TerraformDocument } from '../stacks/synthesis.ts';
import type { Pass, WorkContext } from './context.ts';

/** The address of the endpoint in a connection's stack. */
const endpointAddress = 'aws_vpc_endpoint.connection_endpoint';

/** Terraform runs of connections' stacks. */
export class ConnectionRuns {
  readonly #context: WorkContext;

  constructor(context: WorkContext) {
    this.#context = context;
  }

  async apply(connection: Connection, stage: ConnectionStage, pass: Pass): Promise<RunOutcome> {
    if (!isClaimable(connection.hostname, this.#context.platform)) {
      // Given out before it was reserved: the zone would take the name from those whose it is.
      const message = `no connection may answer for ${connection.hostname}: change the host name, or remove it`;
      return {
        state: 'failed',
        failure: { reason: { code: 'private_dns_failed', message }, collisions: [] },
      };
    }
    const network = await this.#network(connection);
    if (network === undefined) throw new Error(`the network of connection ${connection.id} has no outputs`);
    return this.#context.runner.run(
      {
        ...(await this.#request(connection, stage, network)),
        action: 'apply',
        ...((await this.#mustReplace(connection)) ? { replace: [endpointAddress] } : {}),
      },
      pass.lease,
      pass.stop,
    );
  }

  /**
   * Names first, then the endpoint: what refers goes before what is referred to. Always with the names, whether or not a run that made
   * them has lived to say so.
   */
  async destroy(connection: Connection, pass: Pass): Promise<RunOutcome> {
    const network = await this.#network(connection);
    // A name that was given out before it was reserved must not keep the stack from being written, and so from going.
    const named = isClaimable(connection.hostname, this.#context.platform);
    const leaving = named ? connection : { ...connection, hostname: null };
    const request =
      network === undefined
        ? await this.#lastRequest(connection)
        : await this.#request(leaving, 'accepted', network);
    // No network, no endpoint: it never came that far.
    if (request === undefined) return { state: 'succeeded', outputs: {} };
    return this.#context.runner.run({ ...request, action: 'destroy' }, pass.lease, pass.stop);
  }

  /** @returns whether nothing is left in AWS of runs whose end nobody knows. @throws what AWS says. */
  clearUp(connection: Connection, pass: Pass): Promise<boolean> {
    const stack = { ...this.#place(connection), stack: connectionStackId(connection.id) };
    return this.#context.runner.clearUp(stack, pass.lease, pass.stop);
  }

  /** As the last run had it whose end nobody knows; for when there is no network any more to say what it would be now. */
  async #lastRequest(connection: Connection): Promise<Omit<RunRequest, 'action'> | undefined> {
    const stack = connectionStackId(connection.id);
    const { documents } = await this.#context.store.runs.unfinished(stack);
    const [document] = documents as unknown as readonly TerraformDocument[];
    return document && { ...this.#place(connection), stack, document };
  }

  #place(connection: Connection): Pick<RunRequest, 'target' | 'region'> {
    const { id, organization_id: organizationId, region } = connection;
    return { target: { organizationId, connectionId: id }, region };
  }

  async #request(
    connection: Connection,
    stage: ConnectionStage,
    network: NetworkOutputs,
  ): Promise<Omit<RunRequest, 'action'>> {
    const { store, synthesis } = this.#context;
    const organization = await store.organizations.get(connection.organization_id);
    if (organization === undefined) throw new Error(`connection ${connection.id} has no organization`);
    const zoneIds = usableZones(placeOf(connection), Object.keys(network.subnetIds)).sort();
    return {
      ...this.#place(connection),
      stack: connectionStackId(connection.id),
      document: synthesis.connection(organization, connection, network, { stage, zoneIds }),
    };
  }

  /**
   * The endpoint is spent, and its stack still has it: when the worker that replaced it died before it could write that down, the
   * new one stays, and with it what the customer may have accepted.
   */
  async #mustReplace(connection: Connection): Promise<boolean> {
    if (!isSpent(connection)) return false;
    const outputs = await this.#context.runner.outputs(connectionStackId(connection.id));
    return outputs?.endpoint_id === undefined || outputs.endpoint_id === connection.endpoint_id;
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
  return state !== undefined && ['rejected', 'expired', 'failed', 'deleting'].includes(state);
}

function placeOf(connection: Connection): EndpointPlace {
  return {
    crossRegion: connection.region !== connection.service_region,
    serviceZoneIds: connection.service_zone_ids,
  };
}
