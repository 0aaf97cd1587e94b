import {
  AcceptVpcEndpointConnectionsCommand,
  paginateDescribeVpcEndpointConnections,
  RejectVpcEndpointConnectionsCommand,
} from '@aws-sdk/client-ec2';
import type { Producer } from './producer.ts';
import type { World } from './world.ts';

export interface Customer {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly zoneId: string;
}

export interface CustomerWish {
  readonly endpointId: string;
  readonly customer: Customer;
  readonly wants: 'accept' | 'reject';
}

/** What customers' administrators do: brings their side of each connection to where they want it. */
export async function actAsCustomers(
  world: World,
  producers: ReadonlyMap<string, Producer>,
  wishes: readonly CustomerWish[],
): Promise<void> {
  for (const customer of new Set(wishes.map((wish) => wish.customer))) {
    const ServiceId = producers.get(customer.id)?.serviceId ?? '';
    const client = world.ec2(customer.account, customer.region);
    const states = new Map<string, string>();
    const Filters = [{ Name: 'service-id', Values: [ServiceId] }];
    for await (const page of paginateDescribeVpcEndpointConnections({ client }, { Filters })) {
      for (const { VpcEndpointId, VpcEndpointState } of page.VpcEndpointConnections ?? [])
        states.set(VpcEndpointId ?? '', VpcEndpointState ?? '');
    }
    for (const { endpointId, wants } of wishes.filter((wish) => wish.customer === customer)) {
      const state = states.get(endpointId);
      const request = { ServiceId, VpcEndpointIds: [endpointId] };
      if (wants === 'accept' && (state === 'pendingAcceptance' || state === 'rejected'))
        await client.send(new AcceptVpcEndpointConnectionsCommand(request));
      if (wants === 'reject' && (state === 'pendingAcceptance' || state === 'available'))
        await client.send(new RejectVpcEndpointConnectionsCommand(request));
    }
  }
}
