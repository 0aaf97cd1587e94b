import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones/index.js';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import type { ServiceName } from '../../domain/service-name.ts';
import { Construct, TerraformStack } from '../cdktf.ts';

export interface ServicePreflightProps {
  readonly service: ServiceName;
  /** What may own the service: the organization's accounts, `aws-marketplace` or `amazon`. */
  readonly owners: readonly string[];
  /** AZ ids of the endpoint. */
  readonly zoneIds: readonly string[];
  readonly principal: AwsProvider;
}

/**
 * Looks at the customer's service on every plan and says what will not work, and who must act.
 *
 * It is a `check`, so whatever it finds is a warning. A data source or a precondition would fail the plan as long as the
 * customer has not allow-listed Tray, and a request could not even be reviewed until then.
 *
 * Same-region services only: the data source cannot look into another region.
 * https://github.com/hashicorp/terraform-provider-aws/issues/44402
 */
export class ServicePreflight extends Construct {
  constructor(scope: Construct, id: string, props: ServicePreflightProps) {
    super(scope, id);
    const zones = new DataAwsAvailabilityZones(this, 'zones', {
      filter: [{ name: 'zone-id', values: [...props.zoneIds] }],
    });
    const service = 'data.aws_vpc_endpoint_service.service';
    const serviceName = props.service.name;
    TerraformStack.of(this).addOverride(`check.${id}`, {
      data: {
        aws_vpc_endpoint_service: {
          service: { provider: props.principal.fqn, service_name: serviceName },
        },
      },
      assert: [
        {
          condition: `\${contains(${JSON.stringify(props.owners)}, ${service}.owner)}`,
          error_message: `${serviceName} is not owned by this organization (${props.owners.join(', ')}), so the principal will be refused. Ask the customer for the right service, or add its account to the organization.`,
        },
        ...(props.service.kind === 'aws'
          ? []
          : [
              {
                condition: `\${${service}.acceptance_required}`,
                error_message: `${serviceName} accepts every request by itself. Ask the customer to require acceptance.`,
              },
            ]),
        {
          condition: `\${length(setsubtract(${zones.fqn}.names, ${service}.availability_zones)) == 0}`,
          error_message: `${serviceName} is not in every zone of the endpoint (${props.zoneIds.join(', ')}). Leave the others out of the connection's zones, or ask the customer to add them to its load balancer.`,
        },
      ],
    });
  }
}
