import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { parseAccountId, principalArn, principalName } from '../../domain/account.ts';
import { parseOrgId } from '../../domain/identifiers.ts';
import { assertPolicyFits } from '../../domain/limits.ts';
import type { Partition } from '../../domain/partition.ts';
import { parseServiceName } from '../../domain/service-name.ts';
import { Construct } from '../cdktf.ts';
import { checkProp, InvalidPropsError } from '../invalid-props.ts';
import { policyDocument } from './policy.ts';
import { principalPolicyStatements } from './principal-policy.ts';

export interface PrincipalProps {
  readonly partition: Partition;
  /** Tray's account. */
  readonly accountId: string;
  /** Tray OrgID. */
  readonly organizationId: string;
  /** AWS accounts of the organization; at least one. */
  readonly awsAccounts: readonly string[];
  /** Marketplace services that the organization uses, by full name. @default none */
  readonly marketplaceServices?: readonly string[];
  /** AWS's own services that the organization reaches through connections, by full name. @default none */
  readonly awsServices?: readonly string[];
  /** Who may assume the principal, by ARN. @default every identity of Tray's account that its own policies allow to */
  readonly trustedPrincipalArns?: readonly string[];
  /** Lets the organization connect to services in other regions. @default true */
  readonly allowCrossRegion?: boolean;
}

/**
 * The principal of one organization: the IAM role through which Tray asks for endpoints, and which the customer allow-lists.
 *
 * One role per organization is what keeps tenants apart. A principal shared by all of them could be made to connect tenant B
 * to tenant A's service, since A's allow-list cannot tell for whom Tray asks.
 */
export class Principal extends Construct {
  /** Known before anything is deployed, so that the customer can allow-list it first. */
  readonly arn: string;
  readonly name: string;
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: PrincipalProps) {
    super(scope, id);
    const path = this.node.path;
    checkProp(path, 'organizationId', () => parseOrgId(props.organizationId));
    if (props.awsAccounts.length === 0) {
      throw new InvalidPropsError(path, 'awsAccounts', 'is empty', 'name the accounts that own its services');
    }
    for (const account of props.awsAccounts) checkProp(path, 'awsAccounts', () => parseAccountId(account));
    const marketplaceServices = props.marketplaceServices ?? [];
    for (const name of marketplaceServices) {
      checkProp(path, 'marketplaceServices', () => parseServiceName(name, { marketplace: true }));
    }
    const awsServices = props.awsServices ?? [];
    for (const name of awsServices) checkProp(path, 'awsServices', () => parseServiceName(name));
    const { partition, accountId, organizationId } = props;
    const trusted = props.trustedPrincipalArns ?? [`arn:${partition}:iam::${accountId}:root`];
    if (trusted.length === 0 || trusted.some((arn) => arn.includes('*'))) {
      throw new InvalidPropsError(
        path,
        'trustedPrincipalArns',
        trusted.length === 0 ? 'is empty' : 'has a wildcard',
        'name the roles that may act for the organization, or leave it out for the account itself',
      );
    }

    this.name = principalName(organizationId);
    this.arn = principalArn({ partition, accountId, orgId: organizationId });
    this.role = new IamRole(this, 'Resource', {
      name: this.name,
      description: `Requests PrivateLink endpoints for the organization ${organizationId}`,
      assumeRolePolicy: policyDocument([
        {
          Sid: 'ActForTheOrganization',
          Effect: 'Allow',
          Principal: { AWS: trusted },
          Action: 'sts:AssumeRole',
        },
      ]),
      maxSessionDuration: 3600,
    });
    const policy = policyDocument(
      principalPolicyStatements({
        partition,
        accountId,
        organizationId,
        serviceOwnerAccountIds: [...props.awsAccounts].sort(),
        serviceNamesByOwnerAlias: {
          'aws-marketplace': [...marketplaceServices].sort(),
          amazon: [...awsServices].sort(),
        },
        allowCrossRegion: props.allowCrossRegion ?? true,
      }),
    );
    checkProp(this.node.path, 'services', () =>
      assertPolicyFits(
        'roleInline',
        policy.length,
        'divide accounts and services that are allowed by name among several organizations',
      ),
    );
    new IamRolePolicy(this, 'policy', {
      name: 'endpoints-to-own-services',
      role: this.role.name,
      policy,
    });
  }
}
