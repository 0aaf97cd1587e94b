import { AwsError } from '../../../core/aws-error.ts';
import type { Call } from '../../../core/service.ts';
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
  const rival = call
    .table(vpcEndpoints)
    .find(
      (other: VpcEndpoint) =>
        other.vpcId === vpc.vpcId &&
        other.vpcEndpointId !== endpoint.vpcEndpointId &&
        other.privateDnsEnabled &&
        privateNameOf(other, call) === name,
    );
  if (rival !== undefined) {
    throw refused(
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} in the VPC ${vpc.vpcId}`,
    );
  }
}

function refused(message: string): AwsError {
  return new AwsError('InvalidParameter', message);
}
