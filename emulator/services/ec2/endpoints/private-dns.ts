import { AwsError } from '../../../core/aws-error.ts';
import type { Call } from '../../../core/service.ts';
import { hostedZones } from '../../route53/state.ts';
import type { VisibleService } from '../endpoint-services/lookup.ts';
import { type EndpointState, type Vpc, type VpcEndpoint, vpcEndpoints } from '../state.ts';
import { privateNameOf } from './render.ts';

/** Throws unless private DNS may be switched on for an endpoint of the VPC to that service, in that state. */
export function checkPrivateDns(
  call: Call,
  vpc: Vpc,
  service: VisibleService,
  endpoint: { state: EndpointState; vpcEndpointId?: string },
): void {
  if (!vpc.enableDnsSupport || !vpc.enableDnsHostnames) {
    throw refused(
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc.vpcId}`,
    );
  }
  if (service.privateDnsName === undefined) {
    throw refused(
      `Private DNS can't be enabled because the service ${service.serviceName} does not provide a private DNS name.`,
    );
  }
  if (service.privateDnsNameState !== 'verified') {
    throw refused(
      `Private DNS can't be enabled because the service ${service.serviceName} has not verified the private DNS name.`,
    );
  }
  if (service.acceptanceRequired && endpoint.state !== 'available') {
    throw refused(
      `Private DNS can only be enabled after the endpoint connection is accepted by the owner of ${service.serviceName}.`,
    );
  }
  const name = service.privateDnsName;
  const domain = domainOf(name);
  const rival = call
    .table(vpcEndpoints)
    .find(
      (other: VpcEndpoint) =>
        other.vpcId === vpc.vpcId &&
        other.vpcEndpointId !== endpoint.vpcEndpointId &&
        other.privateDnsEnabled &&
        domainOf(privateNameOf(other, call) ?? '') === domain,
    );
  if (rival !== undefined || privateZoneOf(call, vpc.vpcId, domain) !== undefined) {
    throw refused(
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} in the VPC ${vpc.vpcId}`,
    );
  }
}

/** The domains that endpoints' private DNS has taken over in a VPC: no zone can have one of them, too. */
export function privateDnsDomains(
  call: Call,
  place: { accountId: string; region: string },
  vpcId: string,
): string[] {
  return call.world.state
    .table(vpcEndpoints, place)
    .filter((endpoint) => endpoint.vpcId === vpcId && endpoint.privateDnsEnabled)
    .flatMap((endpoint) => privateNameOf(endpoint, call) ?? [])
    .map(domainOf);
}

/** A private zone of exactly that name that the VPC resolves through, whoever owns it. */
function privateZoneOf(call: Call, vpcId: string, domain: string) {
  for (const { table } of call.world.state.everywhere(hostedZones)) {
    const zone = table.find(
      ({ name, vpcs }) =>
        name === `${domain}.` && vpcs.some((vpc) => vpc.VPCId === vpcId && vpc.VPCRegion === call.region),
    );
    if (zone !== undefined) return zone;
  }
  return undefined;
}

/** AWS makes a zone of the name, without the wildcard. */
function domainOf(name: string): string {
  return name.replace(/^\*\./, '').toLowerCase();
}

function refused(message: string): AwsError {
  return new AwsError('InvalidParameter', message);
}
