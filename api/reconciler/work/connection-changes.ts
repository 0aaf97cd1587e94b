import { isDeepStrictEqual } from 'node:util';
import { type ConnectionState, canMove } from '../../../domain/connection-state.ts';
import type { Cause } from '../../store/connection-events.ts';
import type { Observation } from '../../store/connections.ts';
import { StaleError } from '../../store/errors.ts';
import type { Connection, Reason } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { nextAttemptAt } from '../backoff.ts';
import { type Pass, patienceMs, reconciler, underLease, type WorkContext } from './context.ts';

export interface Step extends Observation {
  readonly to: ConnectionState;
  readonly reason?: Reason;
  readonly awsRequestId?: string;
  readonly runId?: string;
  /** Found out in the same transaction, before the row changes. What it throws leaves everything as it was. */
  readonly before?: (store: Store, connection: Connection) => Promise<Observation>;
  /** Done in the same transaction. */
  readonly after?: (store: Store, connection: Connection) => Promise<void>;
}

/** The ways in which a worker changes a connection, each in one transaction and under its lease. */
export class ConnectionChanges {
  readonly #context: WorkContext;

  constructor(context: WorkContext) {
    this.#context = context;
  }

  /**
   * Moves on. When something else was asked for meanwhile, that is kept: the next attempt stays now, and only what was carried
   * out counts as observed. Undefined when the connection has left the state in which the worker saw it.
   */
  async move(seen: Connection, pass: Pass, step: Step): Promise<Connection | undefined> {
    const { to, reason, awsRequestId, runId, before, after, ...observation } = step;
    try {
      return await underLease(this.#context, pass, async (store) => {
        if (seen.state === 'checking' && to === 'provisioning') await store.connections.lockService(seen.id);
        const row = await store.connections.lock(seen.id);
        if (row === undefined || row.state !== seen.state) return undefined;
        const found = await before?.(store, row);
        const changed = await store.connections.transition(seen.id, {
          from: seen.state,
          to,
          actor: reconciler,
          ...(reason ? { reason } : {}),
          ...(awsRequestId ? { awsRequestId } : {}),
          ...(runId ? { runId } : {}),
          attempts: 0,
          failingSince: null,
          ...observation,
          ...found,
          ...(row.desired_generation > seen.desired_generation ? { nextAttemptAt: new Date() } : {}),
        });
        await after?.(store, changed);
        return changed;
      });
    } catch (error) {
      if (error instanceof StaleError) return undefined;
      throw error;
    }
  }

  /** Records what was carried out without a change of state. */
  async settle(
    seen: Connection,
    pass: Pass,
    observation: Observation,
    options: { readonly note?: Omit<Cause, 'actor'>; readonly keepReason?: boolean } = {},
  ): Promise<Connection | undefined> {
    return underLease(this.#context, pass, async (store) => {
      const row = await store.connections.lock(seen.id);
      if (row === undefined || row.state !== seen.state) return undefined;
      const changed = await store.connections.observe(seen.id, {
        attempts: 0,
        failingSince: null,
        nextAttemptAt: null,
        ...observation,
        ...(row.desired_generation > seen.desired_generation ? { nextAttemptAt: new Date() } : {}),
      });
      if (row.reason !== null && !options.keepReason) await store.connections.setReason(seen.id, null);
      if (options.note) await store.connections.note(seen.id, { actor: reconciler, ...options.note });
      return changed;
    });
  }

  /** Stays, says why, and looks again later. The history gets a line when there is something new to say. */
  async wait(
    seen: Connection,
    pass: Pass,
    why: {
      readonly reason?: Reason;
      readonly awsRequestId?: string;
      readonly runId?: string;
      readonly at?: Date;
      /** Something went wrong: other than waiting for somebody, that does not go on for ever. */
      readonly failed?: boolean;
    },
  ): Promise<void> {
    const { reason, awsRequestId, runId } = why;
    await underLease(this.#context, pass, async (store) => {
      const row = await store.connections.lock(seen.id);
      if (row === undefined || row.state !== seen.state || row.desired_generation > seen.desired_generation)
        return;
      const attempts = row.attempts + 1;
      await store.connections.observe(seen.id, {
        attempts,
        failingSince: why.failed ? (row.failing_since ?? new Date()) : null,
        nextAttemptAt: why.at ?? nextAttemptAt(attempts, this.#context.backoff),
      });
      if (isDeepStrictEqual(row.reason, reason ?? null)) return;
      await store.connections.setReason(seen.id, reason ?? null);
      if (reason) {
        await store.connections.note(seen.id, {
          actor: reconciler,
          reason,
          ...(awsRequestId ? { awsRequestId } : {}),
          ...(runId ? { runId } : {}),
        });
      }
    });
  }

  /** Stays until something else is ready, whose reason it repeats. */
  async waitFor(connection: Connection, pass: Pass, reason: Reason | null): Promise<undefined> {
    await this.wait(connection, pass, {
      at: new Date(Date.now() + patienceMs),
      ...(reason ? { reason } : {}),
    });
  }

  /** Cannot go on until somebody retries. */
  async fail(
    seen: Connection,
    pass: Pass,
    why: { readonly reason: Reason; readonly awsRequestId?: string; readonly runId?: string } & Observation,
  ): Promise<void> {
    if (!canMove(seen.state, 'failed')) return this.wait(seen, pass, why);
    await this.move(seen, pass, { to: 'failed', nextAttemptAt: null, ...why });
  }
}
