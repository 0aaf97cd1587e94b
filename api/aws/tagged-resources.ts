import {
  DescribeFlowLogsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';

/** Kinds of resources that are told from others by their tags. */
export type TaggedKind = 'vpc' | 'subnet' | 'route-table' | 'security-group' | 'endpoint' | 'flow-log';

/** Ids of what carries all these tags, oldest first where AWS tells the age. What is being deleted does not count. */
export async function findTagged(
  client: EC2Client,
  kind: TaggedKind,
  tags: Readonly<Record<string, string>>,
): Promise<string[]> {
  const Filters: Filter[] = Object.entries(tags).map(([key, value]) => ({
    Name: `tag:${key}`,
    Values: [value],
  }));
  return finders[kind](client, Filters);
}

const finders: Readonly<Record<TaggedKind, (client: EC2Client, Filters: Filter[]) => Promise<string[]>>> = {
  vpc: async (client, Filters) =>
    ids((await client.send(new DescribeVpcsCommand({ Filters }))).Vpcs, (vpc) => vpc.VpcId),
  subnet: async (client, Filters) =>
    ids((await client.send(new DescribeSubnetsCommand({ Filters }))).Subnets, (subnet) => subnet.SubnetId),
  'route-table': async (client, Filters) =>
    ids(
      (await client.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables,
      (table) => table.RouteTableId,
    ),
  'security-group': async (client, Filters) =>
    ids(
      (await client.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups,
      (group) => group.GroupId,
    ),
  endpoint: async (client, Filters) => {
    const { VpcEndpoints = [] } = await client.send(new DescribeVpcEndpointsCommand({ Filters }));
    const live = VpcEndpoints.filter(({ State }) => !/^delet(ing|ed)$/i.test(State ?? ''));
    return ids(
      live.sort((a, b) => (a.CreationTimestamp?.getTime() ?? 0) - (b.CreationTimestamp?.getTime() ?? 0)),
      (endpoint) => endpoint.VpcEndpointId,
    );
  },
  'flow-log': async (client, Filters) =>
    ids(
      (await client.send(new DescribeFlowLogsCommand({ Filter: Filters }))).FlowLogs,
      (log) => log.FlowLogId,
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

export async function rulesOf(client: EC2Client, securityGroupId: string): Promise<SecurityGroupRule[]> {
  const { SecurityGroupRules = [] } = await client.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [securityGroupId] }] }),
  );
  return SecurityGroupRules.flatMap((rule) =>
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
  );
}

/** Ids of the subnets that are associated with a route table. */
export async function subnetsOfRouteTable(client: EC2Client, routeTableId: string): Promise<string[]> {
  const { RouteTables = [] } = await client.send(
    new DescribeRouteTablesCommand({ RouteTableIds: [routeTableId] }),
  );
  return ids(RouteTables[0]?.Associations, (association) => association.SubnetId);
}

function ids<T>(items: readonly T[] | undefined, id: (item: T) => string | undefined): string[] {
  return (items ?? []).flatMap((item) => id(item) ?? []);
}
