import type {
  Connection,
  ConnectionTest,
  Connector,
  NextAction,
  Organization,
  Reason,
} from '../contract.generated.ts';
import { PrivateLinkError } from './base.ts';
import { brand } from './brand.ts';

/** The connection has reached a state that it does not leave by itself, and that is not the one waited for. */
export class ConnectionFailedError extends PrivateLinkError {
  static {
    brand(ConnectionFailedError, 'ConnectionFailedError');
  }

  /** The connection as it was last seen. */
  readonly connection: Connection;
  /** Why it stands where it stands, where the API knows. */
  readonly reason: Reason | undefined;
  /** Who must act, and how. */
  readonly nextAction: NextAction;

  constructor(connection: Connection, wanted: string) {
    const { id, state, reason, nextAction } = connection;
    const why = reason ? ` (${reason.code}: ${reason.message})` : '';
    super({
      code: 'connection_failed',
      message: `Connection ${id} is ${state}${why}, and will not become ${wanted} by itself. ${instruction(nextAction)}`,
    });
    this.connection = connection;
    this.reason = reason;
    this.nextAction = nextAction;
  }

  override toJSON(): Record<string, unknown> {
    const { id, state } = this.connection;
    return { ...super.toJSON(), connectionId: id, state, reason: this.reason, nextAction: this.nextAction };
  }
}

/** The time for waiting is over; the connection goes on by itself. Wait again with the same id, in any process. */
export class WaitTimeoutError extends PrivateLinkError {
  static {
    brand(WaitTimeoutError, 'WaitTimeoutError');
  }

  /** What was waited for, as last seen; undefined when it could not be read even once. */
  readonly last: Connection | ConnectionTest | Connector | Organization | undefined;

  constructor(options: {
    readonly subject: string;
    readonly wanted: string;
    readonly timeoutMs: number;
    readonly last?: Connection | ConnectionTest | Connector | Organization | undefined;
    readonly nextAction?: NextAction | undefined;
    readonly cause?: unknown;
  }) {
    const { subject, wanted, timeoutMs, last, nextAction } = options;
    const stand = last ? `is still ${last.state}` : 'could not be read';
    super({
      code: 'wait_timeout',
      message:
        `${subject} ${stand} after ${timeoutMs} ms of waiting for ${wanted}. ` +
        `${nextAction ? `${instruction(nextAction)} ` : ''}It goes on by itself: wait again with the same id.`,
      cause: options.cause,
    });
    this.last = last;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), id: this.last?.id, state: this.last?.state };
  }
}

/** The connection cannot be used now: it is not `available`. */
export class ConnectionNotAvailableError extends PrivateLinkError {
  static {
    brand(ConnectionNotAvailableError, 'ConnectionNotAvailableError');
  }

  readonly connection: Connection;
  readonly nextAction: NextAction;

  constructor(connection: Connection) {
    super({
      code: 'connection_not_available',
      message: `Connection ${connection.id} is ${connection.state}, not available. ${instruction(connection.nextAction)}`,
    });
    this.connection = connection;
    this.nextAction = connection.nextAction;
  }

  override toJSON(): Record<string, unknown> {
    return {
      ...super.toJSON(),
      connectionId: this.connection.id,
      state: this.connection.state,
      nextAction: this.nextAction,
    };
  }
}

/** `connections.ensure` found the connection, but it differs from what was asked for. `fields` names what differs. */
export class ConnectionMismatchError extends PrivateLinkError {
  static {
    brand(ConnectionMismatchError, 'ConnectionMismatchError');
  }

  readonly connection: Connection;
  readonly fields: readonly string[];

  constructor(connection: Connection, fields: readonly string[], fix: string) {
    super({
      code: 'connection_mismatch',
      message: `Connection ${connection.id} exists, but differs from what you asked for in ${fields.join(', ')}. ${fix}`,
    });
    this.connection = connection;
    this.fields = fields;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), connectionId: this.connection.id, fields: this.fields };
  }
}

function instruction({ actor, what, command, deadline }: NextAction): string {
  const who = actor === 'customer' ? 'The customer must act: ' : actor === 'tray' ? 'Tray must act: ' : '';
  return `${who}${what}${command ? ` Command: ${command}` : ''}${deadline ? ` Until ${deadline}.` : ''}`;
}
