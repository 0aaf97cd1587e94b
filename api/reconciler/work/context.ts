import type { Logger } from 'pino';
import type { AwsClients } from '../../aws/clients.ts';
import type { InvokeProbe } from '../../aws/probe.ts';
import type { Platform } from '../../platform.ts';
import type { Actor } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import type { Backoff } from '../backoff.ts';
import type { HeldLease } from '../lease/held-lease.ts';
import type { StackRunner } from '../runner/stack-runner.ts';
import type { Synthesis } from '../stacks/synthesis.ts';

/** What every kind of work needs. */
export interface WorkContext {
  readonly store: Store;
  readonly platform: Platform;
  readonly synthesis: Synthesis;
  readonly runner: StackRunner;
  readonly aws: AwsClients;
  /** Asks networks' probes. @default AWS Lambda */
  readonly invokeProbe?: InvokeProbe;
  readonly logger: Logger;
  readonly backoff: Backoff;
  /** How long a connection may do nothing but fail before what may be chance counts as none. */
  readonly giveUpAfterMs: number;
}

/** One reconcile pass over one stack: the lease under which it happens, and what stops it. */
export interface Pass {
  readonly lease: HeldLease;
  readonly stop: AbortSignal;
}

/** Who changes rows here. */
export const reconciler: Actor = { kind: 'system', component: 'reconciler' };

/** Those whose work is waited for wake the others up when they are done; this is for the wake-up that is lost. */
export const patienceMs = 30_000;

/** Changes rows in one transaction, and only as long as the lease is held. */
export function underLease<T>(
  context: WorkContext,
  pass: Pass,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return context.store.underLease(pass.lease.lease, work);
}
