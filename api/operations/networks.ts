import type { Network } from '../store/schema.ts';
import { type Caller, maySee, visibleTo } from './caller.ts';
import type { Context } from './context.ts';
import { ProblemError } from './problem.ts';

/** @throws ProblemError `network_not_found`, for what the caller may not see, too. */
export async function getNetwork(context: Context, caller: Caller, id: string): Promise<Network> {
  const network = await context.store.networks.get(id);
  if (network && maySee(caller, network.organization_id)) return network;
  throw new ProblemError('network_not_found', `There is no network ${id} that this token may see.`);
}

export function listNetworks(
  context: Context,
  caller: Caller,
  query: {
    readonly organizationId?: string;
    readonly region?: string;
    readonly limit: number;
    readonly before?: number;
  },
): Promise<Network[]> {
  const { organizationId, ...rest } = query;
  return context.store.networks.list({ ...rest, visible: visibleTo(caller, organizationId) });
}
