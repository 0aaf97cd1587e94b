import type { TestApi } from './api.ts';
import { acme, connectionRequest, serviceName } from './api.ts';

const system = { kind: 'system', component: 'test' } as const;

/** What the reconciler would do, without AWS: brings a connection to `pending_acceptance`. */
export async function makePending(api: TestApi, id: string, expiresAt = new Date(Date.now() + 86_400_000)) {
  const { store } = api.database;
  await store.connections.transition(id, { from: 'requested', to: 'checking', actor: system });
  const network = await store.transaction(async (held) => {
    const row = await held.connections.get(id);
    if (!row) throw new Error(`no connection ${id}`);
    return held.networks.ensure(
      { organizationId: row.organization_id, region: row.region, zoneIds: ['euw1-az1', 'euw1-az2'] },
      (taken) => `100.64.${taken.length}.0/24`,
    );
  });
  await store.connections.transition(id, {
    from: 'checking',
    to: 'provisioning',
    actor: system,
    networkId: network.id,
    serviceOwnerAccountId: '222222222222',
  });
  const endpointId = `vpce-${Buffer.from(id).toString('hex').padStart(17, '0').slice(-17)}`;
  await store.connections.transition(id, {
    from: 'provisioning',
    to: 'pending_acceptance',
    actor: system,
    awsRequestId: '59dbff89-35bd-4eac-99ed-be587example',
    endpointId,
    endpointAccountId: '111111111111',
    awsState: 'pendingAcceptance',
    acceptanceRequestedAt: new Date(),
    expiresAt,
    observedGeneration: 1,
  });
  return { endpointId, networkId: network.id };
}

/** Brings a connection that is `pending_acceptance` to `available`. */
export async function makeAvailable(api: TestApi, id: string) {
  const { connections } = api.database.store;
  await connections.transition(id, {
    from: 'pending_acceptance',
    to: 'configuring',
    actor: { kind: 'aws', accountId: '222222222222' },
    awsState: 'available',
  });
  await connections.transition(id, {
    from: 'configuring',
    to: 'available',
    actor: system,
    host: `${id}.privatelink.tray.internal`,
    dnsConfigured: true,
  });
}

/** Brings a connection that is being deleted to its end. */
export async function makeDeleted(api: TestApi, id: string) {
  await api.database.store.connections.transition(id, { from: 'deleting', to: 'deleted', actor: system });
}

export async function makeFailed(api: TestApi, id: string) {
  await api.database.store.connections.transition(id, {
    from: 'requested',
    to: 'failed',
    actor: system,
    reason: { code: 'service_not_visible', message: 'AWS does not show the service' },
  });
}

/** An organization with one connection in `requested`. */
export async function seed(api: TestApi, organizationId = 'acme', more: Record<string, unknown> = {}) {
  await api.call('PUT', `/v1/organizations/${organizationId}`, { body: acme });
  const service = { name: serviceName() };
  const created = await api.call('POST', '/v1/connections', {
    body: connectionRequest(organizationId, { service, ...more }),
  });
  return { id: String(created.body.id), service: service.name, etag: String(created.headers.etag) };
}
