import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { subnetsFor } from '../../domain/subnets.ts';
import { networkTagValue, TAG } from '../../domain/tags.ts';
import { parseZoneIdIn } from '../../domain/zone-id.ts';
import { Construct } from '../cdktf.ts';
import { checkProp, InvalidPropsError } from '../invalid-props.ts';

export interface NetworkProps {
  readonly organizationId: string;
  readonly region: string;
  /** Block of the network, /16 to /25; every zone gets the eighth that belongs to its number. */
  readonly cidr: string;
  /** AZ ids, e.g. `euw1-az1`; at least one, of this region. */
  readonly zoneIds: readonly string[];
}

/**
 * A VPC without a way out: one private subnet per zone, one route table that knows nothing but the VPC itself and the
 * gateway endpoints that are added to it. There is no internet, NAT, VPN, transit or peering gateway, and no method to add one.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  /** Subnets by AZ id, in the order of the ids. */
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly routeTable: RouteTable;
  readonly cidr: string;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const path = this.node.path;
    const { organizationId, region, cidr } = props;
    if (props.zoneIds.length === 0) {
      throw new InvalidPropsError(path, 'zoneIds', 'is empty', `name AZ ids of ${region}`);
    }
    for (const zoneId of props.zoneIds) checkProp(path, 'zoneIds', () => parseZoneIdIn(region, zoneId));
    // Sorted, so that writing the zones in another order plans nothing.
    const blocks = checkProp(path, 'cidr', () => subnetsFor(cidr, [...props.zoneIds].sort()));
    const name = `tray-${organizationId}-${region}`;
    const networkTag = { [TAG.network]: networkTagValue(organizationId, region) };

    this.cidr = cidr;
    this.vpc = new Vpc(this, 'vpc', {
      cidrBlock: cidr,
      // Both are needed for private DNS of endpoints and for private hosted zones.
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name, ...networkTag },
    });
    // Every VPC has one, open among its members; without rules, what lands in it by mistake reaches nothing.
    new DefaultSecurityGroup(this, 'default-security-group', {
      vpcId: this.vpc.id,
      tags: { Name: `${name}-unused` },
    });
    this.routeTable = new RouteTable(this, 'route-table', {
      vpcId: this.vpc.id,
      tags: { Name: name, ...networkTag },
    });
    const subnets = new Map<string, Subnet>();
    for (const [zoneId, block] of blocks) {
      const subnet = new Subnet(this, `subnet_${zoneId}`, {
        vpcId: this.vpc.id,
        availabilityZoneId: zoneId,
        cidrBlock: block,
        mapPublicIpOnLaunch: false,
        tags: { Name: `${name}-${zoneId}`, ...networkTag, [TAG.zoneId]: zoneId },
      });
      new RouteTableAssociation(this, `route-table-association_${zoneId}`, {
        routeTableId: this.routeTable.id,
        subnetId: subnet.id,
      });
      subnets.set(zoneId, subnet);
    }
    this.subnets = subnets;
  }

  /** Ids of the subnets, as Terraform references, in the order of the zones. */
  get subnetIds(): string[] {
    return [...this.subnets.values()].map((subnet) => subnet.id);
  }
}
