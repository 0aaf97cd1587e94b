import { AwsError } from '../../../core/aws-error.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import type { World } from '../../../core/world.ts';
import { onExisting } from '../access.ts';
import { applyFilters } from '../describe.ts';
import { connect, enter } from '../endpoints/lifecycle.ts';
import { dnsEntries } from '../endpoints/render.ts';
import { unsuccessfulItem } from '../errors.ts';
import { page } from '../paging.ts';
import { type EndpointService, endpointServices, type VpcEndpoint, vpcEndpoints } from '../state.ts';
import { requireOwnService } from './require.ts';

/** The endpoints of every account that lead to a service: its connections. */
export function connectionsOf(world: World, service: EndpointService): VpcEndpoint[] {
  return [...world.state.everywhere(vpcEndpoints)].flatMap(({ table }) =>
    table.filter((endpoint) => endpoint.service?.serviceId === service.serviceId),
  );
}

/** What the producer learns of its consumers: endpoint id, owner account, state. No tags, no names. */
export const describeVpcEndpointConnections: Action = {
  handle: (call) => {
    const connections = call
      .table(endpointServices)
      .list()
      .flatMap((service) => connectionsOf(call.world, service).map((endpoint) => ({ service, endpoint })));
    const found = applyFilters(connections, call, {
      'service-id': ({ service }) => service.serviceId,
      'vpc-endpoint-id': ({ endpoint }) => endpoint.vpcEndpointId,
      'vpc-endpoint-owner': ({ endpoint }) => endpoint.ownerId,
      'vpc-endpoint-state': ({ endpoint }) => endpoint.state,
      'vpc-endpoint-region': ({ endpoint }) => endpoint.region,
      'ip-address-type': ({ endpoint }) => endpoint.ipAddressType,
    });
    const shown = page(call.input, found, ({ endpoint }) => endpoint.vpcEndpointId);
    return {
      vpcEndpointConnectionSet: shown.items.map(({ service, endpoint }) =>
        renderConnection(service, endpoint, call),
      ),
      nextToken: shown.next,
    };
  },
};

/** From waiting or rejected to `pending`, then `available`. Accepting what is connected already changes nothing. */
export const acceptVpcEndpointConnections = decideAction((call, endpoint) => {
  switch (endpoint.state) {
    case 'pendingAcceptance':
    case 'rejected':
      return connect(call, endpoint);
    case 'pending':
    case 'available':
      return;
    default:
      throw wrongState(endpoint, 'accepted');
  }
});

/** Ends a connection, also one that was accepted before. The endpoint stays, and costs, until its owner deletes it. */
export const rejectVpcEndpointConnections = decideAction((_call, endpoint) => {
  switch (endpoint.state) {
    case 'pendingAcceptance':
    case 'pending':
    case 'available':
      endpoint.privateDnsEnabled = false;
      return enter(endpoint, 'rejected');
    case 'rejected':
      return;
    default:
      throw wrongState(endpoint, 'rejected');
  }
});

function decideAction(decide: (call: Call, endpoint: VpcEndpoint) => void): Action {
  return {
    resources: onExisting('vpc-endpoint-service', 'ServiceId', endpointServices),
    handle: (call) => {
      const service = requireOwnService(call, call.input.requiredString('ServiceId'));
      const ids = call.input.strings('VpcEndpointId');
      if (ids.length === 0) throw call.input.missing('VpcEndpointId');
      const connections = new Map(
        connectionsOf(call.world, service).map((item) => [item.vpcEndpointId, item]),
      );
      const failures = ids.flatMap((id) => {
        try {
          const endpoint = connections.get(id);
          if (endpoint === undefined) {
            throw new AwsError('InvalidVpcEndpoint.NotFound', `The Vpc Endpoint Id '${id}' does not exist`);
          }
          decide(call, endpoint);
          return [];
        } catch (error) {
          if (error instanceof AwsError) return [unsuccessfulItem(id, error)];
          throw error;
        }
      });
      return { unsuccessful: failures };
    },
  };
}

function wrongState(endpoint: VpcEndpoint, verb: string): AwsError {
  return new AwsError(
    'InvalidState',
    `The VPC endpoint connection ${endpoint.vpcEndpointId} is in state ${endpoint.state} and cannot be ${verb}.`,
  );
}

function renderConnection(service: EndpointService, endpoint: VpcEndpoint, call: Call): Output {
  return {
    serviceId: service.serviceId,
    vpcEndpointId: endpoint.vpcEndpointId,
    vpcEndpointOwner: endpoint.ownerId,
    vpcEndpointState: endpoint.state,
    vpcEndpointRegion: endpoint.region,
    vpcEndpointConnectionId: endpoint.connectionId,
    creationTimestamp: endpoint.creationTimestamp,
    dnsEntrySet: dnsEntries(endpoint, call).slice(0, 1),
    networkLoadBalancerArnSet: service.loadBalancerType === 'network' ? service.loadBalancerArns : [],
    gatewayLoadBalancerArnSet: service.loadBalancerType === 'gateway' ? service.loadBalancerArns : [],
    ipAddressType: endpoint.ipAddressType,
    tagSet: [],
  };
}
