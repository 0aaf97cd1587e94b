import {
  type EC2Client,
  type Filter,
  paginateDescribeFlowLogs,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { defined } from '../../domain/defined.ts';
import { type CallOptions, unlessGone } from './gone.ts';
import { carries, type Tags, toTags } from './tags.ts';

/** Kinds of resources that are told from others by their tags, which their create calls carry. */
export type TaggedKind = 'vpc' | 'subnet' | 'route-table' | 'security-group' | 'endpoint' | 'flow-log';

export interface TaggedResource {
  readonly id: string;
  readonly tags: Tags;
  /** Where it is, or what it observes; undefined for a VPC. */
  readonly vpcId: string | undefined;
  /** Given by people, where the kind has one. */
  readonly name?: string;
  readonly createdAt?: Date;
  /** A VPC's own: its main route table, its default security group. Goes with it. */
  readonly builtIn?: boolean;
}

/** What carries exactly these tags of ours, oldest first where AWS tells the age. What is being deleted does not count. */
export async function findTagged(
  client: EC2Client,
  kind: TaggedKind,
  tags: Tags,
  options: CallOptions,
): Promise<TaggedResource[]> {
  const Filters = Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
  const found = await listings[kind](client, Filters, options);
  return found
    .filter((resource) => carries(resource.tags, tags))
    .sort((a, b) => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0));
}

/** All of one kind in a VPC; none when there is no such VPC. */
export function inVpc(
  client: EC2Client,
  kind: Exclude<TaggedKind, 'vpc' | 'flow-log'>,
  vpcId: string,
  options: CallOptions,
): Promise<TaggedResource[]> {
  return listings[kind](client, [{ Name: 'vpc-id', Values: [vpcId] }], options);
}

type Listing = (client: EC2Client, Filters: Filter[], options: CallOptions) => Promise<TaggedResource[]>;

const listings: Readonly<Record<TaggedKind, Listing>> = {
  vpc: (client, Filters, options) =>
    collect(paginateDescribeVpcs({ client }, { Filters }, options), ({ Vpcs = [] }) =>
      Vpcs.flatMap(({ VpcId: id, Tags }) => (id ? [{ id, tags: toTags(Tags), vpcId: undefined }] : [])),
    ),
  subnet: (client, Filters, options) =>
    collect(paginateDescribeSubnets({ client }, { Filters }, options), ({ Subnets = [] }) =>
      Subnets.flatMap(({ SubnetId: id, VpcId: vpcId, Tags }) =>
        id ? [{ id, tags: toTags(Tags), vpcId }] : [],
      ),
    ),
  'route-table': (client, Filters, options) =>
    collect(paginateDescribeRouteTables({ client }, { Filters }, options), ({ RouteTables = [] }) =>
      RouteTables.flatMap(({ RouteTableId: id, VpcId: vpcId, Tags, Associations = [] }) =>
        id ? [{ id, tags: toTags(Tags), vpcId, builtIn: Associations.some(({ Main }) => Main) }] : [],
      ),
    ),
  'security-group': (client, Filters, options) =>
    collect(paginateDescribeSecurityGroups({ client }, { Filters }, options), ({ SecurityGroups = [] }) =>
      SecurityGroups.flatMap(({ GroupId: id, GroupName: name = '', VpcId: vpcId, Tags }) =>
        id ? [{ id, tags: toTags(Tags), vpcId, name, builtIn: name === 'default' }] : [],
      ),
    ),
  endpoint: (client, Filters, options) =>
    collect(paginateDescribeVpcEndpoints({ client }, { Filters }, options), ({ VpcEndpoints = [] }) =>
      VpcEndpoints.flatMap(
        ({ VpcEndpointId: id, VpcId: vpcId, Tags, State, ServiceName: name, CreationTimestamp }) =>
          id && !/^delet(ing|ed)$/i.test(State ?? '')
            ? [
                {
                  id,
                  tags: toTags(Tags),
                  vpcId,
                  ...defined({ name, createdAt: CreationTimestamp }),
                },
              ]
            : [],
      ),
    ),
  'flow-log': (client, Filter, options) =>
    collect(paginateDescribeFlowLogs({ client }, { Filter }, options), ({ FlowLogs = [] }) =>
      FlowLogs.flatMap(({ FlowLogId: id, ResourceId: vpcId, Tags }) =>
        id ? [{ id, tags: toTags(Tags), vpcId }] : [],
      ),
    ),
};

/** One rule of a security group. */
export interface SecurityGroupRule {
  readonly id: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  /** CIDR or prefix list. */
  readonly peer: string;
}

/** None when there is no such group. */
export async function rulesOf(
  client: EC2Client,
  securityGroupId: string,
  options: CallOptions,
): Promise<SecurityGroupRule[]> {
  const Filters = [{ Name: 'group-id', Values: [securityGroupId] }];
  return collect(
    paginateDescribeSecurityGroupRules({ client }, { Filters }, options),
    ({ SecurityGroupRules = [] }) =>
      SecurityGroupRules.flatMap((rule) =>
        rule.SecurityGroupRuleId === undefined
          ? []
          : [
              {
                id: rule.SecurityGroupRuleId,
                egress: rule.IsEgress ?? false,
                protocol: rule.IpProtocol ?? '',
                fromPort: rule.FromPort ?? -1,
                toPort: rule.ToPort ?? -1,
                peer: rule.CidrIpv4 ?? rule.PrefixListId ?? '',
              },
            ],
      ),
  );
}

export interface Association {
  readonly id: string;
  readonly subnetId: string;
}

/** The subnets that are associated with a route table; none when there is no such table. */
export async function associationsOf(
  client: EC2Client,
  routeTableId: string,
  options: CallOptions,
): Promise<Association[]> {
  const Filters = [{ Name: 'route-table-id', Values: [routeTableId] }];
  return collect(paginateDescribeRouteTables({ client }, { Filters }, options), ({ RouteTables = [] }) =>
    RouteTables.flatMap(({ Associations = [] }) => Associations).flatMap(
      ({ RouteTableAssociationId: id, SubnetId: subnetId }) => (id && subnetId ? [{ id, subnetId }] : []),
    ),
  );
}

export interface NetworkInterface {
  readonly id: string;
  /** By it AWS's services say what they made it for. */
  readonly description: string;
  readonly requester: string;
}

export async function interfacesWith(
  client: EC2Client,
  filter: { readonly name: 'vpc-id' | 'group-id'; readonly value: string },
  options: CallOptions,
): Promise<NetworkInterface[]> {
  const Filters = [{ Name: filter.name, Values: [filter.value] }];
  return collect(
    paginateDescribeNetworkInterfaces({ client }, { Filters }, options),
    ({ NetworkInterfaces = [] }) =>
      NetworkInterfaces.flatMap(({ NetworkInterfaceId: id, Description, RequesterId, OwnerId }) =>
        id ? [{ id, description: Description ?? '', requester: RequesterId ?? OwnerId ?? '' }] : [],
      ),
  );
}

async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const all: Item[] = [];
  // Asked for by the id of something that has gone meanwhile.
  await unlessGone(/\.NotFound$/, async () => {
    for await (const page of pages) all.push(...items(page));
  });
  return all;
}
