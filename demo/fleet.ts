import { stringify } from 'yaml';

/** The two parties and the one connection of the story. */
export const story = {
  trayAccountId: '111111111111',
  customerAccountId: '222222222222',
  organizationId: 'acme',
  customerName: 'Acme Corporation',
  region: 'eu-west-1',
  /** Where Tray has networks; the service's own region is among them. */
  regions: ['eu-west-1', 'eu-central-1', 'us-east-1'],
  zoneIds: ['euw1-az1', 'euw1-az2'],
  ports: {
    /** Straight to the database. */
    postgres: 5432,
    /** To a proxy of the customer's, which sees through which endpoint a connection came. */
    proxied: 6432,
  },
  /** Tray's workload. */
  connector: { id: 'orders-reader', repository: 'tray/connector-postgres' },
  /** The customer's stack. */
  producerStackId: 'producer-orders-db-eu-west-1',
} as const;

export interface ProducerFacts {
  readonly vpcId: string;
  readonly subnetIds: Readonly<Record<string, string>>;
  readonly databaseAddress: string;
  /** The role that Tray made for the organization. */
  readonly principalArn: string;
  /** Endpoints that the customer's administrator accepts. */
  readonly acceptedEndpointIds: readonly string[];
}

/** The customer's side as a fleet file: Tray's side is the provisioning API's business. */
export function producerFleet(facts: ProducerFacts): string {
  return stringify({
    version: 1,
    tray: { accountId: story.trayAccountId, regions: [...story.regions] },
    organizations: [
      {
        id: story.organizationId,
        customerName: story.customerName,
        awsAccounts: [story.customerAccountId],
      },
    ],
    producers: [
      {
        id: 'orders-db',
        organization: story.organizationId,
        accountId: story.customerAccountId,
        allowedPrincipals: [facts.principalArn],
        ports: {
          postgres: { port: story.ports.postgres, protocol: 'TCP' },
          proxied: { port: story.ports.proxied, protocol: 'TCP', proxyProtocolV2: true },
        },
        regions: {
          [story.region]: {
            vpcId: facts.vpcId,
            subnets: { ...facts.subnetIds },
            ports: {
              postgres: { targets: { primary: { id: facts.databaseAddress } } },
              proxied: { targets: { primary: { id: facts.databaseAddress } } },
            },
            acceptedEndpointIds: [...facts.acceptedEndpointIds],
          },
        },
      },
    ],
  });
}
