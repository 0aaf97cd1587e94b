import { AwsError } from '../../../core/aws-error.ts';
import type { Call } from '../../../core/service.ts';
import { loadBalancers } from '../../elbv2/state.ts';
import type { EndpointService } from '../state.ts';
import { endpointServiceOf } from './usage.ts';

/** Throws unless each ARN is a load balancer of that type in the caller's account and region, and free. */
export function checkLoadBalancers(
  call: Call,
  arns: readonly string[],
  type: EndpointService['loadBalancerType'],
  ownServiceId?: string,
): void {
  for (const arn of arns) {
    const balancer = call.table(loadBalancers).get(arn);
    if (balancer === undefined) {
      throw new AwsError('InvalidLoadBalancerArn', `The load balancer ARN '${arn}' does not exist`);
    }
    if (balancer.type !== type) {
      throw new AwsError('InvalidParameter', `The load balancer ${arn} is not a ${type} load balancer`);
    }
    const user = endpointServiceOf(call.world, call.scope, arn);
    if (user !== undefined && user.serviceId !== ownServiceId) {
      throw new AwsError(
        'InvalidParameter',
        `Network Load Balancer ${arn} is already associated with the VPC Endpoint Service ${user.serviceId}`,
      );
    }
  }
}

/** Throws unless the load balancers can be reached by the kinds of addresses that the service is offered for. */
export function checkAddressTypes(call: Call, arns: readonly string[], types: readonly string[]): void {
  for (const type of types) {
    if (type !== 'ipv4' && type !== 'ipv6') {
      throw new AwsError('InvalidParameter', `The IP address type ${type} is not valid; use ipv4 or ipv6`);
    }
  }
  if (types.length === 0) {
    throw new AwsError(
      'InvalidParameter',
      'A VPC endpoint service must support at least one IP address type',
    );
  }
  if (!types.includes('ipv6')) return;
  const unfit = arns.find((arn) => call.table(loadBalancers).get(arn)?.ipAddressType !== 'dualstack');
  if (unfit !== undefined) {
    throw new AwsError(
      'InvalidParameter',
      `The load balancer ${unfit} must have the IP address type dualstack to support ipv6`,
    );
  }
}
