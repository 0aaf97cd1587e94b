import { Collection, type Scope } from './state.ts';
import type { World } from './world.ts';

/** An address and port of a VPC, and where on this machine it really listens. */
export interface RealAddress {
  readonly vpcId: string;
  /** `10.20.0.10:5432`; the host may be an instance id or an ARN, for target groups of those types. */
  readonly address: string;
  /** `127.0.0.1:41234` */
  readonly to: string;
}

/** What the control API was told. Not a resource of AWS's: nothing that could be left behind. */
const realAddresses = new Collection<RealAddress>('emulator', 'real-address', { isGone: () => true });

const everywhere: Scope = { accountId: '000000000000', region: 'emulator' };

export function realAddressesOf(world: World) {
  return world.state.table(realAddresses, everywhere);
}

export function realAddressKey(vpcId: string, address: string): string {
  return `${vpcId}/${address}`;
}

/** From the first mapped address on, the health of a VPC's targets is that of real checks. */
export function isReal(world: World, vpcId: string): boolean {
  return realAddressesOf(world).find((each) => each.vpcId === vpcId) !== undefined;
}
