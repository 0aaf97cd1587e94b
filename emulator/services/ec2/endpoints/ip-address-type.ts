import { AwsError } from '../../../core/aws-error.ts';
import type { VisibleService } from '../endpoint-services/lookup.ts';
import type { Subnet } from '../state.ts';

/** Throws unless the service and the subnets carry that kind of addresses; `dualstack` needs both kinds of both. */
export function checkIpAddressType(service: VisibleService, type: string, subnets: readonly Subnet[]): void {
  const needed = type === 'dualstack' ? ['ipv4', 'ipv6'] : [type];
  if (needed.some((kind) => !service.supportedIpAddressTypes.includes(kind))) {
    throw refused(
      `Endpoint IP address type (${type}) does not match available service IP address types ([${service.supportedIpAddressTypes.join(', ')}]).`,
    );
  }
  const bare = needed.includes('ipv6')
    ? subnets.find((subnet) => subnet.ipv6Association === undefined)
    : undefined;
  if (bare !== undefined) {
    throw refused(`Subnet ${bare.subnetId} has no IPv6 CIDR block, which the IP address type ${type} needs`);
  }
}

function refused(message: string): AwsError {
  return new AwsError('InvalidParameter', message);
}
