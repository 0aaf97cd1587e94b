import type {
  ColumnType,
  Generated,
  GeneratedAlways,
  Insertable,
  Selectable,
  Updateable,
  UpdateObject,
} from 'kysely';
import type { ConnectionState } from '../../domain/connection-state.ts';
import type { ConnectorState } from '../../domain/connector-state.ts';
import type { GatewayAllowLists } from '../../domain/gateway-access.ts';
import type { ServicePort } from '../../domain/ports.ts';
import type { Cell, Finding, Verdict } from '../../domain/troubleshooting/finding.ts';
import type { components } from '../contract.generated.ts';
import type { ProcessIdentity } from '../terraform/process-identity.ts';

type Schemas = components['schemas'];

/** A value that PostgreSQL keeps as jsonb: read as it is, written as text. */
type Json<T> = ColumnType<T, string, string>;
/** The same where the column may be null. */
type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>;
/** Set by the database alone. */
type Stamped<T> = ColumnType<T, never, never>;
/** Set by the database unless somebody knows better. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export type Health = 'unknown' | 'healthy' | 'degraded' | 'unreachable';
export type HealthChange = Schemas['HealthChange'];
export type Reason = Schemas['Reason'];
export type Actor = Schemas['Actor'];
export type RegionChoice = Schemas['RegionChoice'];
export type ZonalDnsName = Schemas['ZonalDnsName'];
export type EventType = Schemas['ConnectionEventType'];
export type RunState = Schemas['RunState'];
export type RunSummary = Schemas['RunSummary'];
export type OrganizationChanges = Schemas['OrganizationChanges'];
export type OrganizationState = Schemas['OrganizationState'] | 'deleted';
export type NetworkState = Schemas['NetworkState'] | 'deleted';

/**
 * What every row that somebody must work on carries. `desired_generation` counts what was asked for,
 * `observed_generation` is what is carried out; the row is due when `next_attempt_at` has come. `version` is the ETag:
 * it moves with every change that a reader can see, and not with the two columns of the worker's own diary.
 */
interface Reconciled {
  desired_generation: Defaulted<number>;
  observed_generation: Defaulted<number>;
  next_attempt_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** Attempts since the last success. */
  attempts: Defaulted<number>;
  version: Stamped<number>;
  /** Order of creation; lists are keyed by it. */
  seq: GeneratedAlways<number>;
  created_at: Stamped<Date>;
  updated_at: Stamped<Date>;
}

export interface OrganizationsTable extends Reconciled {
  id: string;
  customer_name: string;
  aws_account_ids: string[];
  partition: Schemas['Partition'];
  declared_cidrs: string[];
  /** Where it wants a network, connections or not. */
  regions: Defaulted<string[]>;
  state: Defaulted<OrganizationState>;
  reason: JsonOrNull<Reason>;
}

/** Ids of a network's gateway endpoints, `vpce-…`: what bucket policies name. */
export interface GatewayEndpointIds {
  readonly s3: string;
  readonly dynamodb: string;
}

export interface NetworksTable extends Reconciled {
  /** `net-<organization>-<region>` */
  id: string;
  organization_id: string;
  region: string;
  cidr: string;
  zone_ids: Defaulted<string[]>;
  vpc_id: string | null;
  /** What connectors may reach through the S3 and DynamoDB gateways. */
  gateways: ColumnType<GatewayAllowLists, string | undefined, string>;
  /** Short names of AWS services with an interface endpoint, sorted. */
  aws_services: Defaulted<string[]>;
  /** Stays when its last connection goes. */
  retained: Defaulted<boolean>;
  /** Null until they exist. */
  gateway_endpoint_ids: JsonOrNull<GatewayEndpointIds>;
  state: Defaulted<NetworkState>;
  reason: JsonOrNull<Reason>;
}

export interface ConnectionsTable extends Reconciled {
  id: string;
  organization_id: string;
  service_name: string;
  service_kind: Schemas['Service']['kind'];
  service_region: string;
  service_zone_ids: Defaulted<string[]>;
  service_owner_account_id: string | null;
  ports: Json<readonly ServicePort[]>;
  region: string;
  region_choice: Json<RegionChoice>;
  /** The caller named the region, so that no other is tried. */
  region_fixed: Defaulted<boolean>;
  hostname: string | null;
  description: string | null;
  state: Defaulted<ConnectionState>;
  state_since: Stamped<Date>;
  reason: JsonOrNull<Reason>;
  network_id: string | null;
  endpoint_id: string | null;
  endpoint_account_id: string | null;
  /** As AWS spells it. */
  aws_state: string | null;
  endpoint_dns_name: string | null;
  endpoint_zonal_dns_names: ColumnType<readonly ZonalDnsName[], string | undefined, string>;
  /** The second stage is done: DNS answers. */
  dns_configured: Defaulted<boolean>;
  /** The name that connectors use, once DNS answers. */
  host: string | null;
  /** When AWS showed the service to the organization's principal, owned by one of its accounts: the claim counts since then. */
  claim_proven_at: Stamped<Date | null>;
  /** An intake made it: an organization has one such connection to a service at a time. */
  from_intake: Defaulted<boolean>;
  /** When the endpoint began to wait for the customer. */
  acceptance_requested_at: Date | null;
  expires_at: Date | null;
  /** When its last attempts began to do nothing but fail; null after a success, and when something else is wanted. */
  failing_since: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** What the newest test of the available connection found. */
  health: Defaulted<Health>;
  health_since: Defaulted<Date>;
  health_test_id: ColumnType<string | null, string | null | undefined, string | null>;
}

export interface ConnectionTestsTable {
  id: Generated<string>;
  seq: GeneratedAlways<number>;
  connection_id: string;
  trigger: 'caller' | 'available' | 'interval';
  state: Defaulted<'queued' | 'running' | 'finished' | 'failed'>;
  verdict: ColumnType<Verdict | null, Verdict | null | undefined, Verdict | null>;
  matrix: ColumnType<readonly Cell[], string | undefined, string>;
  findings: ColumnType<readonly Finding[], string | undefined, string>;
  reason: JsonOrNull<Reason>;
  requested_by: JsonOrNull<Actor>;
  attempts: Defaulted<number>;
  claim: Defaulted<number>;
  next_attempt_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  created_at: Stamped<Date>;
  started_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  finished_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

/** When each available connection is tested next. */
export interface ConnectionTestSchedulesTable {
  connection_id: string;
  trigger: Defaulted<'available' | 'interval'>;
  next_at: Date;
}

export interface ConnectionEventsTable {
  id: GeneratedAlways<number>;
  connection_id: string;
  /** The version of the connection that the event brought about. */
  connection_version: number;
  type: EventType;
  at: Stamped<Date>;
  from_state: ConnectionState | null;
  to_state: ConnectionState;
  reason: JsonOrNull<Reason>;
  actor: Json<Actor>;
  aws_request_id: string | null;
  run_id: string | null;
  /** Of a change of health. */
  health: JsonOrNull<HealthChange>;
}

/** Names that connections answer for in their networks, or did until a moment ago. Kept by a trigger on connections. */
export interface HostnameClaimsTable {
  organization_id: string;
  region: string;
  hostname: string;
  connection_id: string;
}

export interface ConnectorsTable extends Reconciled {
  network_id: string;
  /** Its network's own. */
  id: string;
  organization_id: string;
  region: string;
  image: string;
  /** Null: the image's own. */
  command: string[] | null;
  cpu: number;
  /** MiB. */
  memory: number;
  task_count: number;
  environment: Json<Readonly<Record<string, string>>>;
  /** ARNs by the variables that they fill. */
  secrets: Json<Readonly<Record<string, string>>>;
  connections: string[];
  aws_services: Schemas['ConnectorAwsServices'];
  state: Defaulted<ConnectorState>;
  state_since: Stamped<Date>;
  reason: JsonOrNull<Reason>;
  /** As ECS counts them. */
  desired_tasks: Defaulted<number>;
  running_tasks: Defaulted<number>;
  log_group: string | null;
  service_arn: string | null;
  /** What the last run deployed; ECS may have gone back to an earlier one. */
  task_definition_arn: string | null;
}

export interface ConnectorEventsTable {
  id: GeneratedAlways<number>;
  network_id: string;
  connector_id: string;
  /** The version of the connector that the event brought about. */
  connector_version: number;
  type: Schemas['ConnectorEventType'];
  at: Stamped<Date>;
  from_state: ConnectorState | null;
  to_state: ConnectorState;
  reason: JsonOrNull<Reason>;
  actor: Json<Actor>;
  aws_request_id: string | null;
  run_id: string | null;
}

export interface OrganizationEventsTable {
  id: GeneratedAlways<number>;
  organization_id: string;
  /** The version of the organization that the event brought about. */
  organization_version: number;
  type: Schemas['OrganizationEventType'];
  at: Stamped<Date>;
  changes: Json<OrganizationChanges>;
  actor: Json<Actor>;
}

export interface RunsTable {
  id: Generated<string>;
  seq: GeneratedAlways<number>;
  /** `org-…`, `net-…`, `conn-…` */
  stack: string;
  organization_id: string;
  network_id: string | null;
  connection_id: string | null;
  /** The network whose connectors it is for. */
  connectors_of: ColumnType<string | null, string | null | undefined, string | null>;
  action: 'apply' | 'destroy';
  state: Defaulted<RunState>;
  /** Who runs it; null while it is queued. */
  worker: string | null;
  /** Until when the worker's silence means nothing. */
  lease_expires_at: Date | null;
  /** The version of the state that it started from; 0 when there was none, null before it starts. */
  base_state_version: ColumnType<number | null, number | null | undefined, number | null>;
  summary: JsonOrNull<RunSummary>;
  reason: JsonOrNull<Reason>;
  /** What it carries out, as Terraform's JSON; null once a run of the stack has succeeded since. */
  document: JsonOrNull<Record<string, unknown>>;
  /** What it takes into the state. */
  imports: JsonOrNull<readonly { readonly address: string; readonly importId: string }[]>;
  created_at: Stamped<Date>;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface RunProgressTable {
  run_id: string;
  sequence: number;
  at: Defaulted<Date>;
  level: 'info' | 'warn' | 'error';
  type: string;
  message: string;
  resource: string | null;
}

export interface TerraformStatesTable {
  stack: string;
  /** The version that counts; null when the state was deleted or never written. */
  current_version: number | null;
}

export interface TerraformStateVersionsTable {
  stack: string;
  version: number;
  /** Terraform's own counter and the identity of the state. */
  serial: number;
  lineage: string;
  /** The state, byte by byte. */
  body: Buffer;
  run_id: string | null;
  created_at: Stamped<Date>;
}

export interface TerraformLocksTable {
  stack: string;
  /** The id that Terraform made up for the lock. */
  lock_id: string;
  run_id: string | null;
  /** Terraform's lock info, as it sent it. */
  info: Json<Record<string, unknown>>;
  acquired_at: Stamped<Date>;
  lease_expires_at: Date;
}

export interface IdempotencyKeysTable {
  subject: string;
  organization_id: string;
  key: string;
  /** SHA-256 of method, path and body. */
  request_hash: Buffer;
  status: number;
  headers: Json<Record<string, string>>;
  body: string;
  created_at: Stamped<Date>;
  expires_at: Date;
}

export interface WebhookDeliveriesTable {
  event_id: number;
  connection_id: string;
  attempts: Defaulted<number>;
  next_attempt_at: Defaulted<Date>;
  delivered_at: Date | null;
  abandoned_at: Date | null;
  last_error: string | null;
}

export interface SecretsTable {
  name: string;
  value: Buffer;
}

export interface StateMovesTable {
  entity: 'connection' | 'connector' | 'run';
  from_state: string;
  to_state: string;
}

/** The tables, for Kysely. Columns are spelled as in PostgreSQL. */
/** Who holds a lease: enough to tell from the same host whether it still lives, and whether what it started does. */
export interface LeaseHolder {
  /** The name of the worker, for people. */
  readonly worker: string;
  readonly process: ProcessIdentity;
  /** The supervisor of the Terraform that runs at the moment. */
  readonly child?: ProcessIdentity;
  /** That Terraform itself. */
  readonly program?: ProcessIdentity;
}

export interface StackLeasesTable {
  stack: string;
  /** Counts up with every holder. */
  token: number;
  holder: Json<LeaseHolder>;
  expires_at: Date;
}

export interface RegionObservationsTable {
  region: string;
  next_at: Date;
}

export interface Database {
  organizations: OrganizationsTable;
  organization_events: OrganizationEventsTable;
  networks: NetworksTable;
  connections: ConnectionsTable;
  hostname_claims: HostnameClaimsTable;
  connectors: ConnectorsTable;
  connector_events: ConnectorEventsTable;
  connection_events: ConnectionEventsTable;
  connection_tests: ConnectionTestsTable;
  connection_test_schedules: ConnectionTestSchedulesTable;
  runs: RunsTable;
  run_progress: RunProgressTable;
  terraform_states: TerraformStatesTable;
  terraform_state_versions: TerraformStateVersionsTable;
  terraform_locks: TerraformLocksTable;
  stack_leases: StackLeasesTable;
  region_observations: RegionObservationsTable;
  idempotency_keys: IdempotencyKeysTable;
  webhook_deliveries: WebhookDeliveriesTable;
  secrets: SecretsTable;
  state_moves: StateMovesTable;
}

export type Organization = Selectable<OrganizationsTable>;
export type Network = Selectable<NetworksTable>;
export type Connection = Selectable<ConnectionsTable>;
export type NewConnection = Insertable<ConnectionsTable>;
export type ConnectionChanges = Updateable<ConnectionsTable>;
export type ConnectionEvent = Selectable<ConnectionEventsTable>;
export type ConnectionTest = Selectable<ConnectionTestsTable>;
export type Connector = Selectable<ConnectorsTable>;
export type ConnectorChanges = UpdateObject<Database, 'connectors'>;
export type ConnectorEvent = Selectable<ConnectorEventsTable>;
export type OrganizationEvent = Selectable<OrganizationEventsTable>;
export type Run = Selectable<RunsTable>;
export type RunProgressLine = Selectable<RunProgressTable>;
