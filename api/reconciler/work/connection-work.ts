import type { ConnectionState } from '../../../domain/connection-state.ts';
import { stateOfNewEndpoint, watchedStates } from '../../../domain/endpoint-moves.ts';
import { parseEndpointState } from '../../../domain/endpoint-state.ts';
import type { Observation } from '../../store/connections.ts';
import type { Connection, Reason } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { nextAttemptAt } from '../backoff.ts';
import { explain, isFaultOfOurs } from '../runner/failure.ts';
import type { RunOutcome } from '../runner/stack-runner.ts';
import { connectionOutputs } from '../stacks/outputs.ts';
import { ConnectionChanges } from './connection-changes.ts';
import { ConnectionCheck } from './connection-check.ts';
import { ConnectionRuns } from './connection-runs.ts';
import type { Pass, WorkContext } from './context.ts';
import { verdictOn } from './failure-policy.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** What a state asks for: the row as it is afterwards when there is more to do at once, undefined when there is not. */
type Handler = (connection: Connection, pass: Pass) => Promise<Connection | undefined>;

/**
 * Takes a connection as far as it will go now. Each step looks at the row alone, never at what an earlier step meant to do
 * next, so it does not matter which worker did that, or whether it lived to tell.
 */
export class ConnectionWork {
  readonly #context: WorkContext;
  readonly #changes: ConnectionChanges;
  readonly #runs: ConnectionRuns;
  readonly #check: ConnectionCheck;
  readonly #handlers: Readonly<Record<ConnectionState, Handler>>;

  constructor(context: WorkContext) {
    this.#context = context;
    this.#changes = new ConnectionChanges(context);
    this.#runs = new ConnectionRuns(context);
    this.#check = new ConnectionCheck(context, this.#changes);
    const rollOut: Handler = (connection, pass) => this.#rollOut(connection, pass);
    const rest: Handler = (connection, pass) => this.#rest(connection, pass);
    this.#handlers = {
      requested: (connection, pass) => this.#begin(connection, pass),
      checking: (connection, pass) => this.#check.reconcile(connection, pass),
      provisioning: (connection, pass) => this.#provision(connection, pass),
      pending_acceptance: (connection, pass) => this.#await(connection, pass),
      connecting: rollOut,
      configuring: (connection, pass) => this.#configure(connection, pass),
      available: rollOut,
      rejected: rest,
      expired: (connection, pass) => this.#withdraw(connection, pass),
      failed: rest,
      deleting: (connection, pass) => this.#delete(connection, pass),
      deleted: rest,
    };
  }

  async reconcile(id: string, pass: Pass): Promise<void> {
    let connection = await this.#context.store.connections.get(id);
    while (connection !== undefined && !pass.stop.aborted && !pass.lease.lost.aborted)
      connection = await this.#handlers[connection.state](connection, pass);
  }

  #begin(connection: Connection, pass: Pass): Promise<Connection | undefined> {
    return this.#changes.move(connection, pass, {
      to: 'checking',
      nextAttemptAt: new Date(),
      dnsConfigured: false,
      host: null,
      acceptanceRequestedAt: null,
      expiresAt: null,
      // Services of the AWS Marketplace are allowed by name alone: a new one is written into the principal's policy first.
      after: async (store) => {
        if (connection.service_kind !== 'customer')
          await store.organizations.renew(connection.organization_id);
      },
    });
  }

  async #provision(connection: Connection, pass: Pass): Promise<Connection | undefined> {
    const network = connection.network_id
      ? await this.#context.store.networks.get(connection.network_id)
      : undefined;
    if (network === undefined || network.state === 'deleting') {
      // It went away between the check and now: checking again makes another one.
      await this.#changes.fail(connection, pass, {
        reason: {
          code: 'internal_error',
          message: 'The network was removed before the endpoint could be made.',
        },
      });
      return undefined;
    }
    if (network.observed_generation < network.desired_generation)
      return this.#changes.waitFor(connection, pass, network.reason);
    const outcome = await this.#runs.apply(connection, 'requested', pass);
    if (outcome.state !== 'succeeded') return this.#unsuccessful(connection, pass, outcome);
    return this.#recordEndpoint(connection, pass, outcome);
  }

  /** The run has made an endpoint, or found the one that it had made: the connection is where that is. */
  async #recordEndpoint(
    connection: Connection,
    pass: Pass,
    { outputs, runId }: Extract<RunOutcome, { state: 'succeeded' }>,
    why?: Reason,
  ): Promise<Connection | undefined> {
    const { endpointId, endpointState } = connectionOutputs(outputs);
    const { state: to, reason = why } = stateOfNewEndpoint(parseEndpointState(endpointState) ?? 'unknown');
    const now = new Date();
    const { platform } = this.#context;
    return this.#changes.move(connection, pass, {
      to,
      endpointId,
      endpointAccountId: platform.trayAccountId,
      awsState: endpointState,
      acceptanceRequestedAt: now,
      expiresAt: new Date(now.getTime() + platform.acceptanceDays * dayMs),
      observedGeneration: connection.desired_generation,
      // What expired is withdrawn by the worker, whatever state it comes from.
      nextAttemptAt: to === 'configuring' || to === 'expired' ? now : null,
      ...(reason ? { reason } : {}),
      ...(runId ? { runId } : {}),
    });
  }

  /**
   * Somebody deleted the endpoint, and a run that only meant to change it found it gone and made another: the customer is asked
   * anew. The observer may have noticed the loss meanwhile, and moved the connection.
   */
  async #replaced(
    connection: Connection,
    pass: Pass,
    outcome: Extract<RunOutcome, { state: 'succeeded' }>,
  ): Promise<Connection | undefined> {
    const { id, endpoint_id: lost } = connection;
    const why: Reason = {
      code: 'endpoint_deleted_elsewhere',
      message: `${lost} was deleted outside of this system, and is requested again`,
    };
    const moved = await this.#recordEndpoint(connection, pass, outcome, why);
    if (moved !== undefined) return moved;
    const row = await this.#context.store.connections.get(id);
    if (row === undefined || row.endpoint_id !== lost || !watchedStates.includes(row.state)) return undefined;
    return this.#recordEndpoint(row, pass, outcome, why);
  }

  async #await(connection: Connection, pass: Pass): Promise<Connection | undefined> {
    if (connection.expires_at === null || connection.expires_at > new Date())
      return this.#rollOut(connection, pass);
    return this.#changes.move(connection, pass, {
      to: 'expired',
      reason: { code: 'endpoint_expired', message: 'nobody accepted the connection in time' },
      nextAttemptAt: new Date(),
    });
  }

  async #configure(connection: Connection, pass: Pass): Promise<Connection | undefined> {
    const outcome = await this.#runs.apply(connection, 'accepted', pass);
    if (outcome.state !== 'succeeded') return this.#unsuccessful(connection, pass, outcome);
    const { host, endpointId } = connectionOutputs(outcome.outputs);
    if (endpointId !== connection.endpoint_id) return this.#replaced(connection, pass, outcome);
    return this.#changes.move(connection, pass, {
      to: 'available',
      dnsConfigured: true,
      host,
      observedGeneration: connection.desired_generation,
      nextAttemptAt: null,
      ...(outcome.runId ? { runId: outcome.runId } : {}),
    });
  }

  /** Carries out what was changed since the last run, without a new acceptance. */
  async #rollOut(connection: Connection, pass: Pass): Promise<Connection | undefined> {
    if (connection.observed_generation === connection.desired_generation) return this.#rest(connection, pass);
    const stage = connection.dns_configured ? 'accepted' : 'requested';
    const outcome = await this.#runs.apply(connection, stage, pass);
    if (outcome.state !== 'succeeded') return this.#unsuccessful(connection, pass, outcome);
    const { host, endpointId } = connectionOutputs(outcome.outputs);
    if (endpointId !== connection.endpoint_id) return this.#replaced(connection, pass, outcome);
    await this.#changes.settle(
      connection,
      pass,
      {
        observedGeneration: connection.desired_generation,
        ...(connection.dns_configured ? { host } : {}),
      },
      outcome.runId ? { note: { runId: outcome.runId } } : {},
    );
    return undefined;
  }

  /** Nobody pays for a request that was withdrawn; what stays is the record. */
  async #withdraw(connection: Connection, pass: Pass): Promise<Connection | undefined> {
    if (connection.endpoint_id === null) return this.#rest(connection, pass);
    const outcome = await this.#runs.destroy(connection, pass);
    if (outcome.state !== 'succeeded') return this.#unsuccessful(connection, pass, outcome);
    await this.#changes.settle(
      connection,
      pass,
      // All that was the endpoint's goes with its id.
      { endpointId: null },
      { keepReason: true, ...(outcome.runId ? { note: { runId: outcome.runId } } : {}) },
    );
    return undefined;
  }

  async #delete(connection: Connection, pass: Pass): Promise<Connection | undefined> {
    const outcome = await this.#runs.destroy(connection, pass);
    if (outcome.state !== 'succeeded') return this.#unsuccessful(connection, pass, outcome);
    const { network_id: networkId } = connection;
    await this.#changes.move(connection, pass, {
      to: 'deleted',
      dnsConfigured: false,
      host: null,
      awsState: connection.endpoint_id === null ? null : 'deleted',
      observedGeneration: connection.desired_generation,
      nextAttemptAt: null,
      ...(outcome.runId ? { runId: outcome.runId } : {}),
      after: async (store: Store) => {
        if (networkId !== null) await store.networks.releaseIfUnused(networkId);
      },
    });
    return undefined;
  }

  /** Nothing to do until somebody asks for something, or AWS shows something new. */
  async #rest(connection: Connection, pass: Pass): Promise<undefined> {
    if (connection.next_attempt_at === null) return;
    // The reason why it rests stays with it; one for which something was waited for is over.
    const keepReason = !['pending_acceptance', 'available'].includes(connection.state);
    await this.#changes.settle(connection, pass, await this.#clearUp(connection, pass), { keepReason });
  }

  /**
   * It came to rest in the middle of a run, and no other run may come for weeks.
   *
   * @returns when to look again.
   */
  async #clearUp(connection: Connection, pass: Pass): Promise<Observation> {
    try {
      if (await this.#runs.clearUp(connection, pass)) return {};
    } catch (error) {
      if (pass.lease.lost.aborted || pass.stop.aborted || isFaultOfOurs(explain(error))) throw error;
      this.#context.logger.warn(
        { connectionId: connection.id, err: error },
        'what an interrupted run left could not be looked for',
      );
    }
    const attempts = connection.attempts + 1;
    return { attempts, nextAttemptAt: nextAttemptAt(attempts, this.#context.backoff) };
  }

  async #unsuccessful(
    connection: Connection,
    pass: Pass,
    outcome: Exclude<RunOutcome, { state: 'succeeded' }>,
  ): Promise<undefined> {
    // Interrupted from here: the row is due as it is, and whoever looks next goes on.
    if (outcome.state === 'canceled') return;
    const { reason, awsRequestId } = outcome.failure;
    const why = {
      reason,
      ...(awsRequestId ? { awsRequestId } : {}),
      ...(outcome.runId ? { runId: outcome.runId } : {}),
    };
    const steadfast = connection.state === 'available' || connection.state === 'deleting';
    const verdict = verdictOn(reason, {
      failingSince: connection.failing_since ?? undefined,
      now: new Date(),
      giveUpAfterMs: this.#context.giveUpAfterMs,
    });
    // Due once more, to clear up what its runs may have left.
    if (!steadfast && verdict === 'give_up')
      await this.#changes.fail(connection, pass, { ...why, nextAttemptAt: new Date() });
    else await this.#changes.wait(connection, pass, { ...why, failed: true });
  }
}
