import type {
  Actor,
  Connection,
  ConnectionEvent,
  ConnectionTest,
  Connector,
  ConnectorEvent,
  Network,
  Organization,
  OrganizationEvent,
  Reason,
  Run,
  RunProgressLine,
} from '../contract.generated.ts';
import { inState, standingOf } from './lifecycle.ts';
import { Refusal } from './problem.ts';
import { Versioned } from './versioned.ts';

const system: Actor = { kind: 'system', component: 'reconciler' };

/** A connector under an id that is the fake's own. */
export interface FakeConnector {
  readonly id: string;
  readonly value: Connector;
}

export function keyOf(networkId: string, connectorId: string): string {
  return `${networkId}/${connectorId}`;
}

/** Everything the fake knows. */
export class FakeState {
  readonly organizations = new Versioned<Organization>();
  readonly connections = new Versioned<Connection>();
  readonly networks = new Versioned<Network>();
  readonly tests = new Versioned<ConnectionTest>();
  /** By `keyOf`: ids are a network's own. */
  readonly connectors = new Versioned<FakeConnector>();
  /** Newest first, by connector. */
  readonly #connectorEvents = new Map<string, ConnectorEvent[]>();
  readonly runs = new Versioned<Run>();
  readonly progress = new Map<string, RunProgressLine[]>();
  /** Newest first, by connection. */
  readonly #events = new Map<string, ConnectionEvent[]>();
  readonly #organizationEvents = new Map<string, OrganizationEvent[]>();
  #counter = 0;

  count(): number {
    this.#counter += 1;
    return this.#counter;
  }

  organization(id: string): Organization {
    const found = this.organizations.get(id);
    if (!found)
      throw new Refusal('organization_not_found', `There is no organization ${id} that this token may see.`);
    return found;
  }

  connection(id: string): Connection {
    const found = this.connections.get(id);
    if (!found)
      throw new Refusal('connection_not_found', `There is no connection ${id} that this token may see.`);
    return found;
  }

  events(connectionId: string): readonly ConnectionEvent[] {
    return this.#events.get(connectionId) ?? [];
  }

  record(event: Omit<ConnectionEvent, 'id' | 'at'>): void {
    const complete = { ...event, id: String(this.count()), at: new Date().toISOString() };
    this.#events.set(event.connectionId, [complete, ...this.events(event.connectionId)]);
  }

  organizationEvents(organizationId: string): readonly OrganizationEvent[] {
    return this.#organizationEvents.get(organizationId) ?? [];
  }

  recordOrganization(event: Omit<OrganizationEvent, 'id' | 'at' | 'actor'>): void {
    const actor: Actor = { kind: 'caller', subject: 'test' };
    const complete = { ...event, id: String(this.count()), at: new Date().toISOString(), actor };
    const { organizationId } = event;
    this.#organizationEvents.set(organizationId, [complete, ...this.organizationEvents(organizationId)]);
  }

  connectorEvents(key: string): readonly ConnectorEvent[] {
    return this.#connectorEvents.get(key) ?? [];
  }

  recordConnector(event: Omit<ConnectorEvent, 'id' | 'at'>): void {
    const complete = { ...event, id: String(this.count()), at: new Date().toISOString() };
    const key = keyOf(event.networkId, event.connectorId);
    this.#connectorEvents.set(key, [complete, ...this.connectorEvents(key)]);
  }

  /** Connectors that use the connection, and are to stay. */
  connectorsUsing(connectionId: string): string[] {
    return this.connectors
      .all()
      .filter(({ value }) => value.state !== 'deleting' && value.connections.includes(connectionId))
      .map(({ value }) => value.id);
  }

  /** Connections and connectors that are in the network. */
  usersOf(id: string): string[] {
    const connectors = this.connectors.all().filter(({ value }) => value.networkId === id);
    const connections = this.connections
      .all()
      .filter(({ networkId, state }) => networkId === id && state !== 'deleted' && state !== 'requested');
    return [...connectors.map(({ value }) => value.id), ...connections.map((connection) => connection.id)];
  }

  /** Goes when it is not retained and has neither connections nor connectors. */
  releaseNetwork(id: string): void {
    if (this.networks.get(id)?.retained !== true && this.usersOf(id).length === 0) this.networks.delete(id);
  }

  makeNetwork(
    place: Pick<Network, 'organizationId' | 'region' | 'retained'> &
      Partial<Pick<Network, 'zoneIds' | 'cidr' | 'gateways' | 'awsServices'>>,
  ): Network {
    const id = `net-${place.organizationId}-${place.region}`;
    const now = new Date().toISOString();
    const hex = Buffer.from(id).toString('hex').slice(-17);
    return this.networks.put({
      id,
      cidr: `100.64.${this.count() % 256}.0/24`,
      zoneIds: [],
      gateways: {},
      awsServices: [],
      ...place,
      gatewayEndpointIds: { s3: `vpce-${hex}`, dynamodb: `vpce-${hex.split('').reverse().join('')}` },
      vpcId: `vpc-${hex}`,
      ...standingOf('network', 'available'),
      generation: 1,
      observedGeneration: 1,
      createdAt: now,
      updatedAt: now,
    });
  }

  move(connection: Connection, state: string, reason?: Reason, actor: Actor = system): Connection {
    const moved = this.connections.put(inState(connection, state, reason));
    this.record({
      connectionId: connection.id,
      type: 'state_changed',
      from: connection.state,
      to: state,
      actor,
      ...(reason ? { reason } : {}),
    });
    this.#followNetwork(moved);
    return moved;
  }

  /** A network comes with its first connection and goes with its last. */
  #followNetwork(connection: Connection): void {
    const id = `net-${connection.organizationId}-${connection.region}`;
    const inUse = this.connections
      .all()
      .some(({ networkId, state }) => networkId === id && state !== 'deleted' && state !== 'requested');
    if (!inUse) {
      this.releaseNetwork(id);
    } else if (!this.networks.get(id)) {
      this.makeNetwork({
        organizationId: connection.organizationId,
        region: connection.region,
        retained: false,
        zoneIds: connection.service.zoneIds,
      });
    }
  }
}
