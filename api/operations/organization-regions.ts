import { networkStackId } from '../../domain/stack-ids.ts';
import type { Platform } from '../platform.ts';
import { ensureListedNetwork } from '../reconciler/work/listed-network.ts';
import type { Organization } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/**
 * Inside the transaction that changed the organization: each region that it lists has a network that stays; one that it does not list
 * any more has a network only while something is in it.
 */
export async function followRegions(
  { store, platform }: { readonly store: Store; readonly platform: Platform },
  organization: Organization,
  before: readonly string[],
): Promise<void> {
  const { id, regions } = organization;
  for (const region of [...regions].sort()) await ensureListedNetwork(store, platform, organization, region);
  for (const region of before.filter((each) => !regions.includes(each)).sort()) {
    const networkId = networkStackId(id, region);
    const network = await store.networks.get(networkId);
    if (network === undefined || network.state === 'deleting') continue;
    await store.networks.change(networkId, { retained: false });
    await store.networks.releaseIfUnused(networkId);
  }
}
