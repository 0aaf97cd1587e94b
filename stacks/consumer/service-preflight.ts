import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones/index.js';
import { DataAwsVpcEndpointService } from '@cdktf/provider-aws/lib/data-aws-vpc-endpoint-service/index.js';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import type { ServiceName } from '../../domain/service-name.ts';
import { Construct } from '../cdktf.ts';
import { quoted } from '../expression.ts';
import { addCheck } from './check.ts';

export interface ServicePreflightProps {
  readonly service: ServiceName;
  /** What may own the service: the organization's accounts, `aws-marketplace` or `amazon`. */
  readonly owners: readonly string[];
  /** AZ ids of the endpoint. */
  readonly zoneIds: readonly string[];
  readonly principal: AwsProvider;
}

/**
 * Looks at the service as the principal sees it, and warns of what will not work.
 *
 * Nobody gets it without asking: AWS hides a service from whom it does not allow, so every plan fails until the customer has
 * allow-listed Tray, and again once the customer takes Tray off the list, although the connection lives on
 * (https://github.com/hashicorp/terraform-provider-aws/issues/37260). A data source within the check itself would only warn
 * of that too, but Terraform plans to read such a one again in every run, so no plan would ever be empty.
 */
export class ServicePreflight extends Construct {
  constructor(scope: Construct, id: string, props: ServicePreflightProps) {
    super(scope, id);
    const { name, kind } = props.service;
    const zones = new DataAwsAvailabilityZones(this, 'zones', {
      filter: [{ name: 'zone-id', values: [...props.zoneIds] }],
    });
    const service = new DataAwsVpcEndpointService(this, 'service', {
      provider: props.principal,
      serviceName: name,
    });
    addCheck(this, id, [
      {
        condition: `contains([${props.owners.map(quoted).join(',')}], ${service.fqn}.owner)`,
        message: `${name} is not owned by this organization (${props.owners.join(', ')}), so the principal will be refused. Ask the customer for the right service, or add its account to the organization.`,
      },
      {
        condition: `length(setsubtract(${zones.fqn}.names, ${service.fqn}.availability_zones)) == 0`,
        message: `${name} is not in every zone of the endpoint (${props.zoneIds.join(', ')}). Leave the others out of the connection's zones, or ask the customer to add them to its load balancer.`,
      },
      ...(kind === 'aws'
        ? []
        : [
            {
              condition: `${service.fqn}.acceptance_required`,
              message: `${name} accepts every request by itself. Ask the customer to require acceptance.`,
            },
          ]),
    ]);
  }
}
