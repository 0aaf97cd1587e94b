import { isTerminal } from '../../domain/connection-state.ts';
import type { components } from '../contract.generated.ts';
import type { Caller } from '../operations/caller.ts';
import type { Connection } from '../store/schema.ts';
import type { ChangeFeed } from './change-feed.ts';

/**
 * Reads a connection until it is what the caller waits for, will not become it by itself, or the time is over. Between
 * two reads no connection to the database is held.
 *
 * @param isKnown whether the caller has this version already.
 */
export async function readWhen(
  feed: ChangeFeed,
  id: string,
  wanted: readonly components['schemas']['WaitTarget'][],
  options: {
    readonly read: () => Promise<Connection>;
    readonly isKnown: (row: Connection) => boolean;
    readonly caller: Caller;
    readonly timeoutSeconds: number;
    readonly signal: AbortSignal;
  },
): Promise<Connection> {
  const deadline = Date.now() + options.timeoutSeconds * 1_000;
  // What the caller may not see is not waited for.
  let row = await options.read();
  const enough = () =>
    wanted.some((target) => (target === 'change' ? !options.isKnown(row) : target === row.state)) ||
    (isTerminal(row.state) && !(wanted.includes('change') && options.isKnown(row)));
  if (enough()) return row;
  const watch = feed.watch(id, { caller: options.caller, organizationId: row.organization_id });
  try {
    for (;;) {
      row = await options.read();
      const remaining = deadline - Date.now();
      if (enough() || remaining <= 0 || watch.over || options.signal.aborted) return row;
      await watch.next(remaining, options.signal);
    }
  } finally {
    watch.end();
  }
}
