import { zoneSupportsCrossRegion } from '../../domain/cross-region.ts';
import type { RegionChoice } from '../../domain/region-choice.ts';
import type { Network } from './fleet.ts';
import type { Path, Problems } from './problems.ts';
import { present, values } from './references.ts';
import type { ConnectionInput } from './schema.ts';
import type { Draft } from './structure.ts';

/** The zones of the network in which the endpoint can stand: all that the service, and cross-region access, allow. */
export function endpointZones(
  draft: Draft<ConnectionInput>,
  choice: RegionChoice,
  network: Network,
  serviceZoneIds: readonly string[] | undefined,
  path: Path,
  problems: Problems,
): readonly string[] | undefined {
  const obstacle = (zoneId: string): string | undefined => {
    if (!network.zoneIds.includes(zoneId)) return `the network has no zone ${zoneId}`;
    if (choice.crossRegion)
      return zoneSupportsCrossRegion(zoneId)
        ? undefined
        : `cross-region PrivateLink does not reach ${zoneId}`;
    return !serviceZoneIds || serviceZoneIds.includes(zoneId) ? undefined : `the service is not in ${zoneId}`;
  };
  const possible = network.zoneIds.filter((zoneId) => obstacle(zoneId) === undefined);
  const fix =
    possible.length > 0 ? `use ${possible.join(', ')}` : 'add a zone to the network that both sides support';
  if (draft.zoneIds !== undefined) {
    let sound = true;
    for (const [index, zoneId] of present(draft.zoneIds)) {
      const problem = obstacle(zoneId);
      if (problem === undefined) continue;
      sound = false;
      problems.add([...path, 'zoneIds', index], problem, fix);
    }
    return sound ? values(draft.zoneIds) : undefined;
  }
  if (possible.length > 0) return possible;
  problems.add(
    choice.crossRegion ? [...path, 'region'] : [...path, 'service', 'zoneIds'],
    choice.crossRegion
      ? `cross-region PrivateLink reaches none of the network's zones (${network.zoneIds.join(', ')})`
      : `the service (${serviceZoneIds?.join(', ')}) and the network (${network.zoneIds.join(', ')}) have no zone in common`,
    choice.crossRegion
      ? 'add another zone to the network'
      : `add one of the service's zones to the network, or ask its owner for ${network.zoneIds.join(', ')}`,
  );
  return undefined;
}
