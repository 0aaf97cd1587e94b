/**
 * Names as a VPC resolves them: private hosted zones and private DNS of endpoints first, the most specific zone alone;
 * then what is public: names of endpoints and load balancers, public hosted zones.
 */
import { isIPv4 } from 'node:net';
import type { World } from '../core/world.ts';
import { dnsEntries, privateNameOf } from '../services/ec2/endpoints/render.ts';
import {
  type NetworkInterface,
  networkInterfaces,
  type VpcEndpoint,
  vpcEndpoints,
} from '../services/ec2/state.ts';
import { loadBalancers } from '../services/elbv2/state.ts';
import { canonicalDomainName, isWithin } from '../services/route53/domain-name.ts';
import type { RecordSet } from '../services/route53/state.ts';
import { type HostedZone, hostedZones } from '../services/route53/state.ts';

/** Route 53 follows no longer chains of CNAME records. */
const MAX_CHAIN = 8;

export interface View {
  readonly vpcId: string;
  readonly region: string;
  /** The zone whose addresses come first. */
  readonly zoneId: string;
}

/** IPv4 addresses, those in the asker's own zone first. `[]` when there is no such name. */
export function resolve(world: World, view: View, host: string): string[] {
  if (isIPv4(host)) return [host];
  let name = canonicalDomainName(host);
  for (let step = 0; step < MAX_CHAIN; step++) {
    const answer = lookUp(world, view, name);
    if (answer === undefined) return [];
    if ('addresses' in answer) return [...new Set(answer.addresses)];
    name = answer.name;
  }
  return [];
}

type Answer = { readonly addresses: readonly string[] } | { readonly name: string };

function lookUp(world: World, view: View, name: string): Answer | undefined {
  const zones = [...world.state.everywhere(hostedZones)].flatMap(({ table }) => table.list());
  const own = mostSpecific(
    zones.filter(
      (zone) =>
        zone.isPrivate && zone.vpcs.some((vpc) => vpc.VPCId === view.vpcId && vpc.VPCRegion === view.region),
    ),
    name,
  );
  const taken = privateDnsOf(world, view, name);
  if (taken !== undefined && (own === undefined || taken.domain.length > own.name.length)) {
    return taken.matches ? { addresses: addressesOf(world, view, taken.endpoint) } : undefined;
  }
  // A VPC that has a private zone for a name asks nobody else.
  if (own !== undefined) return fromZone(own, name);
  const known = endpointName(world, view, name) ?? balancerName(world, view, name);
  if (known !== undefined) return { addresses: known };
  const open = mostSpecific(
    zones.filter((zone) => !zone.isPrivate),
    name,
  );
  return open && fromZone(open, name);
}

function mostSpecific(zones: readonly HostedZone[], name: string): HostedZone | undefined {
  return zones
    .filter((zone) => isWithin(name, zone.name))
    .sort((a, b) => b.name.length - a.name.length)
    .at(0);
}

/** The exact name, then the wildcards above it, nearest first; a name that exists hides the wildcards above it. */
function fromZone(zone: HostedZone, name: string): Answer | undefined {
  const records = Object.values(zone.records);
  let wanted = name;
  for (;;) {
    const found = records.filter((record) => record.Name === wanted);
    const answer = fromRecords(found);
    if (answer !== undefined) return answer;
    const covers = found.length > 0 || records.some((record) => isWithin(record.Name, wanted));
    const bare = wanted.replace(/^\\052\./, '');
    // `wanted` is the name itself or a wildcard: stop where a name exists, or at the top of the zone.
    if (bare === zone.name || (covers && !wanted.startsWith('\\052.'))) return undefined;
    const above = bare.slice(bare.indexOf('.') + 1);
    const closer = records.some((record) => isWithin(record.Name, bare) && record.Name !== `\\052.${bare}`);
    if (wanted.startsWith('\\052.') && closer) return undefined;
    wanted = `\\052.${above}`;
    if (!isWithin(above, zone.name)) return undefined;
  }
}

function fromRecords(found: readonly RecordSet[]): Answer | undefined {
  const name = found.find((record) => record.Type === 'CNAME')?.ResourceRecords?.[0];
  if (name !== undefined) return { name: canonicalDomainName(name) };
  const addresses = found.filter((record) => record.Type === 'A');
  const alias = addresses.find((record) => record.AliasTarget !== undefined)?.AliasTarget?.DNSName;
  if (alias !== undefined) return { name: canonicalDomainName(alias.replace(/^dualstack\./, '')) };
  if (addresses.length === 0) return undefined;
  return { addresses: addresses.flatMap((record) => record.ResourceRecords ?? []) };
}

/** The private DNS of an endpoint in the VPC whose domain the name lies in. */
function privateDnsOf(world: World, view: View, name: string) {
  return endpointsOf(world)
    .filter((endpoint) => endpoint.vpcId === view.vpcId && endpoint.privateDnsEnabled)
    .flatMap((endpoint) => {
      const text = privateNameOf(endpoint, { world });
      if (text === undefined) return [];
      const domain = canonicalDomainName(text.replace(/^\*\./, ''));
      if (!isWithin(name, domain)) return [];
      return [{ endpoint, domain, matches: name === domain || text.startsWith('*.') }];
    })
    .sort((a, b) => b.domain.length - a.domain.length)
    .at(0);
}

/** Regional and zonal names of endpoints are public; the addresses are of use in their VPC alone. */
function endpointName(world: World, view: View, name: string): string[] | undefined {
  for (const endpoint of endpointsOf(world)) {
    const [regional, ...others] = dnsEntries(endpoint, { world }).map(({ dnsName }) =>
      canonicalDomainName(dnsName),
    );
    if (name === regional) return addressesOf(world, view, endpoint);
    if (!name.startsWith(`${endpoint.vpcEndpointId}-`) || !others.includes(name)) continue;
    return interfacesOf(world, endpoint)
      .filter(({ availabilityZone }) =>
        name.startsWith(`${endpoint.vpcEndpointId}-${endpoint.dnsLabel}-${availabilityZone}.`),
      )
      .map(({ privateIpAddress }) => privateIpAddress);
  }
  return undefined;
}

function balancerName(world: World, view: View, name: string): string[] | undefined {
  for (const { scope, table } of world.state.everywhere(loadBalancers)) {
    const balancer = table.find((each) => canonicalDomainName(each.dnsName) === name);
    if (balancer === undefined) continue;
    const all = world.state.table(networkInterfaces, scope);
    return inOrder(
      Object.values(balancer.interfaceIds).flatMap((id) => all.get(id) ?? []),
      view,
    );
  }
  return undefined;
}

function endpointsOf(world: World): VpcEndpoint[] {
  return [...world.state.everywhere(vpcEndpoints)].flatMap(({ table }) =>
    table.filter((endpoint) => endpoint.type === 'Interface'),
  );
}

function interfacesOf(world: World, endpoint: VpcEndpoint): NetworkInterface[] {
  const table = world.state.table(networkInterfaces, {
    accountId: endpoint.ownerId,
    region: endpoint.region,
  });
  return endpoint.networkInterfaceIds.flatMap((id) => table.get(id) ?? []);
}

function addressesOf(world: World, view: View, endpoint: VpcEndpoint): string[] {
  return inOrder(interfacesOf(world, endpoint), view);
}

function inOrder(found: readonly NetworkInterface[], view: View): string[] {
  const far = (item: NetworkInterface) => (item.availabilityZoneId === view.zoneId ? 0 : 1);
  return [...found].sort((a, b) => far(a) - far(b)).map(({ privateIpAddress }) => privateIpAddress);
}
