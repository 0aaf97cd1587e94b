import { organizationStackId } from '../../domain/stack-ids.ts';
import { organizationTags } from '../../domain/tags.ts';
import { AwsStack, type DeploymentProps } from '../aws-stack.ts';
import type { Construct } from '../cdktf.ts';
import { Principal } from './principal.ts';

export interface OrganizationStackProps {
  /** Tray's account. IAM is global: the region only says where the provider signs its calls. */
  readonly deployment: DeploymentProps;
  /** Tray OrgID. */
  readonly organizationId: string;
  /** Name of the customer, for people. */
  readonly customerName: string;
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

/** `org-<orgId>`: the principal of one organization. */
export class OrganizationStack extends AwsStack {
  readonly organizationId: string;
  readonly principal: Principal;

  constructor(scope: Construct, props: OrganizationStackProps) {
    super(scope, organizationStackId(props.organizationId), {
      deployment: props.deployment,
      tags: organizationTags(props.organizationId),
    });
    this.organizationId = props.organizationId;
    this.principal = new Principal(this, 'principal', {
      ...props,
      partition: this.partition,
      accountId: props.deployment.accountId,
    });

    this.output('organization_id', props.organizationId, 'Tray OrgID');
    this.output('customer_name', props.customerName, 'Name of the customer');
    this.output(
      'principal_arn',
      this.principal.role.arn,
      'The one principal that the customer allow-lists on its services',
    );
    this.output('principal_name', this.principal.role.name, 'Name of the IAM role');
    this.output(
      'service_owner_account_ids',
      props.awsAccounts,
      'Accounts whose services the principal may connect to',
    );
    this.output(
      'customer_handover',
      {
        tray_org_id: props.organizationId,
        tray_account_id: props.deployment.accountId,
        tray_principal_arn: this.principal.role.arn,
        customer_name: props.customerName,
      },
      "What the customer's cloud team needs to allow-list Tray",
    );
  }
}
