import { defined } from '../../../domain/defined.ts';
import type { Context } from '../../operations/context.ts';
import { getRun, listConnectionRuns, listRunProgress } from '../../operations/runs.ts';
import { viewProgressLine, viewRun } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import type { Cursors } from '../cursors.ts';

export function runHandlers(
  context: Context,
  cursors: Cursors,
): Pick<Handlers, 'listConnectionRuns' | 'getRun' | 'listRunProgress'> {
  return {
    listConnectionRuns: async ({ path, query, caller }) => {
      const id = path.connectionId;
      return cursors.page(
        ['runs', id],
        query,
        (limit, before) => listConnectionRuns(context, caller, id, { limit, ...defined({ before }) }),
        { item: viewRun, position: (row) => row.seq },
      );
    },

    getRun: async ({ path, caller }) => ({
      status: 200,
      body: viewRun(await getRun(context, caller, path.runId)),
    }),

    listRunProgress: async ({ path, query, caller }) => {
      const { limit, cursor } = query;
      const id = path.runId;
      const list = ['progress', id];
      const after = cursors.decode(list, cursor) ?? 0;
      const { lines, ended } = await listRunProgress(context, caller, id, { limit, after });
      return {
        status: 200,
        body: {
          items: lines.map(viewProgressLine),
          // While the run goes on, more lines come: the cursor leads to them.
          nextCursor: ended ? null : cursors.encode(list, lines.at(-1)?.sequence ?? after),
        },
      };
    },
  };
}
