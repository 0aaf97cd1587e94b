import { defined } from '../../../domain/defined.ts';
import { regions } from '../../../domain/regions.ts';
import { type Context, within } from '../../operations/context.ts';
import {
  createNetwork,
  deleteNetwork,
  getNetwork,
  listNetworks,
  networkBucketPolicy,
  prepareNetwork,
  updateNetwork,
} from '../../operations/networks.ts';
import { viewNetwork, viewRegion } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import { ifMatch } from '../conditions.ts';
import type { Cursors } from '../cursors.ts';
import { answerCreated, answerRead, answerWith } from '../resource-answers.ts';

type Names =
  | 'listNetworks'
  | 'createNetwork'
  | 'getNetwork'
  | 'updateNetwork'
  | 'deleteNetwork'
  | 'getNetworkBucketPolicy'
  | 'listRegions';

/** Where connections are placed: networks, and the regions they can be in. */
export function networkHandlers(context: Context, cursors: Cursors): Pick<Handlers, Names> {
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

    createNetwork: async ({ body, caller, once }) =>
      once(prepareNetwork(caller, body), async (transaction) => {
        const network = await createNetwork(within(context, transaction), caller, body);
        return answerCreated(network, viewNetwork, `/v1/networks/${network.id}`);
      }),

    updateNetwork: async ({ path, body, headers, caller }) =>
      answerWith(
        200,
        await updateNetwork(context, caller, path.networkId, body, ifMatch(headers)),
        viewNetwork,
      ),

    deleteNetwork: async ({ path, headers, caller }) =>
      answerWith(202, await deleteNetwork(context, caller, path.networkId, ifMatch(headers)), viewNetwork),

    getNetworkBucketPolicy: async ({ path, query, caller }) => {
      const { statement, ...policy } = await networkBucketPolicy(
        context,
        caller,
        path.networkId,
        query.bucket,
      );
      return { status: 200, body: { ...policy, statement: { ...statement } } };
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
