/** What can be changed on a load balancer: attributes, security groups, subnets, address type, reserved capacity. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { subnets } from '../ec2/state.ts';
import { describeAttributes, readAttributes } from './attribute-lists.ts';
import { change, loadBalancerCatalogue } from './attributes.ts';
import { onOff, readIpAddressType, zonesOf } from './load-balancers.ts';
import { loadBalancerOf, namedResource } from './lookup.ts';
import { placeIn, readSecurityGroups, readSubnets, regroup } from './placement.ts';
import type { LoadBalancer } from './state.ts';

export const describeLoadBalancerAttributes: Action = {
  handle: (call) => ({ Attributes: describeAttributes(loadBalancerOf(call).attributes) }),
  resources: namedResource,
};

export const modifyLoadBalancerAttributes: Action = {
  handle: (call) => {
    const balancer = loadBalancerOf(call);
    const catalogue = loadBalancerCatalogue(kindOf(balancer));
    const changed = change(balancer.attributes, readAttributes(call.input), catalogue, 'load balancer');
    if (changed['access_logs.s3.enabled'] === 'true' && changed['access_logs.s3.bucket'] === '') {
      throw new AwsError('InvalidConfigurationRequest', 'Access logs need access_logs.s3.bucket');
    }
    balancer.attributes = changed;
    return { Attributes: describeAttributes(balancer.attributes) };
  },
  resources: namedResource,
};

export const setSecurityGroups: Action = {
  handle: (call) => {
    const balancer = loadBalancerOf(call);
    if (balancer.type === 'network' && balancer.securityGroupIds.length === 0) {
      throw new AwsError(
        'InvalidConfigurationRequest',
        'You cannot set security groups on a Network Load Balancer which was created without any security groups.',
      );
    }
    const groupIds = readSecurityGroups(call, balancer.vpcId);
    if (groupIds.length === 0) {
      throw new AwsError('ValidationError', 'At least one security group must be specified');
    }
    const enforce = readEnforcement(call, balancer);
    regroup(call, balancer, groupIds);
    balancer.enforcesInboundRulesOnPrivateLink = enforce;
    return {
      SecurityGroupIds: balancer.securityGroupIds,
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: onOff(enforce),
    };
  },
  resources: namedResource,
};

export const setSubnets: Action = {
  handle: (call) => {
    const balancer = loadBalancerOf(call);
    const wanted = readSubnets(call, kindOf(balancer));
    if (wanted.some((subnet) => subnet.vpcId !== balancer.vpcId)) {
      throw new AwsError(
        'InvalidSubnet',
        `The subnets must be in the load balancer's VPC, ${balancer.vpcId}`,
      );
    }
    placeIn(call, balancer, wanted);
    return { AvailabilityZones: zonesOf(call, balancer), IpAddressType: balancer.ipAddressType };
  },
  resources: namedResource,
};

export const setIpAddressType: Action = {
  handle: (call) => {
    const balancer = loadBalancerOf(call);
    const present = balancer.subnetIds.flatMap((id) => call.table(subnets).get(id) ?? []);
    balancer.ipAddressType = readIpAddressType(call.input.requiredString('IpAddressType'), present);
    return { IpAddressType: balancer.ipAddressType };
  },
  resources: namedResource,
};

export const describeCapacityReservation: Action = {
  handle: (call) => describeCapacity(call, loadBalancerOf(call)),
  resources: namedResource,
};

export const modifyCapacityReservation: Action = {
  handle: (call) => {
    const balancer = loadBalancerOf(call);
    if (call.input.boolean('ResetCapacityReservation') === true) {
      balancer.capacity = undefined;
      return describeCapacity(call, balancer);
    }
    const units = call.input.struct('MinimumLoadBalancerCapacity')?.integer('CapacityUnits', { min: 1 });
    if (units === undefined) throw call.input.missing('MinimumLoadBalancerCapacity.CapacityUnits');
    if (balancer.capacity?.isProvisioned === false) {
      throw new AwsError('CapacityReservationPending', 'There is a pending capacity reservation');
    }
    const capacity = { units, modifiedAt: call.now().getTime(), isProvisioned: false };
    balancer.capacity = capacity;
    call.after(call.world.settings.transitionSeconds, () => {
      capacity.isProvisioned = true;
    });
    return describeCapacity(call, balancer);
  },
  resources: namedResource,
};

function describeCapacity(call: Call, balancer: LoadBalancer): Output {
  const { capacity } = balancer;
  return {
    LastModifiedTime: capacity && new Date(capacity.modifiedAt),
    DecreaseRequestsRemaining: 2,
    MinimumLoadBalancerCapacity: capacity && { CapacityUnits: capacity.units },
    CapacityReservationState:
      capacity &&
      zonesOf(call, balancer).map(({ ZoneName }) => ({
        AvailabilityZone: ZoneName,
        State: { Code: capacity.isProvisioned ? 'provisioned' : 'pending' },
        EffectiveCapacityUnits: capacity.isProvisioned ? capacity.units / balancer.subnetIds.length : 0,
      })),
  };
}

function readEnforcement(call: Call, balancer: LoadBalancer): boolean | undefined {
  const text = call.input.string('EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic');
  if (text === undefined) return balancer.enforcesInboundRulesOnPrivateLink;
  if (balancer.type !== 'network') {
    throw new AwsError(
      'InvalidConfigurationRequest',
      'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic is supported for Network Load Balancers only',
    );
  }
  if (text !== 'on' && text !== 'off') {
    throw new AwsError(
      'ValidationError',
      `EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic must be on or off, not '${text}'`,
    );
  }
  return text === 'on';
}

function kindOf(balancer: LoadBalancer): 'network' | 'application' {
  return balancer.type === 'network' ? 'network' : 'application';
}
