import { AwsError } from '../../../core/aws-error.ts';
import type { Action } from '../../../core/service.ts';
import { onEach } from '../access.ts';
import { unsuccessfulItem } from '../errors.ts';
import { vpcEndpoints } from '../state.ts';
import { remove } from './lifecycle.ts';

export const deleteVpcEndpoints: Action = {
  resources: onEach('vpc-endpoint', 'VpcEndpointId', vpcEndpoints),
  handle: (call) => {
    const ids = call.input.strings('VpcEndpointId');
    if (ids.length === 0) throw call.input.missing('VpcEndpointId');
    const failures = ids.flatMap((id) => {
      const endpoint = call.table(vpcEndpoints).get(id);
      if (endpoint === undefined) {
        const message = `The Vpc Endpoint Id '${id}' does not exist`;
        return [unsuccessfulItem(id, new AwsError('InvalidVpcEndpoint.NotFound', message))];
      }
      if (endpoint.state !== 'deleting') remove(call, endpoint);
      return [];
    });
    return { unsuccessful: failures };
  },
};
