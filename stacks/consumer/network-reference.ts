import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone/index.js';
import { DataAwsSubnets } from '@cdktf/provider-aws/lib/data-aws-subnets/index.js';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc/index.js';
import { parseCidr } from '../../domain/cidr.ts';
import { networkTagValue, TAG } from '../../domain/tags.ts';
import { parseZoneId } from '../../domain/zone-id.ts';
import { Construct } from '../cdktf.ts';
import { expression, quoted } from '../expression.ts';
import { checkProp, InvalidPropsError } from '../invalid-props.ts';

export interface NetworkLookupProps {
  /** Tray OrgID. */
  readonly organizationId: string;
  /** Region of the network. */
  readonly region: string;
  /** Block of the VPC. */
  readonly cidr: string;
  /** AZ ids of the network. */
  readonly zoneIds: readonly string[];
  /** Name of the private hosted zone. */
  readonly zoneName: string;
}

export interface NetworkAttributes {
  /** The VPC, `vpc-…`. */
  readonly vpcId: string;
  /** Block of the VPC. */
  readonly cidr: string;
  /** Subnet ids by AZ id. */
  readonly subnetIds: Readonly<Record<string, string>>;
  /** Name of the private hosted zone. */
  readonly zoneName: string;
  /** Private hosted zone, `Z…`. */
  readonly hostedZoneId: string;
}

/** A network that another stack made, as the constructs of this stack see it. */
export interface INetwork {
  readonly vpcId: string;
  /** Block of the VPC. */
  readonly cidr: string;
  /** AZ ids in which it has a subnet, sorted. */
  readonly zoneIds: readonly string[];
  /** Name of the private hosted zone. */
  readonly zoneName: string;
  /**
   * The subnets in these zones, for the argument of a resource.
   *
   * @throws InvalidPropsError when the network has no subnet in one of them.
   */
  subnetIds(zoneIds: readonly string[]): string[];
  /** Id of the private hosted zone; looked up only when asked for. */
  hostedZoneId(): string;
}

/** Names a network that another stack made. Neither way reads that stack's state. */
export class NetworkReference {
  readonly #bind: (scope: Construct, id: string) => INetwork;

  private constructor(bind: (scope: Construct, id: string) => INetwork) {
    this.#bind = bind;
  }

  /** Found at plan time by its tags; the plan fails, and says so, until the network is deployed. */
  static fromLookup(props: NetworkLookupProps): NetworkReference {
    return new NetworkReference((scope, id) => new LookedUpNetwork(scope, id, props));
  }

  /** Known by its ids; plans without asking AWS. */
  static fromAttributes(attributes: NetworkAttributes): NetworkReference {
    return new NetworkReference((scope, id) => new GivenNetwork(scope, id, attributes));
  }

  /** The network within one stack; `id` is the construct under which its lookups stand. */
  bind(scope: Construct, id = 'network'): INetwork {
    return this.#bind(scope, id);
  }
}

abstract class ReferencedNetwork extends Construct implements INetwork {
  abstract readonly vpcId: string;
  readonly cidr: string;
  readonly zoneIds: readonly string[];
  readonly zoneName: string;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly cidr: string; readonly zoneIds: readonly string[]; readonly zoneName: string },
  ) {
    super(scope, id);
    const path = this.node.path;
    this.cidr = checkProp(path, 'network.cidr', () => parseCidr(props.cidr)).text;
    for (const zoneId of props.zoneIds) checkProp(path, 'network.zoneIds', () => parseZoneId(zoneId));
    this.zoneIds = [...props.zoneIds].sort();
    this.zoneName = props.zoneName;
  }

  subnetIds(zoneIds: readonly string[]): string[] {
    const missing = zoneIds.find((zoneId) => !this.zoneIds.includes(zoneId));
    if (missing !== undefined) {
      throw new InvalidPropsError(
        this.node.path,
        'zoneIds',
        `has ${missing}, where the network has no subnet`,
        `use ${this.zoneIds.join(', ')}, or add the zone to the network first`,
      );
    }
    return this.subnetsIn([...new Set(zoneIds)].sort());
  }

  abstract hostedZoneId(): string;

  protected abstract subnetsIn(zoneIds: readonly string[]): string[];
}

class LookedUpNetwork extends ReferencedNetwork {
  readonly vpcId: string;
  readonly #networkTag: string;
  #hostedZone: DataAwsRoute53Zone | undefined;

  constructor(scope: Construct, id: string, props: NetworkLookupProps) {
    super(scope, id, props);
    this.#networkTag = networkTagValue(props.organizationId, props.region);
    const vpc = new DataAwsVpc(this, 'vpc', {
      tags: { [TAG.network]: this.#networkTag },
      lifecycle: {
        postcondition: [
          {
            condition: expression(`self.cidr_block == ${quoted(this.cidr)}`),
            errorMessage: `The network ${this.#networkTag} has another block than ${this.cidr}. Deploy its net- stack first, or write the block that it has.`,
          },
        ],
      },
    });
    this.vpcId = vpc.id;
  }

  override hostedZoneId(): string {
    this.#hostedZone ??= new DataAwsRoute53Zone(this, 'zone', {
      name: this.zoneName,
      privateZone: true,
      vpcId: this.vpcId,
    });
    return this.#hostedZone.zoneId;
  }

  protected override subnetsIn(zoneIds: readonly string[]): string[] {
    const subnets = new DataAwsSubnets(this, 'subnets', {
      filter: [
        { name: 'vpc-id', values: [this.vpcId] },
        { name: `tag:${TAG.zoneId}`, values: [...zoneIds] },
      ],
      lifecycle: {
        postcondition: [
          {
            condition: expression(`length(self.ids) == ${zoneIds.length}`),
            errorMessage: `The network ${this.#networkTag} does not have one subnet in each of ${zoneIds.join(', ')}. Deploy its net- stack first.`,
          },
        ],
      },
    });
    return subnets.ids;
  }
}

class GivenNetwork extends ReferencedNetwork {
  readonly vpcId: string;
  readonly #attributes: NetworkAttributes;

  constructor(scope: Construct, id: string, attributes: NetworkAttributes) {
    super(scope, id, { ...attributes, zoneIds: Object.keys(attributes.subnetIds) });
    this.vpcId = attributes.vpcId;
    this.#attributes = attributes;
  }

  override hostedZoneId(): string {
    return this.#attributes.hostedZoneId;
  }

  protected override subnetsIn(zoneIds: readonly string[]): string[] {
    return zoneIds.flatMap((zoneId) => this.#attributes.subnetIds[zoneId] ?? []);
  }
}
