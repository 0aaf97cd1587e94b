import { usableZones } from '../../../domain/endpoint-zones.ts';
import { assertNetworkHasRoom, quotasWith } from '../../../domain/limits.ts';
import type { Connection, Organization } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import type { WorkContext } from './context.ts';

/**
 * Inside the transaction that gives the connection its network: the network's id, made and extended where need be. The network's
 * row is held until the end, so that of two connections that ask for the last place one gets it.
 *
 * @throws DomainError `network_full`; those of the address pool. ConflictError while the network is being deleted.
 */
export async function placeInNetwork(
  { platform }: WorkContext,
  store: Store,
  organization: Organization,
  connection: Connection,
  zoneIds: readonly string[],
): Promise<string> {
  const {
    id,
    cidr,
    zone_ids: networkZoneIds,
    aws_services: awsServices,
  } = await store.networks.ensure(
    { organizationId: organization.id, region: connection.region, zoneIds },
    (taken) => platform.addressPool.allocate(taken, organization.declared_cidrs),
  );
  // One that has its endpoint there already takes no further place.
  if (connection.endpoint_id === null || connection.network_id !== id) {
    const known = [...new Set([...networkZoneIds, ...zoneIds])];
    const occupants = await store.networks.occupants(id, connection.id);
    const ofConnections = occupants.map((occupant) =>
      usableZones(
        {
          crossRegion: occupant.region !== occupant.service_region,
          serviceZoneIds: occupant.service_zone_ids,
        },
        known,
      ),
    );
    const endpoints = [...ofConnections, ...awsServices.map(() => known)];
    assertNetworkHasRoom(
      { cidr, zoneIds, endpoints, probe: platform.probe !== false },
      quotasWith(platform.quotas),
    );
  }
  await store.networks.extend(id, zoneIds);
  return id;
}
