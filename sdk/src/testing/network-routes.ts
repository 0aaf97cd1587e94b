import type { CreateNetwork, Network, UpdateNetwork } from '../contract.generated.ts';
import { defined } from '../defined.ts';
import { bodyOf, checkPreconditions, checkQuery } from './checks.ts';
import { standingOf } from './lifecycle.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './problem.ts';
import type { FakeReply, FakeRequest, Router } from './router.ts';
import type { FakeState } from './state.ts';

export function addNetworkRoutes(router: Router, state: FakeState): void {
  router.add('GET', '/v1/networks', (request) => {
    checkQuery(request, ['organizationId', 'region', 'limit', 'cursor']);
    const { query } = request;
    const networks = state.networks
      .all()
      .filter(
        ({ organizationId, region }) =>
          (!query.has('organizationId') || query.get('organizationId') === organizationId) &&
          (!query.has('region') || query.get('region') === region),
      );
    return pageOf(request, networks, ({ id }) => id);
  });

  router.add('POST', '/v1/networks', (request) => {
    const body = bodyOf<CreateNetwork>(
      request,
      ['organizationId', 'region'],
      ['zoneIds', 'cidr', 'gateways', 'awsServices', 'retained'],
    );
    state.organization(body.organizationId);
    const id = `net-${body.organizationId}-${body.region}`;
    if (state.networks.get(id)) throw new Refusal('network_exists', `There is the network ${id} already.`);
    const { organizationId, region, retained = true, ...content } = body;
    const network = state.makeNetwork({ organizationId, region, retained, ...defined(content) });
    return reply(state, network, 201, { location: `/v1/networks/${id}` });
  });

  router.add('GET', '/v1/networks/:networkId', (request) => {
    const network = existing(state, request);
    const etag = state.networks.etag(network.id) ?? '';
    if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
    return reply(state, network, 200);
  });

  router.add('PATCH', '/v1/networks/:networkId', (request) => {
    const network = existing(state, request);
    checkPreconditions(request, state.networks.etag(network.id));
    const body = bodyOf<UpdateNetwork>(request, [], ['gateways', 'awsServices', 'retained']);
    const generation = network.generation + 1;
    const changed = state.networks.put({
      ...network,
      ...body,
      generation,
      observedGeneration: generation,
      updatedAt: new Date().toISOString(),
    });
    state.releaseNetwork(network.id);
    return { status: 200, body: changed, headers: { etag: state.networks.etag(network.id) ?? '' } };
  });

  router.add('DELETE', '/v1/networks/:networkId', (request) => {
    const network = existing(state, request);
    checkPreconditions(request, state.networks.etag(network.id));
    const users = state.usersOf(network.id);
    if (users.length > 0)
      throw new Refusal('network_in_use', `${network.id} is in use by ${users.join(', ')}.`);
    state.networks.delete(network.id);
    const { reason: _reason, ...rest } = network;
    return { status: 202, body: { ...rest, ...standingOf('network', 'deleting') }, headers: { etag: '"0"' } };
  });

  router.add('GET', '/v1/networks/:networkId/bucket-policy', (request) => {
    checkQuery(request, ['bucket']);
    const { gatewayEndpointIds } = existing(state, request);
    const bucket = request.query.get('bucket') ?? '';
    const arn = `arn:aws:s3:::${bucket}`;
    const statement = {
      Sid: 'DataThroughTheseEndpointsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
      Resource: [arn, `${arn}/*`],
      Condition: { StringNotEquals: { 'aws:SourceVpce': [gatewayEndpointIds?.s3] } },
    };
    const json = JSON.stringify(statement, null, 2);
    return { status: 200, body: { bucket, statement, json, hcl: json } };
  });
}

function existing(state: FakeState, request: FakeRequest): Network {
  const network = state.networks.get(request.params.networkId ?? '');
  if (network) return network;
  throw new Refusal('network_not_found', `There is no network ${request.params.networkId}.`);
}

function reply(
  state: FakeState,
  body: Network,
  status: number,
  headers: Record<string, string> = {},
): FakeReply {
  return { status, body, headers: { ...headers, etag: state.networks.etag(body.id) ?? '' } };
}
