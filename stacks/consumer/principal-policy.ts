import { TAG } from '../../domain/tags.ts';
import type { PolicyStatement } from './policy.ts';

export interface PrincipalPolicyProps {
  readonly partition: string;
  /** Tray's account, in which networks and endpoints live. */
  readonly accountId: string;
  readonly organizationId: string;
  /** Accounts of the organization: the only owners towards whose services endpoints may be created. */
  readonly serviceOwnerAccountIds: readonly string[];
  /**
   * Names of the services that the organization uses and whose owner AWS gives by an alias, which many sellers or AWS itself
   * share: `aws-marketplace`, `amazon`. The alias alone would admit every service under it.
   */
  readonly serviceNamesByOwnerAlias: Readonly<Record<string, readonly string[]>>;
  /** Lets endpoints and services be in different regions. */
  readonly allowCrossRegion: boolean;
}

/**
 * What the principal of an organization may do: have interface endpoints in its own networks, towards its own services.
 *
 * EC2 authorises CreateVpcEndpoint once for every resource that takes part, and `ec2:VpceServiceOwner` is in the request
 * context of `vpc-endpoint/*` alone. A single statement on `*` with that condition would therefore deny the VPC, the subnets
 * and the security groups, and one without it would not restrict the service; so each resource type has a statement of its own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function principalPolicyStatements(props: PrincipalPolicyProps): PolicyStatement[] {
  const ec2 = (type: string) => `arn:${props.partition}:ec2:*:${props.accountId}:${type}/*`;
  const endpoints = ec2('vpc-endpoint');
  const ownResource = { [`aws:ResourceTag/${TAG.organization}`]: props.organizationId };
  const ownRequest = { [`aws:RequestTag/${TAG.organization}`]: props.organizationId };
  const aliases = Object.entries(props.serviceNamesByOwnerAlias).filter(([, names]) => names.length > 0);
  const owners = [...props.serviceOwnerAccountIds, ...aliases.map(([alias]) => alias)];

  const statements: PolicyStatement[] = [
    {
      Sid: 'UseOwnNetworks',
      Effect: 'Allow',
      Action: 'ec2:CreateVpcEndpoint',
      Resource: [ec2('vpc'), ec2('subnet'), ec2('security-group')],
      Condition: { StringEquals: ownResource },
    },
    {
      Sid: 'RequestOwnServices',
      Effect: 'Allow',
      Action: 'ec2:CreateVpcEndpoint',
      Resource: endpoints,
      Condition: {
        StringEquals: { 'ec2:VpceServiceOwner': props.serviceOwnerAccountIds, ...ownRequest },
      },
    },
  ];
  for (const [alias, names] of aliases) {
    statements.push({
      Sid: alias === 'amazon' ? 'RequestListedAwsServices' : 'RequestListedMarketplaceServices',
      Effect: 'Allow',
      Action: 'ec2:CreateVpcEndpoint',
      Resource: endpoints,
      Condition: {
        StringEquals: { 'ec2:VpceServiceOwner': alias, 'ec2:VpceServiceName': names, ...ownRequest },
      },
    });
  }
  statements.push(
    {
      // Also holds when somebody attaches a wider policy to the role.
      Sid: 'NeverRequestForeignServices',
      Effect: 'Deny',
      Action: 'ec2:CreateVpcEndpoint',
      Resource: endpoints,
      Condition: { StringNotEquals: { 'ec2:VpceServiceOwner': owners } },
    },
    {
      Sid: 'TagNewEndpoints',
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: endpoints,
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVpcEndpoint', ...ownRequest } },
    },
    {
      Sid: 'ManageOwnEndpoints',
      Effect: 'Allow',
      Action: ['ec2:ModifyVpcEndpoint', 'ec2:DeleteVpcEndpoints'],
      Resource: endpoints,
      Condition: { StringEquals: ownResource },
    },
    {
      Sid: 'MoveOwnEndpointsWithinOwnNetworks',
      Effect: 'Allow',
      Action: 'ec2:ModifyVpcEndpoint',
      Resource: [ec2('subnet'), ec2('security-group')],
      Condition: { StringEquals: ownResource },
    },
    {
      // The organization's tag is what every statement above trusts: it may be written again, never changed.
      Sid: 'RetagOwnEndpoints',
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: endpoints,
      Condition: { StringEquals: ownResource, StringEqualsIfExists: ownRequest },
    },
    {
      Sid: 'UntagOwnEndpoints',
      Effect: 'Allow',
      Action: 'ec2:DeleteTags',
      Resource: endpoints,
      Condition: {
        StringEquals: ownResource,
        'ForAllValues:StringNotEquals': { 'aws:TagKeys': [TAG.organization] },
      },
    },
    {
      // Describe actions know neither resources nor tags.
      Sid: 'LookAround',
      Effect: 'Allow',
      Action: [
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribePrefixLists',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcEndpointServices',
        'ec2:DescribeVpcEndpoints',
        'ec2:DescribeVpcs',
      ],
      Resource: '*',
    },
  );
  if (props.allowCrossRegion) {
    statements.push({
      // A permission without an API call: it only opens `service_region` for the endpoints allowed above.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsprivatelink.html
      Sid: 'CrossRegions',
      Effect: 'Allow',
      Action: 'vpce:AllowMultiRegion',
      Resource: endpoints,
    });
  }
  return statements;
}
