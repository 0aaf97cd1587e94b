import { defined } from '../../../domain/defined.ts';
import { getConnection } from '../../operations/connections.ts';
import type { Context } from '../../operations/context.ts';
import { getRun } from '../../operations/runs.ts';
import { viewProgressLine, viewRun } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import { type Cursors, page } from '../cursors.ts';

export function runHandlers(
  context: Context,
  cursors: Cursors,
): Pick<Handlers, 'listConnectionRuns' | 'getRun' | 'listRunProgress'> {
  const { store } = context;
  return {
    listConnectionRuns: async ({ path, query, caller }) => {
      const { limit, cursor } = query;
      const connection = await getConnection(context, caller, path.connectionId);
      const list = ['runs', connection.id];
      const rows = await store.runs.listOfConnection({
        connectionId: connection.id,
        limit: limit + 1,
        ...defined({ before: cursors.decode(list, cursor) }),
      });
      return { status: 200, body: page(rows, limit, viewRun, (row) => cursors.encode(list, row.seq)) };
    },

    getRun: async ({ path, caller }) => ({
      status: 200,
      body: viewRun(await getRun(context, caller, path.runId)),
    }),

    listRunProgress: async ({ path, query, caller }) => {
      const { limit, cursor } = query;
      const run = await getRun(context, caller, path.runId);
      const list = ['progress', run.id];
      const after = cursors.decode(list, cursor) ?? 0;
      const rows = await store.runs.progress({ runId: run.id, limit, after });
      const ended = run.finished_at !== null && rows.length < limit;
      return {
        status: 200,
        body: {
          items: rows.map(viewProgressLine),
          // While the run goes on, more lines come: the cursor leads to them.
          nextCursor: ended ? null : cursors.encode(list, rows.at(-1)?.sequence ?? after),
        },
      };
    },
  };
}
