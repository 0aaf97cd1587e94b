import { diagnose } from '../../../domain/troubleshooting/diagnose.ts';
import type { ConnectionFacts } from '../../../domain/troubleshooting/facts.ts';
import { probeName } from '../../../stacks/index.ts';
import { invokeProbe, type ProbeAnswer, type ProbeOrder } from '../../aws/probe.ts';
import type { ClaimedTest } from '../../store/connection-tests.ts';
import type { Connection, Reason } from '../../store/schema.ts';
import { nextAttemptAt } from '../backoff.ts';
import { explain } from '../runner/failure.ts';
import { networkOutputs } from '../stacks/outputs.ts';
import { ConnectionLook } from './connection-look.ts';
import { endedFor } from './connection-test-reason.ts';
import { reconciler, type WorkContext } from './context.ts';
import { factsOf, orderFor } from './probe-order.ts';

/** Times that a test is tried before Tray's side is what it found. */
export const attemptsAtMost = 5;
/** Longer than the probe may take, and everything that is asked of AWS besides. */
export const claimMs = 150_000;

/**
 * Carries out one test: looks at the endpoint as AWS has it, has the probe try the names, and writes down what follows. The claim is what
 * keeps a slow worker from writing over a faster one; no lease of the stack is needed, since nothing is changed.
 */
export class ConnectionTestWork {
  readonly #context: WorkContext;
  readonly #look: ConnectionLook;

  constructor(context: WorkContext) {
    this.#context = context;
    this.#look = new ConnectionLook(context);
  }

  /** Never throws for what AWS says: a test that cannot be carried out is tried again, then ends and says why. */
  async run(test: ClaimedTest, stop: AbortSignal): Promise<void> {
    const { store, logger } = this.#context;
    try {
      if (test.attempts > attemptsAtMost + 1) return await this.#end(test, endedFor.lost);
      const connection = await store.connections.get(test.connectionId);
      if (connection === undefined || connection.state === 'deleting' || connection.state === 'deleted')
        return await this.#cancel(test, connection);
      const facts = await this.#facts(connection, test, stop);
      if (facts !== undefined) await this.#finish(test, facts);
    } catch (error) {
      // Stopped from here: whoever comes next begins anew.
      if (stop.aborted) {
        await store.connectionTests.postpone(test, 0);
        return;
      }
      logger.warn(
        { connectionId: test.connectionId, testId: test.id, err: error },
        'a test could not be run',
      );
      if (await this.#again(test)) return;
      const { reason } = explain(error);
      await store.transaction(async (transaction) => {
        await transaction.connectionTests.end(test, { state: 'failed', reason });
      });
    }
  }

  /** Undefined when the test is to be tried again later. */
  async #facts(
    connection: Connection,
    test: ClaimedTest,
    stop: AbortSignal,
  ): Promise<ConnectionFacts | undefined> {
    const network = await this.#network(connection);
    const base = await this.#look.at(connection, network?.cidr, stop);
    // Nothing flows yet, or any more: the probe could only wait for its timeouts.
    if (diagnose(base).verdict === 'unreachable') return base;
    if (network === undefined || connection.network_id === null) return { ...base, probe: 'missing' };
    const order = orderFor(connection, this.#context.platform.zone);
    if (order === undefined) return base;
    const answer = await this.#invoke(connection, order, stop);
    if (answer.kind === 'answered')
      return { ...base, results: factsOf(connection, this.#context.platform.zone, answer.results) };
    this.#context.logger.warn(
      { connectionId: connection.id, testId: test.id, ...answer },
      'the probe gave no answer',
    );
    // Made before there were probes, or while they were off.
    if (answer.kind === 'missing') await this.#context.store.networks.renew(connection.network_id);
    if (await this.#again(test)) return undefined;
    return { ...base, probe: answer.kind };
  }

  #invoke(connection: Connection, order: ProbeOrder, stop: AbortSignal): Promise<ProbeAnswer> {
    const { aws } = this.#context;
    const ask =
      this.#context.invokeProbe ??
      ((name: string, what: ProbeOrder, signal: AbortSignal) =>
        invokeProbe(aws.lambdaInvoker(connection.region), name, what, signal));
    return ask(probeName(connection.organization_id, connection.region), order, stop);
  }

  async #again(test: ClaimedTest): Promise<boolean> {
    if (test.attempts >= attemptsAtMost) return false;
    const delayMs = nextAttemptAt(test.attempts, this.#context.backoff).getTime() - Date.now();
    await this.#context.store.connectionTests.postpone(test, Math.max(0, delayMs));
    return true;
  }

  async #finish(test: ClaimedTest, facts: ConnectionFacts): Promise<void> {
    const diagnosis = diagnose(facts);
    const { verdict } = diagnosis;
    await this.#context.store.transaction(async (transaction) => {
      // The row first, as everywhere: its health and its end are one.
      const row = await transaction.connections.lock(test.connectionId);
      if (row === undefined || row.state === 'deleting' || row.state === 'deleted') {
        await transaction.connectionTests.end(test, { state: 'failed', reason: endedFor.deleted });
        return;
      }
      if (!(await transaction.connectionTests.end(test, { state: 'finished', diagnosis }))) return;
      // What was asked of another endpoint says nothing of this one.
      if (verdict !== 'undetermined' && row.endpoint_id === (facts.endpointId ?? null))
        await transaction.connections.recordHealth(test.connectionId, verdict, test.id, {
          actor: reconciler,
        });
    });
  }

  async #cancel(test: ClaimedTest, connection: Connection | undefined): Promise<void> {
    await this.#end(test, connection === undefined ? endedFor.unknown : endedFor.deleted);
  }

  async #end(test: ClaimedTest, reason: Reason): Promise<void> {
    await this.#context.store.transaction(async (transaction) => {
      await transaction.connectionTests.end(test, { state: 'failed', reason });
    });
  }

  async #network(connection: Connection) {
    if (connection.network_id === null) return undefined;
    const outputs = await this.#context.runner.outputs(connection.network_id);
    return outputs && networkOutputs(outputs);
  }
}
