import type { ConnectionStage } from '../../domain/connection-state.ts';
import type { BucketAccess, TableAccess } from '../../domain/gateway-access.ts';
import type { Quotas } from '../../domain/limits.ts';
import type { Partition } from '../../domain/partition.ts';
import type { ServicePort } from '../../domain/ports.ts';
import type { RegionChoice, RoundTrips } from '../../domain/region-choice.ts';
import type { ServiceName } from '../../domain/service-name.ts';
import type { BackendProps } from '../backend.ts';
import type { ProducerSpec } from './producer-spec.ts';

/**
 * A fleet file, checked and resolved: every default is filled in, every reference is the thing itself, every choice is
 * made and says why. Nothing downstream needs to ask a question that could fail.
 */
export interface Fleet {
  readonly tray: TraySettings;
  readonly backend: BackendProps;
  readonly organizations: readonly Organization[];
  readonly networks: readonly Network[];
  readonly connections: readonly Connection[];
  /** One entry for each producer and region. */
  readonly producers: readonly ProducerSpec[];
}

export interface TraySettings {
  readonly accountId: string;
  readonly partition: Partition;
  /** Role of the deploying pipeline; absent, the caller's own credentials are used. */
  readonly assumeRoleArn?: string;
  /** Who may assume the organizations' principals. */
  readonly trustedPrincipalArns: readonly string[];
  /** Where networks may be. */
  readonly regions: readonly string[];
  readonly addressPool: { readonly cidr: string; readonly networkPrefixLength: number };
  /** Private hosted zone of every network: `privatelink.tray.internal`. */
  readonly zone: string;
  /** Domains of Tray's own, for which no connection answers. @default tray.ai, tray.io */
  readonly reservedDomains?: readonly string[];
  /** Whether organizations may list the same AWS account. @default false */
  readonly sharedAwsAccounts?: boolean;
  /** SNS topics for alarms, by region. */
  readonly alarmTopicArns: Readonly<Record<string, string>>;
  /** Measured round trips in milliseconds, by region. */
  readonly roundTrips: RoundTrips;
  /** Quotas of Tray's account that were raised. */
  readonly quotas?: Partial<Quotas>;
}

export interface Organization {
  /** Tray OrgID. */
  readonly id: string;
  readonly customerName: string;
  /** At least one. */
  readonly awsAccounts: readonly string[];
  readonly partition: Partition;
  /** What the customer routes itself, so that no network of theirs may use it. */
  readonly declaredCidrs: readonly string[];
  /** The role through which Tray acts for the organization; what the customer allow-lists. */
  readonly principalArn: string;
}

/** The dedicated VPC of one organization in one region. */
export interface Network {
  readonly organization: Organization;
  readonly region: string;
  readonly cidr: string;
  /** In the order of the file. */
  readonly zoneIds: readonly string[];
  /** CIDR by AZ id. */
  readonly subnets: ReadonlyMap<string, string>;
  readonly gateways: {
    /** Buckets and tables that connectors may use. The gateways themselves always exist, and admit nothing else. */
    readonly s3?: { readonly buckets: readonly (string | BucketAccess)[] };
    readonly dynamodb?: { readonly tables: readonly (string | TableAccess)[] };
  };
  /** Interface endpoints of AWS services, by short name, in the order of the file. */
  readonly awsServices: readonly string[];
  /** Whether it has a function that tries its connections. */
  readonly probe: boolean;
  readonly connectors: readonly Connector[];
}

/** A workload that runs in a network, as a Fargate service. */
export interface Connector {
  readonly id: string;
  readonly image: string;
  readonly command?: readonly string[];
  /** CPU units: 1024 are one vCPU. */
  readonly cpu: number;
  /** MiB */
  readonly memory: number;
  /** How many tasks run. */
  readonly count: number;
  readonly environment: Readonly<Record<string, string>>;
  /** ARNs in Secrets Manager or Parameter Store, by variable name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Connections of the same network that the connector talks to, by id. */
  readonly connections: readonly string[];
}

export interface Connection {
  readonly id: string;
  readonly organization: Organization;
  readonly service: ServiceName;
  /** Allowed values of `ec2:VpceServiceOwner`: account numbers, `aws-marketplace` or `amazon`. */
  readonly serviceOwners: readonly string[];
  /** AZ ids that the service is in, where the file says so. */
  readonly serviceZoneIds?: readonly string[];
  readonly ports: readonly ServicePort[];
  /** The region of the network: chosen, or as the file says. */
  readonly region: string;
  /** The service lives in another region than the network. */
  readonly crossRegion: boolean;
  /** How the region was chosen: reason, round trip, all that was considered. */
  readonly choice: RegionChoice;
  readonly network: Network;
  /** Zones of the network in which the endpoint gets an address. Never empty. */
  readonly zoneIds: readonly string[];
  /** The service's own name, for TLS certificates; resolved inside the network only. */
  readonly hostname?: string;
  readonly stage: ConnectionStage;
}
