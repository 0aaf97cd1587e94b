import type { Action } from '../../../core/service.ts';
import { applyFilters } from '../describe.ts';
import { notFound } from '../errors.ts';
import { page } from '../paging.ts';
import { vpcEndpoints } from '../state.ts';

interface Association {
  readonly id: string;
  readonly vpcEndpointId: string;
  readonly associatedResourceAccessibility: string;
  readonly associatedResourceId: string;
  readonly serviceNetworkArn: string | undefined;
  readonly resourceConfigurationGroupArn: string | undefined;
}

/**
 * What endpoints of the types Resource and ServiceNetwork lead to. Interface and gateway endpoints, which are all that there
 * are here, have no associations, and AWS answers an empty list for them.
 */
export const describeVpcEndpointAssociations: Action = {
  handle: (call) => {
    for (const id of call.input.strings('VpcEndpointId'))
      if (!call.table(vpcEndpoints).has(id)) throw notFound('vpcEndpoint', id);
    const none: Association[] = [];
    const found = applyFilters(none, call, {
      'vpc-endpoint-id': (association) => association.vpcEndpointId,
      'associated-resource-accessibility': (association) => association.associatedResourceAccessibility,
      'association-id': (association) => association.id,
      'associated-resource-id': (association) => association.associatedResourceId,
      'service-network-arn': (association) => association.serviceNetworkArn,
      'resource-configuration-group-arn': (association) => association.resourceConfigurationGroupArn,
    });
    const shown = page(call.input, found, (association) => association.id);
    return {
      vpcEndpointAssociationSet: [...shown.items].map((item) => ({ ...item })),
      nextToken: shown.next,
    };
  },
};
