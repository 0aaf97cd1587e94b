import { describeAction } from '../describe.ts';
import { type VpcEndpoint, vpcEndpoints } from '../state.ts';
import { renderEndpoint } from './render.ts';

export const describeVpcEndpoints = describeAction<VpcEndpoint>({
  collection: vpcEndpoints,
  idParameter: 'VpcEndpointId',
  id: (endpoint) => endpoint.vpcEndpointId,
  kind: 'vpcEndpoint',
  filters: {
    'vpc-endpoint-id': (endpoint) => endpoint.vpcEndpointId,
    'vpc-endpoint-state': (endpoint) => endpoint.state,
    'vpc-endpoint-type': (endpoint) => endpoint.type,
    'vpc-id': (endpoint) => endpoint.vpcId,
    'service-name': (endpoint) => endpoint.serviceName,
    'service-region': (endpoint) => endpoint.serviceRegion,
    'ip-address-type': (endpoint) => endpoint.ipAddressType,
  },
  set: 'vpcEndpointSet',
  render: renderEndpoint,
});
