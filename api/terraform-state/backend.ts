import { type Lease, LeaseLostError } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import { StateDocument } from './document.ts';

/** A run that may work on the state of one stack. */
export interface StateAccess {
  readonly stack: string;
  readonly runId: string;
  readonly lease: Lease;
}

export type LockInfo = Readonly<Record<string, unknown>> & { readonly ID: string };

/** What a run may do with its stack's state, each time only as long as its lease has not been taken over. */
export class StateBackend {
  readonly #store: Store;
  readonly #leaseSeconds: number;

  constructor(options: { readonly store: Store; readonly leaseSeconds: number }) {
    this.#store = options.store;
    this.#leaseSeconds = options.leaseSeconds;
  }

  /** What a run whose stack was taken over must not learn, either: a state that it builds on would look like the next one. */
  read(access: StateAccess): Promise<Buffer | undefined> {
    return this.#store.underLease(access.lease, async (store) => {
      return (await store.terraformStates.read(access.stack))?.body;
    });
  }

  /**
   * @throws LeaseLostError when another worker has the stack; LockMismatchError when `lockId` is not the lock that is held;
   * InvalidStateError.
   */
  async write(access: StateAccess, body: Buffer, lockId: string | undefined): Promise<void> {
    const { serial, lineage } = StateDocument.parse(body);
    await this.#store.underLease(access.lease, async (store) => {
      const lock = await store.terraformStates.lockOf(access.stack);
      if (lockId !== undefined && lock?.lockId !== lockId)
        throw new LockMismatchError(access.stack, lock?.info);
      await store.terraformStates.write(access.stack, { serial, lineage, body, runId: access.runId });
    });
  }

  async forget(access: StateAccess): Promise<void> {
    await this.#store.underLease(access.lease, async (store) => {
      await store.terraformStates.forget(access.stack);
    });
  }

  /** @returns the lock that stands in the way, or undefined when it was taken. */
  lock(access: StateAccess, info: LockInfo): Promise<LockInfo | undefined> {
    return this.#store.underLease(access.lease, async (store) => {
      const held = await store.terraformStates.lock(access.stack, {
        lockId: info.ID,
        runId: access.runId,
        info,
        leaseSeconds: this.#leaseSeconds,
      });
      return held && { ...held.info, ID: held.lockId };
    });
  }

  /** @returns false when it is not this lock. */
  unlock(access: StateAccess, lockId: string): Promise<boolean> {
    return this.#store.underLease(access.lease, async (store) => {
      return store.terraformStates.unlock(access.stack, lockId);
    });
  }
}

/** The state is locked by somebody else than who writes. */
export class LockMismatchError extends Error {
  override readonly name = 'LockMismatchError';
  readonly held: Readonly<Record<string, unknown>> | undefined;

  constructor(stack: string, held: Readonly<Record<string, unknown>> | undefined) {
    super(`the state of ${stack} is locked by another operation`);
    this.held = held;
  }
}

export { LeaseLostError };
