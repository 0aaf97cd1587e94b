import { defined } from '../../../domain/defined.ts';
import { regions } from '../../../domain/regions.ts';
import type { Context } from '../../operations/context.ts';
import { getNetwork, listNetworks } from '../../operations/networks.ts';
import { viewNetwork, viewRegion } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import { etag, isKnown } from '../conditions.ts';
import { type Cursors, page } from '../cursors.ts';

/** Where connections are placed: networks, and the regions they can be in. */
export function networkHandlers(
  context: Context,
  cursors: Cursors,
): Pick<Handlers, 'listNetworks' | 'getNetwork' | 'listRegions'> {
  return {
    listNetworks: async ({ query, caller }) => {
      const { limit, cursor, organizationId, region } = query;
      const filter = {
        ...defined({ organizationId, region }),
      };
      const list = ['networks', filter];
      const rows = await listNetworks(context, caller, {
        ...filter,
        limit: limit + 1,
        ...defined({ before: cursors.decode(list, cursor) }),
      });
      return { status: 200, body: page(rows, limit, viewNetwork, (row) => cursors.encode(list, row.seq)) };
    },

    getNetwork: async ({ path, headers, caller }) => {
      const network = await getNetwork(context, caller, path.networkId);
      const tag = { etag: etag(network) };
      if (isKnown(headers, network)) return { status: 304, body: undefined, headers: tag };
      return { status: 200, body: viewNetwork(network), headers: tag };
    },

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
