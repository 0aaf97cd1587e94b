import { AwsError } from '../../../core/aws-error.ts';
import type { Action, Call } from '../../../core/service.ts';
import { onExisting } from '../access.ts';
import { invalidParameter } from '../errors.ts';
import { type EndpointService, endpointServices } from '../state.ts';
import { requireOwnService } from './require.ts';
import { publicTextRecords } from './verification-records.ts';

/** Gives the service a private DNS name. Consumers may use it once its owner has proved that the domain is theirs. */
export function setPrivateDnsName(call: Call, service: EndpointService, name: string): void {
  if (!/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(name) || name.length > 253) {
    throw invalidParameter(`The private DNS name '${name}' is not a domain name`);
  }
  if (name === service.privateDnsName) return;
  service.privateDnsName = name;
  service.privateDnsNameState = 'pendingVerification';
  service.privateDnsVerification = {
    name: `_${call.world.ids.hex(`txt-name/${service.serviceId}`, 20)}`,
    value: `vpce:${call.world.ids.hex(`txt-value/${service.serviceId}`, 20)}`,
  };
}

export function removePrivateDnsName(service: EndpointService): void {
  service.privateDnsName = undefined;
  service.privateDnsVerification = undefined;
}

/** Looks, after a while, for the TXT record that proves the domain, in the public hosted zones of every account. */
export const startVpcEndpointServicePrivateDnsVerification: Action = {
  resources: onExisting('vpc-endpoint-service', 'ServiceId', endpointServices),
  handle: (call) => {
    const service = requireOwnService(call, call.input.requiredString('ServiceId'));
    const { privateDnsName, privateDnsVerification } = service;
    if (privateDnsName === undefined || privateDnsVerification === undefined) {
      throw new AwsError(
        'InvalidParameter',
        `The VPC endpoint service ${service.serviceId} has no private DNS name to verify.`,
      );
    }
    service.privateDnsNameState = 'pendingVerification';
    call.after(call.world.settings.transitionSeconds, () => {
      if (service.privateDnsVerification !== privateDnsVerification) return;
      const isProved = proofNames(privateDnsVerification.name, privateDnsName).some((name) =>
        publicTextRecords(call.world, name).includes(privateDnsVerification.value),
      );
      service.privateDnsNameState = isProved ? 'verified' : 'failed';
    });
    return { return: true };
  },
};

/**
 * Where the proof may stand: at the name that AWS gives, under the private DNS name or a domain above it, down to the
 * registered one; and, for providers that take no underscores, at those domains themselves.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/verify-domains.html
 */
export function proofNames(label: string, privateDnsName: string): string[] {
  const parts = privateDnsName.replace(/^\*\./, '').split('.');
  const domains = parts.slice(0, -1).map((_part, index) => parts.slice(index).join('.'));
  return domains.flatMap((domain) => [`${label}.${domain}`, domain]);
}
