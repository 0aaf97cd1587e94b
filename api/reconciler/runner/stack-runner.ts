import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Logger } from 'pino';
import type { Reason, Run } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { TerraformInterruptedError } from '../../terraform/errors.ts';
import type { RunResult, TerraformWorkspace } from '../../terraform/workspace.ts';
import { InvalidStateError, StateDocument } from '../../terraform-state/document.ts';
import type { StateServer } from '../../terraform-state/server.ts';
import type { HeldLease } from '../lease/held-lease.ts';
import { LeaseLostError, type Leases } from '../lease/leases.ts';
import type { TerraformDocument } from '../stacks/synthesis.ts';
import { collisionImportId, findStrays, type Stray, withImports } from './adoption.ts';
import { explain, type Failure } from './failure.ts';
import { ProgressLog } from './progress-log.ts';
import type { WorkingDirectories } from './working-directory.ts';

export interface RunRequest {
  readonly stack: string;
  readonly target: {
    readonly organizationId: string;
    readonly networkId?: string;
    readonly connectionId?: string;
  };
  readonly action: Run['action'];
  readonly document: TerraformDocument;
  /** EC2 in the stack's region, to look for what an interrupted run left. Absent for stacks without such resources. */
  readonly ec2?: EC2Client;
  /** Addresses to create anew. */
  readonly replace?: readonly string[];
}

export type RunOutcome =
  | {
      readonly state: 'succeeded';
      readonly runId?: string;
      readonly outputs: Readonly<Record<string, unknown>>;
    }
  | { readonly state: 'failed'; readonly runId?: string; readonly failure: Failure }
  /** Stopped from here: the row stays as it is, and the next worker goes on. */
  | { readonly state: 'canceled'; readonly runId?: string };

export interface StackRunnerOptions {
  readonly store: Store;
  readonly leases: Leases;
  readonly stateServer: StateServer;
  readonly directories: WorkingDirectories;
  readonly worker: string;
  readonly leaseSeconds: number;
  readonly logger: Logger;
  /** Told how each run ended. */
  readonly onEnd: (run: {
    readonly action: Run['action'];
    readonly outcome: RunOutcome;
    readonly seconds: number;
  }) => void;
}

/** Runs Terraform on one stack, under a lease that the caller holds. */
export class StackRunner {
  readonly #options: StackRunnerOptions;

  constructor(options: StackRunnerOptions) {
    this.#options = options;
  }

  /** The outputs of the stack as its last run left them; undefined when it has no resources. */
  async outputs(stack: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const state = await this.#state(stack);
    return state === undefined || state.isEmpty ? undefined : state.outputs;
  }

  /**
   * Applies or destroys. Never throws for what Terraform or AWS say; does throw when the database fails or the lease is lost.
   *
   * @param stop aborted when the process shall end: the run is interrupted, and ends as `canceled`.
   */
  async run(request: RunRequest, held: HeldLease, stop: AbortSignal): Promise<RunOutcome> {
    await this.#recover(request.stack, held);
    const taken = new Map<string, Stray>();
    for (;;) {
      const outcome = await this.#attempt(request, [...taken.values()], held, stop);
      if (outcome.state !== 'failed' || stop.aborted) return outcome;
      // A name that is taken, in a stack that alone may use it: an earlier run made it and could not write that down.
      const state = await this.#state(request.stack);
      const before = taken.size;
      for (const collision of outcome.failure.collisions) {
        const { address } = collision;
        const importId = collisionImportId(collision, request.document, state);
        if (importId !== undefined) taken.set(address, { address, importId });
      }
      if (taken.size === before) return outcome;
    }
  }

  async #attempt(
    request: RunRequest,
    taken: readonly Stray[],
    held: HeldLease,
    stop: AbortSignal,
  ): Promise<RunOutcome> {
    const { store, logger } = this.#options;
    const { stack, target, action } = request;
    let strays: readonly Stray[];
    try {
      strays = await this.#strays(request, taken);
    } catch (error) {
      return this.#failed(undefined, error);
    }
    const state = await this.#state(stack);
    const nothingThere = (state === undefined || state.isEmpty) && strays.length === 0;
    if (action === 'destroy' && nothingThere) return { state: 'succeeded', outputs: {} };
    const run = await store.runs.create({ stack, ...target, action });
    const began = performance.now();
    const outcome = await this.#execute(run.id, request, strays, held, stop);
    this.#options.onEnd({ action, outcome, seconds: (performance.now() - began) / 1_000 });
    logger.info(
      { stack, action, runId: run.id, outcome: outcome.state, reason: reasonOf(outcome) },
      'run ended',
    );
    return outcome;
  }

  async #execute(
    runId: string,
    request: RunRequest,
    strays: readonly Stray[],
    held: HeldLease,
    stop: AbortSignal,
  ): Promise<RunOutcome> {
    const { store, stateServer, worker, leaseSeconds, logger } = this.#options;
    const { stack, action } = request;
    if (!(await store.runs.start(runId, worker, leaseSeconds))) {
      await store.runs.finish(runId, { state: 'canceled' });
      return { state: 'canceled', runId };
    }
    held.onBeat = async () => {
      await store.runs.renew(runId, worker, leaseSeconds);
      await store.terraformStates.renewLocks(runId, leaseSeconds);
    };
    const progress = new ProgressLog(store, runId, logger);
    const signal = AbortSignal.any([stop, held.lost]);
    const environment = stateServer.open({ stack, runId, lease: held.lease });
    const options = {
      signal,
      environment,
      onMessage: (message: Parameters<ProgressLog['add']>[0]) => progress.add(message),
      onStart: (pid: number) => void held.setChild(pid).catch(() => {}),
    };
    try {
      const document = action === 'apply' ? withImports(request.document, strays) : request.document;
      const workspace = await this.#options.directories.prepare(stack, document, signal);
      const result = await perform(workspace, request, strays, options);
      await progress.close();
      const {
        operation: _operation,
        import: _import,
        ...summary
      } = result.summary ?? {
        operation: action,
        add: 0,
        change: 0,
        remove: 0,
      };
      await store.runs.finish(runId, { state: 'succeeded', summary });
      if (action === 'destroy') await this.#options.directories.drop(stack);
      return { state: 'succeeded', runId, outputs: (await this.outputs(stack)) ?? {} };
    } catch (error) {
      await progress.close();
      if (held.lost.aborted) throw new LeaseLostError(stack);
      if (error instanceof TerraformInterruptedError && stop.aborted) {
        await store.runs.finish(runId, { state: 'canceled' });
        await this.#recover(stack, held);
        return { state: 'canceled', runId };
      }
      return await this.#failed(runId, error);
    } finally {
      stateServer.shut(runId);
      held.onBeat = undefined;
      await held.setChild(undefined);
    }
  }

  async #failed(runId: string | undefined, error: unknown): Promise<RunOutcome> {
    const failure = explain(error);
    if (failure.reason.code === 'internal_error')
      this.#options.logger.error({ err: error, runId }, 'a run failed for a reason of ours');
    if (runId === undefined) return { state: 'failed', failure };
    await this.#options.store.runs.finish(runId, { state: 'failed', reason: failure.reason });
    return { state: 'failed', runId, failure };
  }

  /** What AWS shows now, and what it said was taken, as far as the state does not have it by now. */
  async #strays({ stack, document, ec2 }: RunRequest, taken: readonly Stray[]): Promise<Stray[]> {
    const state = await this.#state(stack);
    const found = ec2 === undefined ? [] : await findStrays(document, state, ec2);
    const missing = taken.filter(
      ({ address }) => !state?.resources.has(address) && !found.some((stray) => stray.address === address),
    );
    const strays = [...found, ...missing];
    if (strays.length > 0)
      this.#options.logger.warn({ stack, strays }, 'resources of the stack are imported');
    return strays;
  }

  /** Takes in the state that an interrupted run on this machine could not hand over. */
  async #recover(stack: string, held: HeldLease): Promise<void> {
    const { directories, store, leases, logger } = this.#options;
    const body = await directories.erroredState(stack);
    if (body === undefined) return;
    try {
      const left = StateDocument.parse(body);
      const current = await this.#state(stack);
      if (current === undefined || (current.lineage === left.lineage && current.serial < left.serial)) {
        await store.transaction(async (transaction) => {
          await leases.hold(transaction.db, held.lease);
          const { serial, lineage } = left;
          await transaction.terraformStates.write(stack, { serial, lineage, body });
        });
        logger.warn({ stack, serial: left.serial }, 'took in the state that an interrupted run had left');
      }
    } catch (error) {
      if (!(error instanceof InvalidStateError)) throw error;
      logger.warn({ stack, err: error }, 'what an interrupted run had left is no state');
    }
    await directories.dropErroredState(stack);
  }

  async #state(stack: string): Promise<StateDocument | undefined> {
    const version = await this.#options.store.terraformStates.read(stack);
    return version && StateDocument.parse(version.body);
  }
}

async function perform(
  workspace: TerraformWorkspace,
  request: RunRequest,
  strays: readonly Stray[],
  options: Parameters<TerraformWorkspace['apply']>[0],
): Promise<RunResult> {
  if (request.action === 'apply')
    return workspace.apply({ ...options, ...(request.replace ? { replace: request.replace } : {}) });
  // `import` blocks take no part in a destroy.
  for (const { address, importId } of strays) await workspace.import(address, importId, options);
  return workspace.destroy(options);
}

function reasonOf(outcome: RunOutcome): Reason | undefined {
  return outcome.state === 'failed' ? outcome.failure.reason : undefined;
}
