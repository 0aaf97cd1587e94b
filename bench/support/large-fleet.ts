import { stringify } from 'yaml';

const accountId = '111111111111';
/** As many as a /24 has room for: 27 interfaces in each zone. */
const connectionsPerNetwork = 25;

/** A fleet file with this many connections, one organization and network for every twenty-five of them. */
export function largeFleet(connections: number): string {
  const count = Math.ceil(connections / connectionsPerNetwork);
  const organizations = Array.from({ length: count }, (_, index) => ({
    id: `org-${index}`,
    customerName: `Customer ${index}`,
    awsAccounts: [String(200_000_000_000 + index)],
  }));
  const networks = organizations.map(({ id }, index) => ({
    organization: id,
    region: 'eu-west-1',
    cidr: `100.${64 + Math.floor(index / 256)}.${index % 256}.0/24`,
    zoneIds: ['euw1-az1', 'euw1-az2'],
  }));
  return stringify(
    {
      version: 1,
      tray: { accountId, regions: ['eu-west-1'] },
      organizations,
      networks,
      connections: Array.from({ length: connections }, (_, index) => ({
        id: `connection-${index}`,
        organization: `org-${Math.floor(index / connectionsPerNetwork)}`,
        service: `com.amazonaws.vpce.eu-west-1.vpce-svc-${(index + 1).toString(16).padStart(17, '0')}`,
        ports: [{ port: 5432, protocol: 'TCP' }],
        stage: index % 2 === 0 ? 'accepted' : 'requested',
      })),
    },
    { aliasDuplicateObjects: false },
  );
}
