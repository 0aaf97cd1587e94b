import { defined } from '../../../domain/defined.ts';
import { getAcceptance } from '../../operations/acceptance.ts';
import {
  createConnection,
  deleteConnection,
  getConnection,
  listConnectionEvents,
  listConnections,
  prepareConnection,
  prepareRetry,
  retryConnection,
  updateConnection,
} from '../../operations/connections.ts';
import { type Context, within } from '../../operations/context.ts';
import { viewConnection, viewConnectionEvent } from '../../operations/views.ts';
import type { Connection } from '../../store/schema.ts';
import type { Handlers } from '../call.ts';
import type { ChangeFeed } from '../change-feed.ts';
import { ifMatch, isKnown } from '../conditions.ts';
import type { Cursors } from '../cursors.ts';
import { readWhen } from '../long-poll.ts';
import { answerCreated, answerRead, answerWith } from '../resource-answers.ts';

type Names =
  | 'createConnection'
  | 'listConnections'
  | 'getConnection'
  | 'updateConnection'
  | 'deleteConnection'
  | 'retryConnection'
  | 'listConnectionEvents'
  | 'getConnectionAcceptance';

export function connectionHandlers(
  context: Context,
  cursors: Cursors,
  feed: ChangeFeed,
): Pick<Handlers, Names> {
  const view = (connection: Connection) => viewConnection(connection, context.platform);
  return {
    createConnection: async ({ body, caller, once }) =>
      once(prepareConnection(context, caller, body), async (transaction) => {
        const connection = await createConnection(within(context, transaction), caller, body);
        return answerCreated(connection, view, `/v1/connections/${connection.id}`);
      }),

    listConnections: async ({ query, caller }) => {
      const { organizationId, state, region, serviceName } = query;
      const states = state && [...new Set(state)].sort();
      const filter = defined({ organizationId, states, region, serviceName });
      return cursors.page(
        ['connections', filter],
        query,
        (limit, before) => listConnections(context, caller, { ...filter, limit, ...defined({ before }) }),
        { item: view, position: (row) => row.seq },
      );
    },

    getConnection: async ({ path, query, headers, caller, signal }) => {
      const id = path.connectionId;
      const read = () => getConnection(context, caller, id);
      const connection = query.waitFor
        ? await readWhen(feed, id, query.waitFor, {
            read,
            isKnown: (row) => isKnown(headers, row),
            caller,
            timeoutSeconds: query.timeout ?? 30,
            signal,
          })
        : await read();
      return answerRead(headers, connection, view);
    },

    updateConnection: async ({ path, body, headers, caller }) =>
      answerWith(
        200,
        await updateConnection(context, caller, path.connectionId, body, ifMatch(headers)),
        view,
      ),

    deleteConnection: async ({ path, headers, caller }) =>
      answerWith(202, await deleteConnection(context, caller, path.connectionId, ifMatch(headers)), view),

    retryConnection: async ({ path, headers, caller, once }) =>
      once(await prepareRetry(context, caller, path.connectionId), async (transaction) => {
        const condition = ifMatch(headers);
        const connection = await retryConnection(
          within(context, transaction),
          caller,
          path.connectionId,
          condition,
        );
        return answerWith(202, connection, view);
      }),

    listConnectionEvents: async ({ path, query, caller }) => {
      const { order } = query;
      const id = path.connectionId;
      return cursors.page(
        ['events', id, order],
        query,
        (limit, after) => listConnectionEvents(context, caller, id, { order, limit, ...defined({ after }) }),
        { item: viewConnectionEvent, position: (row) => row.id },
      );
    },

    getConnectionAcceptance: async ({ path, caller }) => ({
      status: 200,
      body: await getAcceptance(context, caller, path.connectionId),
    }),
  };
}
