import { AwsError } from '../../../core/aws-error.ts';
import type { Input } from '../../../core/input.ts';
import { canonicalCidr } from '../../../core/ipv4.ts';
import { canonicalCidr6 } from '../../../core/ipv6.ts';
import type { Output } from '../../../core/output.ts';
import type { Call } from '../../../core/service.ts';
import { prefixListsOf } from '../endpoints/prefix-lists.ts';
import { invalidParameter, malformedId, notFound } from '../errors.ts';
import { type RulePeer, type SecurityGroupRule, securityGroups } from '../state.ts';

/** A rule without group, direction, id and tags: what one peer of an `IpPermission` says. */
export type RuleBody = Pick<SecurityGroupRule, 'ipProtocol' | 'fromPort' | 'toPort' | 'peer' | 'description'>;

const protocolNumbers = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

/** The rules in `IpPermissions`, or in the old form with the fields on the call itself. One rule per peer. */
export function readRules(call: Call): RuleBody[] {
  const structs = call.input.structs('IpPermissions');
  if (structs.length > 0) return structs.flatMap((permission) => readPermission(permission, call));
  const cidr = call.input.string('CidrIp');
  if (cidr === undefined) throw call.input.missing('IpPermissions');
  return [
    {
      ...readPorts(call.input),
      peer: checkPeer({ kind: 'cidrIpv4', value: cidr }, call),
      description: undefined,
    },
  ];
}

export function readPorts(input: Input): Pick<RuleBody, 'ipProtocol' | 'fromPort' | 'toPort'> {
  const named = input.requiredString('IpProtocol').toLowerCase();
  const ipProtocol = protocolNumbers.get(named) ?? named;
  if (ipProtocol === '-1') return { ipProtocol, fromPort: -1, toPort: -1 };
  if (!/^(tcp|udp|icmp|icmpv6|\d{1,3})$/.test(ipProtocol)) {
    throw invalidParameter(`Invalid value '${named}' for IP protocol. Unknown protocol.`);
  }
  const isIcmp = ipProtocol.startsWith('icmp');
  const fromPort = input.integer('FromPort') ?? -1;
  const toPort = input.integer('ToPort') ?? -1;
  const isRange = fromPort >= 0 && toPort <= 65_535 && fromPort <= toPort;
  if (!isIcmp && /^(tcp|udp)$/.test(ipProtocol) && !isRange) {
    throw invalidParameter(`Invalid value for portRange. Must specify both from and to ports with TCP/UDP.`);
  }
  return { ipProtocol, fromPort, toPort };
}

/** The peer as AWS keeps it, its block cut to the prefix. Throws for what is no block, and for groups that are not there. */
export function checkPeer(peer: RulePeer, call: Call): RulePeer {
  if (peer.kind === 'cidrIpv4' || peer.kind === 'cidrIpv6') {
    const value = peer.kind === 'cidrIpv4' ? canonicalCidr(peer.value) : canonicalCidr6(peer.value);
    if (value === undefined) throw invalidParameter(`CIDR block ${peer.value} is malformed`);
    return { kind: peer.kind, value };
  }
  if (peer.kind === 'groupId' && !call.table(securityGroups).has(peer.value))
    throw notFound('securityGroup', peer.value);
  if (peer.kind === 'prefixListId') {
    const problem = malformedId('prefixList', peer.value);
    if (problem !== undefined) throw problem;
    if (!prefixListsOf(call.region).some(({ prefixListId }) => prefixListId === peer.value))
      throw notFound('prefixList', peer.value);
  }
  return peer;
}

/** Two rules that let the same traffic through are the same, whatever their description. */
export function isSameRule(a: RuleBody, b: RuleBody): boolean {
  return (
    a.ipProtocol === b.ipProtocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    a.peer.kind === b.peer.kind &&
    a.peer.value === b.peer.value
  );
}

export function renderPeer(peer: RulePeer): Output {
  switch (peer.kind) {
    case 'cidrIpv4':
      return { cidrIpv4: peer.value };
    case 'cidrIpv6':
      return { cidrIpv6: peer.value };
    case 'prefixListId':
      return { prefixListId: peer.value };
    case 'groupId':
      return { referencedGroupInfo: { groupId: peer.value, userId: peer.userId } };
  }
}

/** Rules as DescribeSecurityGroups shows them: put together by protocol and ports. */
export function renderPermissions(rules: readonly SecurityGroupRule[]): Output[] {
  const byPorts = new Map<string, SecurityGroupRule[]>();
  for (const rule of rules) {
    const key = `${rule.ipProtocol}/${rule.fromPort}/${rule.toPort}`;
    byPorts.set(key, [...(byPorts.get(key) ?? []), rule]);
  }
  return [...byPorts.values()].map((same) => {
    const [first] = same;
    const of = (kind: RulePeer['kind']) => same.filter((rule) => rule.peer.kind === kind);
    return {
      ipProtocol: first?.ipProtocol,
      ...(first?.ipProtocol === '-1' ? {} : { fromPort: first?.fromPort, toPort: first?.toPort }),
      groups: of('groupId').map(({ peer, description }) => ({
        groupId: peer.value,
        userId: peer.kind === 'groupId' ? peer.userId : undefined,
        description,
      })),
      ipRanges: of('cidrIpv4').map(({ peer, description }) => ({ cidrIp: peer.value, description })),
      ipv6Ranges: of('cidrIpv6').map(({ peer, description }) => ({ cidrIpv6: peer.value, description })),
      prefixListIds: of('prefixListId').map(({ peer, description }) => ({
        prefixListId: peer.value,
        description,
      })),
    };
  });
}

function readPermission(permission: Input, call: Call): RuleBody[] {
  const ports = readPorts(permission);
  const peers = [
    ...permission
      .structs('IpRanges')
      .map((range) => [range, { kind: 'cidrIpv4', value: range.requiredString('CidrIp') }]),
    ...permission
      .structs('Ipv6Ranges')
      .map((range) => [range, { kind: 'cidrIpv6', value: range.requiredString('CidrIpv6') }]),
    ...permission
      .structs('PrefixListIds')
      .map((list) => [list, { kind: 'prefixListId', value: list.requiredString('PrefixListId') }]),
    ...permission.structs('Groups').map((group) => [
      group,
      {
        kind: 'groupId',
        value: group.requiredString('GroupId'),
        userId: group.string('UserId') ?? call.accountId,
      },
    ]),
  ] as [Input, RulePeer][];
  if (peers.length === 0) {
    throw new AwsError(
      'InvalidParameterValue',
      'Invalid value for ipPermissions: a permission needs a source or destination',
    );
  }
  return peers.map(([source, peer]) => ({
    ...ports,
    peer: checkPeer(peer, call),
    description: source.string('Description'),
  }));
}
