import type { Logger } from 'pino';
import type { Lease } from '../../store/leases.ts';
import type { Store } from '../../store/store.ts';
import { InvalidStateError, StateDocument } from '../../terraform-state/document.ts';
import { withoutTaint } from '../../terraform-state/taint.ts';
import type { LeftState, WorkingDirectories } from './working-directory.ts';

export interface RecoveryOptions {
  readonly store: Store;
  readonly directories: WorkingDirectories;
  readonly logger: Logger;
}

/** What disturbed runs have left in folders and states, made good before the next one. */
export class Recovery {
  readonly #options: RecoveryOptions;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** Takes in the states that interrupted runs on this machine could not hand over, and clears their folders. */
  async recover(stack: string, lease: Lease): Promise<void> {
    const { directories, logger } = this.#options;
    for (const left of await directories.leftStates(stack)) {
      const objection = await this.#takeIn(stack, left, lease);
      if (objection === undefined)
        logger.warn({ stack, runId: left.runId }, 'took in the state that an interrupted run had left');
      else {
        const file = await directories.setAside(stack, left);
        logger.warn(
          { stack, runId: left.runId, file, why: objection },
          'set aside what an interrupted run had left',
        );
      }
    }
    await directories.drop(stack);
  }

  /**
   * What a run left is the next state only if nobody has written since it began: a successor that found the stack otherwise has
   * changed it, and its state is the true one, whatever serial the other has.
   *
   * @returns what speaks against it.
   */
  #takeIn(stack: string, { runId, body }: LeftState, lease: Lease): Promise<string | undefined> {
    const { store } = this.#options;
    let left: StateDocument;
    try {
      left = StateDocument.parse(body);
    } catch (error) {
      if (!(error instanceof InvalidStateError)) throw error;
      return Promise.resolve(error.message);
    }
    return store.underLease(lease, async (transaction) => {
      const run = runId === undefined ? undefined : await transaction.runs.get(runId);
      if (run === undefined || run.stack !== stack || run.base_state_version === null)
        return 'it is not known which state the run started from';
      const current = await transaction.terraformStates.read(stack);
      if ((current?.version ?? 0) !== run.base_state_version && current?.runId !== runId)
        return `the state has been written by another run since: version ${current?.version ?? 0} counts, and it started from ${run.base_state_version}`;
      if (current !== undefined && (current.lineage !== left.lineage || current.serial >= left.serial))
        return `it does not follow on serial ${current.serial} of ${current.lineage}`;
      const { serial, lineage } = left;
      await transaction.terraformStates.write(stack, { serial, lineage, body, runId: run.id });
      return undefined;
    });
  }

  /** An endpoint whose making was disturbed is looked at again, not made again: only a retry asks the customer anew. */
  async keepEndpoints(stack: string, lease: Lease): Promise<void> {
    const { store, logger } = this.#options;
    await store.underLease(lease, async (transaction) => {
      const current = await transaction.terraformStates.read(stack);
      const body = current && withoutTaint(current.body, 'aws_vpc_endpoint');
      if (current === undefined || body === undefined) return;
      const { serial, lineage } = StateDocument.parse(body);
      await transaction.terraformStates.write(stack, { serial, lineage, body });
      logger.warn({ stack }, 'an endpoint whose creation was interrupted is kept');
    });
  }
}
