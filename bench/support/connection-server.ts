/** A server that answers every GET with one connection: what it costs to answer is the same for every client. */
import { createServer } from 'node:http';

const body = JSON.stringify({
  id: 'acme-orders-db',
  organizationId: 'acme',
  service: {
    name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
    kind: 'customer',
    region: 'eu-west-1',
    zoneIds: ['euw1-az1', 'euw1-az2'],
    ownerAccountId: '222222222222',
  },
  ports: [{ port: 5432, protocol: 'TCP' }],
  region: 'eu-west-1',
  regionChoice: { crossRegion: false, reason: "The service's own region.", roundTripMs: 1 },
  state: 'available',
  stateSince: '2026-01-06T14:30:00.000Z',
  nextAction: { actor: 'none', what: 'No action is needed: the connection works.' },
  networkId: 'net-acme-eu-west-1',
  endpoint: {
    id: 'vpce-0a1b2c3d4e5f60718',
    accountId: '111111111111',
    awsState: 'available',
    dnsName: 'vpce-0a1b2c3d4e5f60718-abcdefgh.vpce-svc-0123456789abcdef0.eu-west-1.vpce.amazonaws.com',
    zonalDnsNames: [],
  },
  host: 'acme-orders-db.privatelink.tray.internal',
  generation: 1,
  observedGeneration: 1,
  createdAt: '2026-01-05T09:01:00.000Z',
  updatedAt: '2026-01-06T14:30:00.000Z',
});
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(body),
  etag: '"7"',
  'x-request-id': '0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a',
};

const server = createServer((_request, response) => {
  response.writeHead(200, headers).end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit(0));
