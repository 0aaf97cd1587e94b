import type { Output } from '../../../core/output.ts';
import type { Action } from '../../../core/service.ts';
import { creating, existing, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { notFound } from '../errors.ts';
import { requireVpc } from '../network/lookup.ts';
import { vpcs } from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { type EgressOnlyGateway, egressOnlyGateways } from './state.ts';

export const createEgressOnlyInternetGateway: Action = {
  resources: (call) => [
    ...creating(call, 'egress-only-internet-gateway'),
    existing(call, 'vpc', call.input.requiredString('VpcId'), vpcs),
  ],
  handle: (call) => {
    const { vpcId } = requireVpc(call, call.input.requiredString('VpcId'));
    const egressOnlyInternetGatewayId = call.newId('eigw');
    const gateway = call.table(egressOnlyGateways).put(egressOnlyInternetGatewayId, {
      egressOnlyInternetGatewayId,
      vpcId,
      tags: requestedTags(call.input, 'egress-only-internet-gateway'),
    });
    return {
      clientToken: call.input.string('ClientToken'),
      egressOnlyInternetGateway: renderGateway(gateway),
    };
  },
};

export const describeEgressOnlyInternetGateways = describeAction<EgressOnlyGateway>({
  collection: egressOnlyGateways,
  idParameter: 'EgressOnlyInternetGatewayId',
  id: (gateway) => gateway.egressOnlyInternetGatewayId,
  kind: 'egressOnlyGateway',
  filters: {},
  set: 'egressOnlyInternetGatewaySet',
  render: renderGateway,
});

export const deleteEgressOnlyInternetGateway: Action = {
  resources: onExisting('egress-only-internet-gateway', 'EgressOnlyInternetGatewayId', egressOnlyGateways),
  handle: (call) => {
    const id = call.input.requiredString('EgressOnlyInternetGatewayId');
    if (!call.table(egressOnlyGateways).delete(id)) throw notFound('egressOnlyGateway', id);
    return { returnCode: true };
  },
};

function renderGateway(gateway: EgressOnlyGateway): Output {
  return {
    egressOnlyInternetGatewayId: gateway.egressOnlyInternetGatewayId,
    attachmentSet: [{ vpcId: gateway.vpcId, state: 'attached' }],
    tagSet: renderTags(gateway.tags),
  };
}
