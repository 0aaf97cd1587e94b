import type {
  Actor,
  Connection,
  ConnectionEvent,
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

/** Everything the fake knows. */
export class FakeState {
  readonly organizations = new Versioned<Organization>();
  readonly connections = new Versioned<Connection>();
  readonly networks = new Versioned<Network>();
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
      this.networks.delete(id);
    } else if (!this.networks.get(id)) {
      const now = new Date().toISOString();
      this.networks.put({
        id,
        organizationId: connection.organizationId,
        region: connection.region,
        cidr: `100.64.${this.count() % 256}.0/24`,
        zoneIds: [...connection.service.zoneIds],
        vpcId: `vpc-${Buffer.from(id).toString('hex').slice(-17)}`,
        ...standingOf('network', 'available'),
        createdAt: now,
        updatedAt: now,
      });
    }
  }
}
