/** Load balancers: create, describe, delete. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { endpointServiceOf } from '../ec2/endpoint-services/usage.ts';
import { publicAddressOf } from '../ec2/gateways/addresses.ts';
import { gatewayOf } from '../ec2/gateways/internet-gateways.ts';
import { networkInterfaces, type Subnet, securityGroups, subnets } from '../ec2/state.ts';
import { defaults, loadBalancerCatalogue } from './attributes.ts';
import { canonicalHostedZoneId } from './canonical-hosted-zones.ts';
import { namedResource } from './lookup.ts';
import { checkName, dnsName, newSuffix } from './names.ts';
import { page } from './paging.ts';
import { placeIn, readSecurityGroups, readSubnets, removeInterfaces } from './placement.ts';
import { type LoadBalancer, listeners, loadBalancers } from './state.ts';
import { readTags } from './tags.ts';

/** Per region and account, for each type. */
const MAX_LOAD_BALANCERS = 50;

export const createLoadBalancer: Action = {
  handle: (call) => {
    const { input } = call;
    const name = checkName(input.requiredString('Name'), 'load balancer');
    const type = readType(input.string('Type') ?? 'application');
    const scheme = readScheme(input.string('Scheme') ?? 'internet-facing');
    const wanted = readSubnets(call, type);
    const ipAddressType = readIpAddressType(input.string('IpAddressType') ?? 'ipv4', wanted);
    const vpcId = wanted[0]?.vpcId ?? '';
    const securityGroupIds = readSecurityGroups(call, vpcId);
    const tags = readTags(input);
    const table = call.table(loadBalancers);
    const existing = table.find((balancer) => balancer.name === name);
    if (existing !== undefined) {
      const same =
        existing.type === type &&
        existing.scheme === scheme &&
        existing.ipAddressType === ipAddressType &&
        (securityGroupIds.length === 0 ||
          [...existing.securityGroupIds].sort().join() === [...securityGroupIds].sort().join()) &&
        [...existing.subnetIds].sort().join() ===
          wanted
            .map((subnet) => subnet.subnetId)
            .sort()
            .join();
      if (same) return { LoadBalancers: [describe(call, existing)] };
      throw new AwsError(
        'DuplicateLoadBalancerName',
        `A load balancer with the same name '${name}' exists, but with different settings`,
      );
    }
    if (table.filter((balancer) => balancer.type === type).length >= MAX_LOAD_BALANCERS) {
      throw new AwsError('TooManyLoadBalancers', 'The maximum number of load balancers has been reached');
    }
    if (scheme === 'internet-facing' && gatewayOf(call, vpcId) === undefined)
      throw new AwsError('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);

    const suffix = newSuffix(call, 'loadbalancer');
    const balancer: LoadBalancer = {
      arn: call.arn(
        'elasticloadbalancing',
        `loadbalancer/${type === 'network' ? 'net' : 'app'}/${name}/${suffix}`,
      ),
      name,
      type,
      scheme,
      vpcId,
      dnsName: dnsName(call, { type, scheme, name, suffix }),
      createdAt: call.now().getTime(),
      subnetIds: [],
      interfaceIds: {},
      chosenAddresses: {},
      securityGroupIds:
        type === 'application' && securityGroupIds.length === 0
          ? [defaultGroup(call, vpcId)]
          : securityGroupIds,
      enforcesInboundRulesOnPrivateLink: type === 'network' && securityGroupIds.length > 0 ? true : undefined,
      ipAddressType,
      state: 'provisioning',
      attributes: {
        ...defaults(loadBalancerCatalogue(type)),
        'ipv6.deny_all_igw_traffic': String(scheme === 'internal'),
      },
      capacity: undefined,
      tags,
    };
    placeIn(call, balancer, wanted);
    table.put(balancer.arn, balancer);
    call.after(call.world.settings.transitionSeconds, () => {
      balancer.state = 'active';
    });
    return { LoadBalancers: [describe(call, balancer)] };
  },
  resources: (call) => {
    const kind = call.input.string('Type') === 'network' ? 'net' : 'app';
    return [
      {
        resource: call.arn(
          'elasticloadbalancing',
          `loadbalancer/${kind}/${call.input.string('Name') ?? ''}/*`,
        ),
      },
    ];
  },
};

export const describeLoadBalancers: Action = {
  handle: (call) => {
    const arns = call.input.strings('LoadBalancerArns');
    const names = call.input.strings('Names');
    const all = call.table(loadBalancers).visible();
    const missing = [
      ...arns.filter((arn) => !all.some((balancer) => balancer.arn === arn)),
      ...names.filter((name) => !all.some((balancer) => balancer.name === name)),
    ];
    if (missing.length > 0) {
      throw new AwsError('LoadBalancerNotFound', `Load balancers '[${missing.join(', ')}]' not found`);
    }
    const chosen = all.filter(
      (balancer) =>
        (arns.length === 0 && names.length === 0) ||
        arns.includes(balancer.arn) ||
        names.includes(balancer.name),
    );
    const { items, next } = page(call.input, chosen, ({ arn }) => arn);
    return { LoadBalancers: items.map((balancer) => describe(call, balancer)), NextMarker: next };
  },
};

/** A load balancer that does not exist counts as deleted. */
export const deleteLoadBalancer: Action = {
  handle: (call) => {
    const arn = call.input.requiredString('LoadBalancerArn');
    const balancer = call.table(loadBalancers).get(arn);
    if (balancer === undefined) return {};
    if (balancer.attributes['deletion_protection.enabled'] === 'true') {
      throw new AwsError(
        'OperationNotPermitted',
        `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
      );
    }
    if (endpointServiceOf(call.world, call.scope, arn) !== undefined) {
      throw new AwsError(
        'ResourceInUse',
        `Load balancer '${arn}' cannot be deleted because it is currently associated with another service`,
      );
    }
    for (const listener of call.table(listeners).filter((each) => each.loadBalancerArn === arn)) {
      call.table(listeners).delete(listener.arn);
    }
    call.table(loadBalancers).delete(arn);
    removeInterfaces(call, Object.values(balancer.interfaceIds));
    return {};
  },
  resources: namedResource,
};

export function zonesOf(call: Call, balancer: LoadBalancer): Output[] {
  return balancer.subnetIds.map((SubnetId) => ({
    ZoneName: call.table(subnets).get(SubnetId)?.availabilityZone,
    SubnetId,
    LoadBalancerAddresses: addressesIn(call, balancer, SubnetId),
  }));
}

/** The addresses that were chosen for the load balancer. Those that it took for itself are not shown. */
function addressesIn(call: Call, balancer: LoadBalancer, subnetId: string): Output[] {
  const interfaceId = balancer.interfaceIds[subnetId];
  const item = interfaceId === undefined ? undefined : call.table(networkInterfaces).get(interfaceId);
  if (item === undefined) return [];
  const elastic = publicAddressOf(call, item.networkInterfaceId, item.privateIpAddress);
  if (elastic !== undefined) return [{ AllocationId: elastic.allocationId, IpAddress: elastic.publicIp }];
  const chosen = balancer.chosenAddresses[subnetId];
  return chosen === undefined ? [] : [{ PrivateIPv4Address: chosen }];
}

export function onOff(enforces: boolean | undefined): string | undefined {
  if (enforces === undefined) return undefined;
  return enforces ? 'on' : 'off';
}

function describe(call: Call, balancer: LoadBalancer): Output {
  const zoneType = balancer.type === 'network' ? 'network' : 'application';
  return {
    LoadBalancerArn: balancer.arn,
    DNSName: balancer.dnsName,
    CanonicalHostedZoneId: canonicalHostedZoneId(call.region, zoneType),
    CreatedTime: new Date(balancer.createdAt),
    LoadBalancerName: balancer.name,
    Scheme: balancer.scheme,
    VpcId: balancer.vpcId,
    State: { Code: balancer.state },
    Type: balancer.type,
    AvailabilityZones: zonesOf(call, balancer),
    SecurityGroups: balancer.securityGroupIds.length === 0 ? undefined : balancer.securityGroupIds,
    IpAddressType: balancer.ipAddressType,
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: onOff(balancer.enforcesInboundRulesOnPrivateLink),
    EnablePrefixForIpv6SourceNat: balancer.type === 'network' ? 'off' : undefined,
  };
}

function defaultGroup(call: Call, vpcId: string): string {
  const group = call
    .table(securityGroups)
    .find((each) => each.vpcId === vpcId && each.groupName === 'default');
  if (group === undefined)
    throw new AwsError('InvalidSecurityGroup', `VPC ${vpcId} has no default security group`);
  return group.groupId;
}

function readType(text: string): 'network' | 'application' {
  if (text === 'network' || text === 'application') return text;
  throw new AwsError(
    'ValidationError',
    text === 'gateway'
      ? 'Gateway Load Balancers are not emulated; use network or application'
      : `'${text}' is not a load balancer type; use network or application`,
  );
}

function readScheme(text: string): LoadBalancer['scheme'] {
  if (text === 'internal' || text === 'internet-facing') return text;
  throw new AwsError('InvalidScheme', `The scheme '${text}' is not valid; use internal or internet-facing`);
}

/** Dual stack needs an IPv6 block in every subnet. */
export function readIpAddressType(text: string, wanted: readonly Subnet[]): string {
  if (text === 'ipv4') return text;
  if (text === 'dualstack') {
    if (wanted.every((subnet) => subnet.ipv6Association !== undefined)) return text;
    throw new AwsError(
      'InvalidConfigurationRequest',
      'You must specify subnets with an associated IPv6 CIDR block.',
    );
  }
  throw new AwsError('ValidationError', `'${text}' is not an IP address type; use ipv4 or dualstack`);
}
