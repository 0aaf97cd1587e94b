/** Security groups and network ACLs, applied to one TCP connection. */
import { contains, parseCidr } from '../core/ipv4.ts';
import type { Scope } from '../core/state.ts';
import type { World } from '../core/world.ts';
import { type NetworkInterface, networkAcls, securityGroupRules } from '../services/ec2/state.ts';

/** The other end: its address, and its groups where both ends are of one VPC. */
export interface Peer {
  readonly address: string;
  readonly groupIds: readonly string[];
}

/** The port of the client's side: somewhere in the range that network ACLs must let answers through. */
const EPHEMERAL_PORT = 49_152;

export function groupsAllow(
  world: World,
  scope: Scope,
  groupIds: readonly string[],
  way: { readonly isEgress: boolean; readonly peer: Peer; readonly port: number },
): boolean {
  return (
    world.state.table(securityGroupRules, scope).find((rule) => {
      if (rule.isEgress !== way.isEgress || !groupIds.includes(rule.groupId)) return false;
      if (!['-1', 'tcp', '6'].includes(rule.ipProtocol)) return false;
      if (rule.ipProtocol !== '-1' && (way.port < rule.fromPort || way.port > rule.toPort)) return false;
      if (rule.peer.kind === 'cidrIpv4') return isIn(way.peer.address, rule.peer.value);
      // A prefix list holds AWS's own addresses, which no interface of a VPC has.
      return rule.peer.kind === 'groupId' && way.peer.groupIds.includes(rule.peer.value);
    }) !== undefined
  );
}

/** Both directions of a connection between two subnets. Within one subnet no network ACL is asked. */
export function networkAclsAllow(
  world: World,
  scope: Scope,
  from: NetworkInterface,
  to: { readonly subnetId: string; readonly address: string },
  port: number,
): boolean {
  if (from.subnetId === to.subnetId) return true;
  const { privateIpAddress: source } = from;
  return (
    aclAllows(world, scope, from.subnetId, true, to.address, port) &&
    aclAllows(world, scope, to.subnetId, false, source, port) &&
    aclAllows(world, scope, to.subnetId, true, source, EPHEMERAL_PORT) &&
    aclAllows(world, scope, from.subnetId, false, to.address, EPHEMERAL_PORT)
  );
}

function aclAllows(
  world: World,
  scope: Scope,
  subnetId: string,
  egress: boolean,
  address: string,
  port: number,
): boolean {
  const acl = world.state
    .table(networkAcls, scope)
    .find((each) => each.associations.some((association) => association.subnetId === subnetId));
  if (acl === undefined) return true;
  const first = [...acl.entries]
    .sort((a, b) => a.ruleNumber - b.ruleNumber)
    .find(
      (entry) =>
        entry.egress === egress &&
        ['-1', '6', 'tcp'].includes(entry.protocol) &&
        (entry.protocol === '-1' ||
          entry.portRange === undefined ||
          (port >= entry.portRange.from && port <= entry.portRange.to)) &&
        entry.cidrBlock !== undefined &&
        isIn(address, entry.cidrBlock),
    );
  return first?.ruleAction === 'allow';
}

export function isIn(address: string, cidr: string): boolean {
  const block = parseCidr(cidr);
  const single = parseCidr(`${address}/32`);
  return block !== undefined && single !== undefined && contains(block, single);
}
