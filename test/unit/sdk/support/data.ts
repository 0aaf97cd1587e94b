import type { Connection, CreateConnection } from '../../../../sdk/src/index.ts';

export const serviceName = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0';

export const wanted: CreateConnection = {
  organizationId: 'acme',
  service: { name: serviceName },
  ports: [{ port: 5432, protocol: 'TCP' }],
};

export function connection(more: Partial<Connection> = {}): Connection {
  return {
    id: 'acme-orders-db',
    organizationId: 'acme',
    service: { name: serviceName, kind: 'customer', region: 'eu-west-1', zoneIds: [] },
    ports: [{ port: 5432, protocol: 'TCP' }],
    region: 'eu-west-1',
    regionChoice: { crossRegion: false, reason: "The service's own region." },
    state: 'available',
    stateSince: '2026-01-05T09:01:00.000Z',
    nextAction: { actor: 'none', what: 'No action is needed: the connection works.' },
    host: 'acme-orders-db.privatelink.tray.internal',
    health: { state: 'unknown', since: '2026-01-05T09:01:00.000Z' },
    generation: 1,
    observedGeneration: 1,
    createdAt: '2026-01-05T09:01:00.000Z',
    updatedAt: '2026-01-05T09:01:00.000Z',
    ...more,
  };
}
