import type { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { Construct, TerraformLocal } from '../cdktf.ts';
import { expression } from '../expression.ts';

/**
 * The regional name among an endpoint's DNS entries. The others are that name with a zone in it, so it is the shortest; AWS
 * lists it first too, except for Marketplace services, whose entries have no order.
 */
export class RegionalEntry extends Construct {
  readonly dnsName: string;
  readonly hostedZoneId: string;

  constructor(scope: Construct, id: string, endpoint: VpcEndpoint) {
    super(scope, id);
    const entries = `${endpoint.fqn}.dns_entry`;
    const shortest = `min([for other in ${entries} : length(other.dns_name)]...)`;
    const entry = new TerraformLocal(
      this,
      'Resource',
      expression(`[for entry in ${entries} : entry if length(entry.dns_name) == ${shortest}][0]`),
    );
    this.dnsName = expression(`${entry.fqn}.dns_name`);
    this.hostedZoneId = expression(`${entry.fqn}.hosted_zone_id`);
  }
}
