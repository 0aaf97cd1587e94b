import type { Logger } from 'pino';
import { defined } from '../../../domain/defined.ts';
import { LeaseLostError } from '../../store/leases.ts';
import type { UnfinishedRuns } from '../../store/runs.ts';
import type { Reason, Run } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { TerraformInterruptedError } from '../../terraform/errors.ts';
import type { RunResult, TerraformWorkspace } from '../../terraform/workspace.ts';
import { StateDocument } from '../../terraform-state/document.ts';
import type { StateServer } from '../../terraform-state/server.ts';
import type { HeldLease } from '../lease/held-lease.ts';
import { explain, type Failure } from './failure.ts';
import { ProgressLog } from './progress-log.ts';
import { Aftermath, documentsOf, LeftoverError, type StackAtRest, targetOf } from './reclaim/aftermath.ts';
import { nameTaken } from './reclaim/conflicts.ts';
import { ObstacleWatch } from './reclaim/obstacle-watch.ts';
import { deletionBlocked } from './reclaim/obstacles.ts';
import type { Reclaimer } from './reclaim/reclaimer.ts';
import type { SearchResult, Surplus } from './reclaim/search.ts';
import { withImports } from './reclaim/wanted.ts';
import { Recovery } from './recovery.ts';
import type { RunRequest } from './run-request.ts';
import { StallWatch } from './stall-watch.ts';
import type { WorkingDirectories } from './working-directory.ts';

export type { RunRequest } from './run-request.ts';

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
  readonly stateServer: StateServer;
  readonly directories: WorkingDirectories;
  readonly reclaimer: Reclaimer;
  /** Between two looks at what keeps a destroy waiting, in milliseconds. @default 30 s */
  readonly obstacleMs?: number;
  readonly worker: string;
  readonly leaseSeconds: number;
  /** How long a run may show no progress before its row says so. */
  readonly stallMs: number;
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
  readonly #recovery: Recovery;

  constructor(options: StackRunnerOptions) {
    this.#options = options;
    this.#recovery = new Recovery(options);
  }

  /** The outputs of the stack as its last run left them; undefined when it has no resources. */
  async outputs(stack: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const version = await this.#options.store.terraformStates.read(stack);
    const state = version && StateDocument.parse(version.body);
    return state === undefined || state.isEmpty ? undefined : state.outputs;
  }

  /**
   * Removes what interrupted runs left of a stack that rests: names that resolve and ports that are open although no state knows them.
   *
   * @returns whether nothing is left. AWS is asked only where there is a run of unknown end.
   * @throws what AWS says.
   */
  async clearUp(stack: StackAtRest, held: HeldLease, stop: AbortSignal): Promise<boolean> {
    const { store, logger } = this.#options;
    const { documents } = await store.runs.unfinished(stack.stack);
    if (documents.length === 0) return true;
    await this.#recovery.recover(stack.stack, held.lease);
    const signal = AbortSignal.any([stop, held.lost]);
    const blocked = await this.#aftermath(held).clearUp(stack, documents, signal);
    if (blocked.length > 0) {
      logger.warn({ stack: stack.stack, blocked }, 'what an interrupted run left cannot be removed yet');
      return false;
    }
    await store.underLease(held.lease, async (transaction) => {
      await transaction.runs.forgetDocuments(stack.stack);
    });
    return true;
  }

  /**
   * Applies or destroys. Never throws for what Terraform or AWS say; does throw when the database fails or the lease is lost.
   *
   * @param stop aborted when the process shall end: the run is interrupted, and ends as `canceled`.
   */
  async run(request: RunRequest, held: HeldLease, stop: AbortSignal): Promise<RunOutcome> {
    const aftermath = this.#aftermath(held);
    const tried = new Set<string>();
    for (let round = 1; ; round++) {
      await this.#recovery.recover(request.stack, held.lease);
      if (request.action === 'apply') await this.#recovery.keepEndpoints(request.stack, held.lease);
      const outcome = await this.#attempt(request, held, stop);
      if (outcome.state !== 'failed' || stop.aborted) return outcome;
      try {
        const signal = AbortSignal.any([stop, held.lost]);
        const verdict = await aftermath.judge(request, outcome.failure, tried, signal);
        if (verdict === undefined || round >= roundsAtMost) return outcome;
        if (verdict !== 'again') return { ...outcome, failure: { ...outcome.failure, reason: verdict } };
      } catch (error) {
        if (held.lost.aborted || error instanceof LeaseLostError) throw new LeaseLostError(request.stack);
        // What AWS said first is the reason; that it did not answer afterwards is not.
        this.#options.logger.warn(
          { stack: request.stack, err: error },
          'a failed run could not be looked into',
        );
        return outcome;
      }
    }
  }

  async #attempt(request: RunRequest, held: HeldLease, stop: AbortSignal): Promise<RunOutcome> {
    const { store, logger } = this.#options;
    const { stack, target, action, document } = request;
    const unfinished = await store.runs.unfinished(stack);
    const state = await this.#state(stack, held);
    const signal = AbortSignal.any([stop, held.lost]);
    let left: SearchResult = { imports: [], surplus: [] };
    try {
      if (unfinished.any)
        left = await this.#options.reclaimer.look(
          targetOf(request),
          { documents: documentsOf(request, unfinished), state },
          signal,
        );
      if (action === 'apply') {
        const { imports } = left;
        const names = { document, state, imports };
        const { imports: own, foreign } = await this.#options.reclaimer.overwritten(
          targetOf(request),
          names,
          signal,
        );
        left = { ...left, imports: [...imports, ...own] };
        for (const address of foreign) {
          const reason = nameTaken({ address, words: '' }, document, state);
          if (reason !== undefined) return { state: 'failed', failure: { reason, collisions: [] } };
        }
      }
      // A network's zone is shared: what connections left in it, or beside it, has no stack any more that could remove it.
      if (action === 'destroy' && target.networkId !== undefined && state !== undefined && !state.isEmpty) {
        const { foreign } = await this.#options.reclaimer.clear(
          targetOf(request),
          { state, surplus: left.surplus },
          signal,
        );
        // Better none of it than half of it.
        if (foreign.length > 0)
          return { state: 'failed', failure: { reason: deletionBlocked(foreign), collisions: [] } };
      }
    } catch (error) {
      if (held.lost.aborted || error instanceof LeaseLostError) throw new LeaseLostError(stack);
      if (stop.aborted) return { state: 'canceled' };
      return this.#failed(undefined, error, held);
    }
    if (left.imports.length > 0)
      logger.warn({ stack, imports: left.imports }, 'resources of the stack are imported');
    const nothingThere = (state === undefined || state.isEmpty) && left.surplus.length === 0;
    if (action === 'destroy' && nothingThere) {
      await store.runs.forgetDocuments(stack);
      return { state: 'succeeded', outputs: {} };
    }
    const run = await store.runs.create({ stack, ...target, action, document, imports: left.imports });
    const began = performance.now();
    const outcome = await this.#execute(run.id, request, { ...left, unfinished }, held, stop);
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
    left: SearchResult & { readonly unfinished: UnfinishedRuns },
    held: HeldLease,
    stop: AbortSignal,
  ): Promise<RunOutcome> {
    const { store, stateServer, worker, leaseSeconds, logger } = this.#options;
    const { stack, action } = request;
    if (!(await this.#start(runId, stack, held))) {
      await store.runs.finish(runId, { state: 'canceled' });
      return { state: 'canceled', runId };
    }
    held.onBeat = async () => {
      await store.runs.renew(runId, worker, leaseSeconds);
      await store.terraformStates.renewLocks(runId, leaseSeconds);
    };
    const stall = new StallWatch({
      store,
      lease: held.lease,
      target: request.target,
      stallMs: this.#options.stallMs,
      logger,
    });
    const signal = AbortSignal.any([stop, held.lost]);
    const environment = stateServer.open({ stack, runId, lease: held.lease });
    const progress = new ProgressLog(store, runId, logger, environment);
    const options = {
      signal,
      environment,
      onMessage: (message: Parameters<ProgressLog['add']>[0]) => {
        progress.add(message);
        stall.see(message);
      },
      onStart: (pid: number) => void held.setChild(pid).catch(() => {}),
      onProgram: (pid: number) => void held.setProgram(pid).catch(() => {}),
      lifeline: held.lifeline,
    };
    const removal = (patient: boolean) => ({
      patient,
      signal,
      onRemoved: ({ type, id }: Surplus) =>
        progress.add({
          type: 'reclaim',
          '@level': 'warn',
          '@message': `Removed ${type} ${id}, which an interrupted run had left`,
        }),
    });
    const watch = new ObstacleWatch(this.#options, targetOf(request));
    const settled = () => Promise.all([watch.stop(), progress.close(), stall.close()]);
    try {
      const before = await this.#state(stack, held);
      // What still hangs on something goes after it; a rule or a record that nobody wants goes at once.
      await this.#options.reclaimer.remove(targetOf(request), left.surplus, removal(false));
      let result: RunResult = { warnings: [] };
      if (action === 'apply' || (before !== undefined && !before.isEmpty)) {
        const document = action === 'apply' ? withImports(request.document, left.imports) : request.document;
        const workspace = await this.#options.directories.prepare(
          { stack, id: runId, ...defined({ files: request.files }) },
          document,
          signal,
        );
        if (action === 'destroy' && before !== undefined) watch.start(before, left.surplus, signal);
        result = await perform(workspace, request, left, {
          ...options,
          signal: AbortSignal.any([signal, watch.blocked]),
        });
        await watch.stop();
      }
      await this.#aftermath(held).sweep(request, left.unfinished, before, removal(true));
      await settled();
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
      await this.#finish(runId, held, { state: 'succeeded', summary });
      if (action === 'destroy') await this.#options.directories.drop(stack);
      return { state: 'succeeded', runId, outputs: (await this.outputs(stack)) ?? {} };
    } catch (error) {
      await settled();
      if (held.lost.aborted || error instanceof LeaseLostError) throw new LeaseLostError(stack);
      if (error instanceof TerraformInterruptedError && stop.aborted) {
        await this.#finish(runId, held, { state: 'canceled' });
        await this.#recovery.recover(stack, held.lease);
        return { state: 'canceled', runId };
      }
      if (stop.aborted && signal.aborted && isAbort(error)) {
        await this.#finish(runId, held, { state: 'canceled' });
        return { state: 'canceled', runId };
      }
      if (watch.reason !== undefined) {
        await this.#finish(runId, held, { state: 'failed', reason: watch.reason });
        return { state: 'failed', runId, failure: { reason: watch.reason, collisions: [] } };
      }
      return await this.#failed(runId, error, held);
    } finally {
      stateServer.shut(runId);
      held.onBeat = undefined;
      await held.setChild(undefined);
    }
  }

  /** From which version of the state it starts is kept with the run, so that what it may leave behind can be judged. */
  #start(runId: string, stack: string, held: HeldLease): Promise<boolean> {
    const { store, worker, leaseSeconds } = this.#options;
    return store.underLease(held.lease, async (transaction) => {
      if (!(await transaction.runs.start(runId, worker, leaseSeconds))) return false;
      await transaction.runs.startFrom(runId, (await transaction.terraformStates.read(stack))?.version);
      return true;
    });
  }

  /** How a run ended says the worker that has the stack; for one that lost it, its successor has. */
  #finish(runId: string, held: HeldLease, outcome: Parameters<Store['runs']['finish']>[1]): Promise<unknown> {
    const { store } = this.#options;
    return store.underLease(held.lease, async (transaction) => {
      return transaction.runs.finish(runId, outcome);
    });
  }

  async #failed(runId: string | undefined, error: unknown, held: HeldLease): Promise<RunOutcome> {
    const failure: Failure =
      error instanceof LeftoverError ? { reason: error.reason, collisions: [] } : explain(error);
    if (failure.words !== undefined)
      this.#options.logger.warn({ runId, ...failure.words }, 'what a failed run said');
    if (failure.reason.code === 'internal_error')
      this.#options.logger.error({ err: error, runId }, 'a run failed for a reason of ours');
    if (runId === undefined) return { state: 'failed', failure };
    await this.#finish(runId, held, { state: 'failed', reason: failure.reason });
    return { state: 'failed', runId, failure };
  }

  #aftermath(held: HeldLease): Aftermath {
    const { reclaimer, store } = this.#options;
    return new Aftermath(reclaimer, store, (stack) => this.#state(stack, held));
  }

  /** Under the lease, so that a worker that lost it does not decide by its successor's state. */
  async #state(stack: string, held: HeldLease): Promise<StateDocument | undefined> {
    const { store } = this.#options;
    const version = await store.underLease(held.lease, async (transaction) => {
      return transaction.terraformStates.read(stack);
    });
    return version && StateDocument.parse(version.body);
  }
}

/** Attempts within one look: a collision may hide another one. */
const roundsAtMost = 6;

async function perform(
  workspace: TerraformWorkspace,
  request: RunRequest,
  { imports }: SearchResult,
  options: Parameters<TerraformWorkspace['apply']>[0],
): Promise<RunResult> {
  if (request.action === 'destroy') return workspace.destroy(options);
  // What was found again is what an earlier run made in place of what was to be replaced.
  const replace = (request.replace ?? []).filter(
    (address) => !imports.some((found) => found.address === address),
  );
  return workspace.apply({ ...options, ...(replace.length > 0 ? { replace } : {}) });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function reasonOf(outcome: RunOutcome): Reason | undefined {
  return outcome.state === 'failed' ? outcome.failure.reason : undefined;
}
