import { Collection } from '../../../core/state.ts';
import type { Tags } from '../state.ts';

/** Ways out of a VPC, and the public addresses that they use. */
export interface InternetGateway {
  readonly internetGatewayId: string;
  readonly ownerId: string;
  vpcId: string | undefined;
  readonly tags: Tags;
}

export interface EgressOnlyGateway {
  readonly egressOnlyInternetGatewayId: string;
  readonly vpcId: string;
  readonly tags: Tags;
}

/** An Elastic IP address. What it is associated with is an address of a network interface. */
export interface Address {
  readonly allocationId: string;
  readonly publicIp: string;
  readonly ownerId: string;
  association:
    | {
        readonly associationId: string;
        readonly networkInterfaceId: string;
        readonly privateIpAddress: string;
      }
    | undefined;
  readonly tags: Tags;
}

export interface NatGatewayAddress {
  readonly allocationId: string | undefined;
  readonly associationId: string | undefined;
  readonly privateIp: string;
  readonly publicIp: string | undefined;
  readonly isPrimary: boolean;
}

export interface NatGateway {
  readonly natGatewayId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly connectivityType: string;
  readonly networkInterfaceId: string;
  readonly createTime: Date;
  deleteTime: Date | undefined;
  state: 'pending' | 'available' | 'failed' | 'deleting' | 'deleted';
  failure: { readonly code: string; readonly message: string } | undefined;
  addresses: NatGatewayAddress[];
  readonly tags: Tags;
}

export const internetGateways = new Collection<InternetGateway>('ec2', 'internet-gateway');
export const egressOnlyGateways = new Collection<EgressOnlyGateway>('ec2', 'egress-only-internet-gateway');
export const addresses = new Collection<Address>('ec2', 'elastic-ip');
/** AWS shows a deleted one for about an hour. */
export const natGateways = new Collection<NatGateway>('ec2', 'natgateway', {
  isGone: (gateway) => gateway.state === 'deleted',
});
