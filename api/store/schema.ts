import type { ColumnType, Generated, GeneratedAlways, Insertable, Selectable, Updateable } from 'kysely';
import type { ConnectionState } from '../../domain/connection-state.ts';
import type { ServicePort } from '../../domain/ports.ts';
import type { components } from '../contract.generated.ts';

type Schemas = components['schemas'];

/** A value that PostgreSQL keeps as jsonb: read as it is, written as text. */
type Json<T> = ColumnType<T, string, string>;
/** The same where the column may be null. */
type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>;
/** Set by the database alone. */
type Stamped<T> = ColumnType<T, never, never>;
/** Set by the database unless somebody knows better. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export type Reason = Schemas['Reason'];
export type Actor = Schemas['Actor'];
export type RegionChoice = Schemas['RegionChoice'];
export type ZonalDnsName = Schemas['ZonalDnsName'];
export type EventType = Schemas['ConnectionEventType'];
export type RunState = Schemas['RunState'];
export type RunSummary = Schemas['RunSummary'];
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
  state: Defaulted<OrganizationState>;
  reason: JsonOrNull<Reason>;
}

export interface NetworksTable extends Reconciled {
  /** `net-<organization>-<region>` */
  id: string;
  organization_id: string;
  region: string;
  cidr: string;
  zone_ids: Defaulted<string[]>;
  vpc_id: string | null;
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
  /** When the endpoint began to wait for the customer. */
  acceptance_requested_at: Date | null;
  expires_at: Date | null;
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
}

export interface RunsTable {
  id: Generated<string>;
  seq: GeneratedAlways<number>;
  /** `org-…`, `net-…`, `conn-…` */
  stack: string;
  organization_id: string;
  network_id: string | null;
  connection_id: string | null;
  action: 'apply' | 'destroy';
  state: Defaulted<RunState>;
  /** Who runs it; null while it is queued. */
  worker: string | null;
  /** Until when the worker's silence means nothing. */
  lease_expires_at: Date | null;
  summary: JsonOrNull<RunSummary>;
  reason: JsonOrNull<Reason>;
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
  entity: 'connection' | 'run';
  from_state: string;
  to_state: string;
}

/** The tables, for Kysely. Columns are spelled as in PostgreSQL. */
export interface Database {
  organizations: OrganizationsTable;
  networks: NetworksTable;
  connections: ConnectionsTable;
  connection_events: ConnectionEventsTable;
  runs: RunsTable;
  run_progress: RunProgressTable;
  terraform_states: TerraformStatesTable;
  terraform_state_versions: TerraformStateVersionsTable;
  terraform_locks: TerraformLocksTable;
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
export type Run = Selectable<RunsTable>;
export type RunProgressLine = Selectable<RunProgressTable>;
