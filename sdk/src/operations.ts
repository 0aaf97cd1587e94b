import type { paths } from './contract.generated.ts';
import type { HttpMethod } from './transport/dispatcher.ts';

export interface Operation {
  readonly method: HttpMethod;
  /** The path as the contract writes it. */
  readonly route: keyof paths;
  /** Whether sending it twice does the same as sending it once. */
  readonly idempotent: boolean;
  /** Whether it takes an Idempotency-Key, which makes it idempotent. */
  readonly keyed: boolean;
}

function get(route: keyof paths): Operation {
  return { method: 'GET', route, idempotent: true, keyed: false };
}

/** The calls of the contract that this package makes, by their operation id. */
export const operations = {
  listOrganizations: get('/v1/organizations'),
  putOrganization: {
    method: 'PUT',
    route: '/v1/organizations/{organizationId}',
    idempotent: true,
    keyed: false,
  },
  getOrganization: get('/v1/organizations/{organizationId}'),
  deleteOrganization: {
    method: 'DELETE',
    route: '/v1/organizations/{organizationId}',
    idempotent: true,
    keyed: false,
  },
  listOrganizationEvents: get('/v1/organizations/{organizationId}/events'),
  createConnection: { method: 'POST', route: '/v1/connections', idempotent: false, keyed: true },
  listConnections: get('/v1/connections'),
  getConnection: get('/v1/connections/{connectionId}'),
  // Repeated after a lost answer, a change with `ifMatch` would fail with 412 although it was made.
  updateConnection: {
    method: 'PATCH',
    route: '/v1/connections/{connectionId}',
    idempotent: false,
    keyed: false,
  },
  deleteConnection: {
    method: 'DELETE',
    route: '/v1/connections/{connectionId}',
    idempotent: true,
    keyed: false,
  },
  retryConnection: {
    method: 'POST',
    route: '/v1/connections/{connectionId}/retry',
    idempotent: false,
    keyed: true,
  },
  createConnectionTest: {
    method: 'POST',
    route: '/v1/connections/{connectionId}/tests',
    idempotent: false,
    keyed: true,
  },
  listConnectionTests: get('/v1/connections/{connectionId}/tests'),
  getConnectionTest: get('/v1/connections/{connectionId}/tests/{testId}'),
  listConnectionEvents: get('/v1/connections/{connectionId}/events'),
  getConnectionAcceptance: get('/v1/connections/{connectionId}/acceptance'),
  listConnectionRuns: get('/v1/connections/{connectionId}/runs'),
  getRun: get('/v1/runs/{runId}'),
  listRunProgress: get('/v1/runs/{runId}/progress'),
  submitIntake: { method: 'POST', route: '/v1/intakes', idempotent: false, keyed: true },
  // A POST that creates nothing.
  createServiceCheck: { method: 'POST', route: '/v1/service-checks', idempotent: true, keyed: false },
  listNetworks: get('/v1/networks'),
  createNetwork: { method: 'POST', route: '/v1/networks', idempotent: false, keyed: true },
  // As with connections: repeated after a lost answer it could fail although it was made.
  updateNetwork: { method: 'PATCH', route: '/v1/networks/{networkId}', idempotent: false, keyed: false },
  deleteNetwork: { method: 'DELETE', route: '/v1/networks/{networkId}', idempotent: true, keyed: false },
  getNetworkBucketPolicy: get('/v1/networks/{networkId}/bucket-policy'),
  getNetwork: get('/v1/networks/{networkId}'),
  listConnectors: get('/v1/networks/{networkId}/connectors'),
  putConnector: {
    method: 'PUT',
    route: '/v1/networks/{networkId}/connectors/{connectorId}',
    idempotent: true,
    keyed: false,
  },
  getConnector: get('/v1/networks/{networkId}/connectors/{connectorId}'),
  deleteConnector: {
    method: 'DELETE',
    route: '/v1/networks/{networkId}/connectors/{connectorId}',
    idempotent: true,
    keyed: false,
  },
  listConnectorEvents: get('/v1/networks/{networkId}/connectors/{connectorId}/events'),
  listRegions: get('/v1/regions'),
  getHealth: get('/healthz'),
  getReadiness: get('/readyz'),
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;
