import { defaultZoneIds } from '../../../domain/endpoint-zones.ts';
import type { Platform } from '../../platform.ts';
import { ConflictError } from '../../store/errors.ts';
import type { Organization } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';

/**
 * Inside a transaction that has locked the organization: its network in a region that it lists is there, and stays. One that is just
 * being deleted is made anew when it is gone: whoever ends it calls this again.
 */
export async function ensureListedNetwork(
  store: Store,
  platform: Platform,
  organization: Organization,
  region: string,
): Promise<void> {
  const at = { organizationId: organization.id, region, zoneIds: defaultZoneIds(region) };
  try {
    const network = await store.networks.ensure(
      at,
      (taken) => platform.addressPool.allocate(taken, organization.declared_cidrs),
      { retained: true },
    );
    if (!network.retained) await store.networks.change(network.id, { retained: true });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'illegal_state') throw error;
  }
}
