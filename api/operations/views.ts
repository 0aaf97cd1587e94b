import { principalArn, principalName } from '../../domain/account.ts';
import { nextActionOfConnector } from '../../domain/connector-state.ts';
import { defined } from '../../domain/defined.ts';
import { parseEndpointState } from '../../domain/endpoint-state.ts';
import { nextAction, nextActionOfGroundwork } from '../../domain/next-action.ts';
import type { Region } from '../../domain/regions.ts';
import { serviceIdIn } from '../../domain/service-name.ts';
import type { components } from '../contract.generated.ts';
import type { Platform } from '../platform.ts';
import type {
  Connection,
  ConnectionEvent,
  ConnectionTest,
  Connector,
  ConnectorEvent,
  Network,
  NetworkState,
  Organization,
  OrganizationEvent,
  OrganizationState,
  Reason,
  Run,
  RunProgressLine,
} from '../store/schema.ts';

type Schemas = components['schemas'];

/** Rows as the contract shows them. Pure: the same row gives the same view. */

export function viewOrganization(row: Organization, platform: Platform): Schemas['Organization'] {
  return {
    id: row.id,
    customerName: row.customer_name,
    awsAccountIds: row.aws_account_ids,
    partition: row.partition,
    declaredCidrs: row.declared_cidrs,
    regions: row.regions,
    principal: {
      name: principalName(row.id),
      arn: principalArn({ partition: row.partition, accountId: platform.trayAccountId, orgId: row.id }),
    },
    ...standing('organization', row),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function viewOrganizationEvent(row: OrganizationEvent): Schemas['OrganizationEvent'] {
  return {
    id: String(row.id),
    organizationId: row.organization_id,
    type: row.type,
    at: row.at.toISOString(),
    changes: row.changes,
    actor: row.actor,
  };
}

export function viewConnection(row: Connection, platform: Platform): Schemas['Connection'] {
  return {
    id: row.id,
    organizationId: row.organization_id,
    service: {
      name: row.service_name,
      kind: row.service_kind,
      region: row.service_region,
      zoneIds: row.service_zone_ids,
      ...(row.service_owner_account_id === null ? {} : { ownerAccountId: row.service_owner_account_id }),
    },
    ports: row.ports,
    region: row.region,
    regionChoice: row.region_choice,
    ...(row.hostname === null ? {} : { hostname: row.hostname }),
    ...(row.description === null ? {} : { description: row.description }),
    state: row.state,
    stateSince: row.state_since.toISOString(),
    ...(row.reason ? { reason: row.reason } : {}),
    nextAction: nextActionOf(row, platform),
    ...(row.network_id === null ? {} : { networkId: row.network_id }),
    ...endpoint(row, platform),
    ...(row.state === 'available' && row.host !== null ? { host: row.host } : {}),
    ...(row.state === 'pending_acceptance' && row.expires_at
      ? { expiresAt: row.expires_at.toISOString() }
      : {}),
    health: {
      state: row.health,
      since: row.health_since.toISOString(),
      ...(row.health_test_id === null ? {} : { testId: row.health_test_id }),
    },
    generation: row.desired_generation,
    observedGeneration: row.observed_generation,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function viewConnectionEvent(row: ConnectionEvent): Schemas['ConnectionEvent'] {
  return {
    id: String(row.id),
    connectionId: row.connection_id,
    type: row.type,
    at: row.at.toISOString(),
    ...(row.from_state === null ? {} : { from: row.from_state }),
    to: row.to_state,
    ...(row.reason ? { reason: row.reason } : {}),
    ...(row.health ? { health: row.health } : {}),
    actor: row.actor,
    ...(row.aws_request_id === null ? {} : { awsRequestId: row.aws_request_id }),
    ...(row.run_id === null ? {} : { runId: row.run_id }),
  };
}

export function viewConnectionTest(row: ConnectionTest): Schemas['ConnectionTest'] {
  return {
    id: row.id,
    connectionId: row.connection_id,
    trigger: row.trigger,
    state: row.state,
    ...(row.verdict === null ? {} : { verdict: row.verdict }),
    matrix: row.matrix,
    findings: row.findings,
    ...(row.reason ? { reason: row.reason } : {}),
    createdAt: row.created_at.toISOString(),
    ...(row.started_at ? { startedAt: row.started_at.toISOString() } : {}),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
    ...(row.requested_by ? { requestedBy: row.requested_by } : {}),
  };
}

export function viewNetwork(row: Network): Schemas['Network'] {
  return {
    id: row.id,
    organizationId: row.organization_id,
    region: row.region,
    cidr: row.cidr,
    zoneIds: row.zone_ids,
    gateways: row.gateways,
    awsServices: row.aws_services,
    retained: row.retained,
    ...(row.gateway_endpoint_ids === null ? {} : { gatewayEndpointIds: row.gateway_endpoint_ids }),
    ...(row.vpc_id === null ? {} : { vpcId: row.vpc_id }),
    ...standing('network', row),
    generation: row.desired_generation,
    observedGeneration: row.observed_generation,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function viewConnector(row: Connector): Schemas['Connector'] {
  // One that was deleted a moment ago is as good as on its way out.
  const state = row.state === 'deleted' ? 'deleting' : row.state;
  const reason = row.reason ? { reason: row.reason } : {};
  return {
    id: row.id,
    networkId: row.network_id,
    organizationId: row.organization_id,
    image: row.image,
    ...(row.command === null ? {} : { command: row.command }),
    cpu: row.cpu,
    memory: row.memory,
    count: row.task_count,
    environment: row.environment,
    secrets: row.secrets,
    connections: row.connections,
    awsServices: row.aws_services,
    state,
    stateSince: row.state_since.toISOString(),
    desiredTasks: row.desired_tasks,
    runningTasks: row.running_tasks,
    ...reason,
    nextAction: nextActionOfConnector({ state, ...reason }),
    ...(row.log_group === null ? {} : { logGroup: row.log_group }),
    ...(row.service_arn === null ? {} : { serviceArn: row.service_arn }),
    generation: row.desired_generation,
    observedGeneration: row.observed_generation,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function viewConnectorEvent(row: ConnectorEvent): Schemas['ConnectorEvent'] {
  const from = row.from_state;
  return {
    id: String(row.id),
    networkId: row.network_id,
    connectorId: row.connector_id,
    type: row.type,
    at: row.at.toISOString(),
    ...(from === null || from === 'deleted' ? {} : { from }),
    to: row.to_state,
    ...(row.reason ? { reason: row.reason } : {}),
    actor: row.actor,
    ...(row.aws_request_id === null ? {} : { awsRequestId: row.aws_request_id }),
    ...(row.run_id === null ? {} : { runId: row.run_id }),
  };
}

export function viewRun(row: Run): Schemas['Run'] {
  return {
    id: row.id,
    stack: row.stack,
    target: runTarget(row),
    action: row.action,
    state: row.state,
    ...(row.summary ? { summary: row.summary } : {}),
    ...(row.reason ? { reason: row.reason } : {}),
    createdAt: row.created_at.toISOString(),
    ...(row.started_at ? { startedAt: row.started_at.toISOString() } : {}),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
  };
}

export function viewProgressLine(row: RunProgressLine): Schemas['RunProgressLine'] {
  return {
    sequence: row.sequence,
    at: row.at.toISOString(),
    level: row.level,
    type: row.type,
    message: row.message,
    ...(row.resource === null ? {} : { resource: row.resource }),
  };
}

export function viewRegion(region: Region, platform: Platform): Schemas['Region'] {
  return {
    code: region.code,
    name: region.name,
    partition: region.partition,
    enabled: platform.regions.includes(region.code),
    optIn: region.optIn,
    zoneIds: region.zoneIds,
    crossRegionExcludedZoneIds: region.crossRegionExcludedZones,
  };
}

/** A state that AWS has invented since counts as `pending`: it is on its way to one that we know. */
export function awsState(raw: string | null): Schemas['AwsEndpointState'] {
  return (raw === null ? undefined : parseEndpointState(raw)) ?? 'pending';
}

function nextActionOf(row: Connection, platform: Platform): Schemas['NextAction'] {
  const serviceId = serviceIdIn(row.service_name);
  return nextAction({
    state: row.state,
    ...(row.reason ? { reason: row.reason } : {}),
    ...(row.endpoint_id === null ? {} : { endpointId: row.endpoint_id }),
    ...defined({ serviceId }),
    serviceRegion: row.service_region,
    region: row.region,
    partition: platform.partition,
    trayAccountId: platform.trayAccountId,
    orgId: row.organization_id,
    ...(row.expires_at ? { expiresAt: row.expires_at } : {}),
  });
}

function endpoint(row: Connection, platform: Platform): { endpoint?: Schemas['Endpoint'] } {
  if (row.endpoint_id === null) return {};
  return {
    endpoint: {
      id: row.endpoint_id,
      accountId: row.endpoint_account_id ?? platform.trayAccountId,
      awsState: awsState(row.aws_state),
      ...(row.endpoint_dns_name === null ? {} : { dnsName: row.endpoint_dns_name }),
      zonalDnsNames: row.endpoint_zonal_dns_names,
    },
  };
}

function runTarget(row: Run): Schemas['RunTarget'] {
  if (row.connection_id !== null) return { kind: 'connection', connectionId: row.connection_id };
  if (row.network_id !== null) return { kind: 'network', networkId: row.network_id };
  if (row.connectors_of !== null) return { kind: 'connectors', networkId: row.connectors_of };
  return { kind: 'organization', organizationId: row.organization_id };
}

/** Where a principal or a network stands, and who must act. */
function standing<T extends OrganizationState | NetworkState>(
  kind: 'organization' | 'network',
  row: { readonly state: T; readonly reason: Reason | null },
) {
  const state = liveState(row.state);
  const reason = row.reason ? { reason: row.reason } : {};
  return { state, ...reason, nextAction: nextActionOfGroundwork({ kind, state, ...reason }) };
}

/** Rows that are `deleted` are not shown; one that was deleted a moment ago is as good as on its way out. */
function liveState<T extends OrganizationState | NetworkState>(state: T): Exclude<T, 'deleted'> | 'deleting' {
  return state === 'deleted' ? 'deleting' : (state as Exclude<T, 'deleted'>);
}
