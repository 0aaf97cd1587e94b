import type { Platform } from '../platform.ts';
import type { ServiceInspector } from '../preflight.ts';
import type { Store } from '../store/store.ts';

/** What the calls of the API work with. */
export interface Context {
  readonly store: Store;
  readonly platform: Platform;
  readonly inspector?: ServiceInspector;
  /** What keeps Terraform from running; absent where this process makes no runs. */
  readonly terraformProblem?: () => string | undefined;
}

/** The same context with a transaction for its store: what is done in it happens as a whole. */
export function within(context: Context, transaction: Store): Context {
  return { ...context, store: transaction };
}
