import { defined } from '../../../domain/defined.ts';
import { getAcceptance } from '../../operations/acceptance.ts';
import {
  createConnection,
  deleteConnection,
  getConnection,
  listConnections,
  prepareConnection,
  prepareRetry,
  retryConnection,
  updateConnection,
} from '../../operations/connections.ts';
import type { Context } from '../../operations/context.ts';
import { viewConnection, viewConnectionEvent } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import type { ChangeFeed } from '../change-feed.ts';
import { etag, ifMatch, isKnown } from '../conditions.ts';
import { type Cursors, page } from '../cursors.ts';
import { readWhen } from '../long-poll.ts';

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
  const { platform, store } = context;
  return {
    createConnection: async ({ body, caller, once }) =>
      once(prepareConnection(caller, body), async (held) => {
        const connection = await createConnection(context, held, caller, body);
        return {
          status: 201,
          body: viewConnection(connection, platform),
          headers: { etag: etag(connection), location: `/v1/connections/${connection.id}` },
        };
      }),

    listConnections: async ({ query, caller }) => {
      const { limit, cursor, organizationId, state, region, serviceName } = query;
      const filter = {
        ...defined({ organizationId, states: state && [...new Set(state)].sort(), region, serviceName }),
      };
      const list = ['connections', filter];
      const rows = await listConnections(context, caller, {
        ...filter,
        limit: limit + 1,
        ...defined({ before: cursors.decode(list, cursor) }),
      });
      return {
        status: 200,
        body: page(
          rows,
          limit,
          (row) => viewConnection(row, platform),
          (row) => cursors.encode(list, row.seq),
        ),
      };
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
      const tag = { etag: etag(connection) };
      if (isKnown(headers, connection)) return { status: 304, body: undefined, headers: tag };
      return { status: 200, body: viewConnection(connection, platform), headers: tag };
    },

    updateConnection: async ({ path, body, headers, caller }) => {
      const connection = await updateConnection(context, caller, path.connectionId, body, ifMatch(headers));
      return { status: 200, body: viewConnection(connection, platform), headers: { etag: etag(connection) } };
    },

    deleteConnection: async ({ path, headers, caller }) => {
      const connection = await deleteConnection(context, caller, path.connectionId, ifMatch(headers));
      return { status: 202, body: viewConnection(connection, platform), headers: { etag: etag(connection) } };
    },

    retryConnection: async ({ path, headers, caller, once }) =>
      once(await prepareRetry(context, caller, path.connectionId), async (held) => {
        const connection = await retryConnection(held, caller, path.connectionId, ifMatch(headers));
        return {
          status: 202,
          body: viewConnection(connection, platform),
          headers: { etag: etag(connection) },
        };
      }),

    listConnectionEvents: async ({ path, query, caller }) => {
      const { limit, cursor, order } = query;
      const connection = await getConnection(context, caller, path.connectionId);
      const list = ['events', connection.id, order];
      const rows = await store.events.list({
        connectionId: connection.id,
        order,
        limit: limit + 1,
        ...defined({ after: cursors.decode(list, cursor) }),
      });
      return {
        status: 200,
        body: page(rows, limit, viewConnectionEvent, (row) => cursors.encode(list, row.id)),
      };
    },

    getConnectionAcceptance: async ({ path, caller }) => ({
      status: 200,
      body: await getAcceptance(context, caller, path.connectionId),
    }),
  };
}
