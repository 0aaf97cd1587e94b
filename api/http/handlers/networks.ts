import { defined } from '../../../domain/defined.ts';
import { regions } from '../../../domain/regions.ts';
import type { Context } from '../../operations/context.ts';
import { getNetwork, listNetworks } from '../../operations/networks.ts';
import { viewNetwork, viewRegion } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import type { Cursors } from '../cursors.ts';
import { answerRead } from '../resource-answers.ts';

/** Where connections are placed: networks, and the regions they can be in. */
export function networkHandlers(
  context: Context,
  cursors: Cursors,
): Pick<Handlers, 'listNetworks' | 'getNetwork' | 'listRegions'> {
  return {
    listNetworks: async ({ query, caller }) => {
      const { organizationId, region } = query;
      const filter = defined({ organizationId, region });
      return cursors.page(
        ['networks', filter],
        query,
        (limit, before) => listNetworks(context, caller, { ...filter, limit, ...defined({ before }) }),
        { item: viewNetwork, position: (row) => row.seq },
      );
    },

    getNetwork: async ({ path, headers, caller }) =>
      answerRead(headers, await getNetwork(context, caller, path.networkId), viewNetwork),

    listRegions: async () => ({
      status: 200,
      body: {
        items: [...regions.values()]
          .sort((a, b) => (a.code < b.code ? -1 : 1))
          .map((region) => viewRegion(region, context.platform)),
      },
    }),
  };
}
