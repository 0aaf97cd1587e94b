import { stringify } from 'yaml';

/** The two parties and the one connection of the story. */
export const story = {
  trayAccountId: '111111111111',
  customerAccountId: '222222222222',
  organizationId: 'acme',
  connectionId: 'acme-orders-db',
  region: 'eu-west-1',
  zoneIds: ['euw1-az1', 'euw1-az2'],
  port: 5432,
} as const;

/** What becomes known as the story goes on; the fleet file grows with it. */
export interface FleetFacts {
  readonly customer: {
    readonly vpcId: string;
    readonly subnetIds: Readonly<Record<string, string>>;
    readonly databaseAddress: string;
  };
  /** Full name of the endpoint service: known once the producer is deployed. */
  readonly serviceName?: string;
  /** Endpoints that the customer's administrator accepts. */
  readonly acceptedEndpointIds?: readonly string[];
  readonly stage?: 'requested' | 'accepted';
}

/** The fleet file at one moment of the story, as YAML. */
export function fleetFile(facts: FleetFacts): string {
  return stringify({
    version: 1,
    tray: { accountId: story.trayAccountId, regions: ['eu-west-1', 'eu-central-1', 'us-east-1'] },
    organizations: [
      {
        id: story.organizationId,
        customerName: 'Acme Corporation',
        awsAccounts: [story.customerAccountId],
        declaredCidrs: ['10.20.0.0/16'],
      },
    ],
    networks: [
      {
        organization: story.organizationId,
        region: story.region,
        cidr: '100.64.0.0/24',
        zoneIds: [...story.zoneIds],
        gateways: { s3: { buckets: ['acme-exports'] } },
        awsServices: ['logs'],
      },
    ],
    connections: facts.serviceName
      ? [
          {
            id: story.connectionId,
            organization: story.organizationId,
            service: { name: facts.serviceName, zoneIds: [...story.zoneIds] },
            ports: [{ port: story.port, protocol: 'TCP' }],
            stage: facts.stage ?? 'requested',
          },
        ]
      : [],
    producers: [
      {
        id: 'orders-db',
        organization: story.organizationId,
        accountId: story.customerAccountId,
        ports: { postgres: { port: story.port, protocol: 'TCP' } },
        regions: {
          [story.region]: {
            vpcId: facts.customer.vpcId,
            subnets: { ...facts.customer.subnetIds },
            ports: { postgres: { targets: { primary: { id: facts.customer.databaseAddress } } } },
            acceptedEndpointIds: [...(facts.acceptedEndpointIds ?? [])],
          },
        },
      },
    ],
  });
}
