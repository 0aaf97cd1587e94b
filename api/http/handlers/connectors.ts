import { defined } from '../../../domain/defined.ts';
import {
  deleteConnector,
  getConnector,
  listConnectorEvents,
  listConnectors,
  putConnector,
} from '../../operations/connectors.ts';
import type { Context } from '../../operations/context.ts';
import { viewConnector, viewConnectorEvent } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import { ifMatch } from '../conditions.ts';
import type { Cursors } from '../cursors.ts';
import { answerCreated, answerRead, answerWith } from '../resource-answers.ts';

type Names = 'listConnectors' | 'putConnector' | 'getConnector' | 'deleteConnector' | 'listConnectorEvents';

/** Workloads in networks. */
export function connectorHandlers(context: Context, cursors: Cursors): Pick<Handlers, Names> {
  return {
    listConnectors: async ({ path: { networkId }, query, caller }) =>
      cursors.page(
        ['connectors', networkId],
        query,
        (limit, before) => listConnectors(context, caller, networkId, { limit, ...defined({ before }) }),
        { item: viewConnector, position: (row) => row.seq },
      ),

    putConnector: async ({ path: { networkId, connectorId }, body, headers, caller }) => {
      const condition = headers['if-none-match'] === undefined ? ifMatch(headers) : 'none';
      const { connector, created } = await putConnector(
        context,
        caller,
        networkId,
        connectorId,
        body,
        condition,
      );
      if (!created) return answerWith(200, connector, viewConnector);
      return answerCreated(connector, viewConnector, `/v1/networks/${networkId}/connectors/${connectorId}`);
    },

    getConnector: async ({ path: { networkId, connectorId }, headers, caller }) =>
      answerRead(headers, await getConnector(context, caller, networkId, connectorId), viewConnector),

    deleteConnector: async ({ path: { networkId, connectorId }, headers, caller }) =>
      answerWith(
        202,
        await deleteConnector(context, caller, networkId, connectorId, ifMatch(headers)),
        viewConnector,
      ),

    listConnectorEvents: async ({ path: { networkId, connectorId }, query, caller }) => {
      const { order } = query;
      return cursors.page(
        ['connector events', networkId, connectorId, order],
        query,
        (limit, after) =>
          listConnectorEvents(context, caller, networkId, connectorId, {
            order,
            limit,
            ...defined({ after }),
          }),
        { item: viewConnectorEvent, position: (row) => row.id },
      );
    },
  };
}
