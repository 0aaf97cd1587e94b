import { defined } from '../../../domain/defined.ts';
import {
  createConnectionTest,
  getConnectionTest,
  listConnectionTests,
  prepareConnectionTest,
} from '../../operations/connection-tests.ts';
import { getConnection } from '../../operations/connections.ts';
import { type Context, within } from '../../operations/context.ts';
import { viewConnectionTest } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import type { ChangeFeed } from '../change-feed.ts';
import type { Cursors } from '../cursors.ts';

/** A notification may be lost: so often a test is looked at without one, in milliseconds. */
const lookAgainMs = 2_000;

export function connectionTestHandlers(
  context: Context,
  cursors: Cursors,
  feed: ChangeFeed,
): Pick<Handlers, 'createConnectionTest' | 'listConnectionTests' | 'getConnectionTest'> {
  return {
    createConnectionTest: async ({ path, caller, once }) =>
      once(await prepareConnectionTest(context, caller, path.connectionId), async (transaction) => {
        const test = await createConnectionTest(within(context, transaction), caller, path.connectionId);
        return {
          status: 202,
          body: viewConnectionTest(test),
          headers: { location: `/v1/connections/${path.connectionId}/tests/${test.id}` },
        };
      }),

    listConnectionTests: async ({ path, query, caller }) => {
      const id = path.connectionId;
      return cursors.page(
        ['tests', id],
        query,
        (limit, before) => listConnectionTests(context, caller, id, { limit, ...defined({ before }) }),
        { item: viewConnectionTest, position: (row) => row.seq },
      );
    },

    getConnectionTest: async ({ path, query, caller, signal }) => {
      const { connectionId, testId } = path;
      const read = () => getConnectionTest(context, caller, connectionId, testId);
      let test = await read();
      if (query.waitFor === undefined || test.finished_at !== null)
        return { status: 200, body: viewConnectionTest(test) };
      const { organization_id: organizationId } = await getConnection(context, caller, connectionId);
      const deadline = Date.now() + (query.timeout ?? 30) * 1_000;
      const watch = feed.watch(connectionId, { caller, organizationId });
      try {
        for (;;) {
          test = await read();
          const remaining = deadline - Date.now();
          if (test.finished_at !== null || remaining <= 0 || watch.over || signal.aborted) break;
          await watch.next(Math.min(remaining, lookAgainMs), signal);
        }
      } finally {
        watch.end();
      }
      return { status: 200, body: viewConnectionTest(test) };
    },
  };
}
