import type { World } from '../../../core/world.ts';
import { hostedZones } from '../../route53/state.ts';

/** The values of the TXT records of a name in the public hosted zones of all accounts: what the internet would see. */
export function publicTextRecords(world: World, name: string): string[] {
  const wanted = `${name.toLowerCase()}.`;
  const found: string[] = [];
  for (const { table } of world.state.everywhere(hostedZones)) {
    for (const zone of table.list()) {
      if (zone.isPrivate) continue;
      for (const record of Object.values(zone.records)) {
        if (record.Type !== 'TXT' || record.Name !== wanted) continue;
        found.push(...(record.ResourceRecords ?? []).map((value) => value.replace(/^"|"$/g, '')));
      }
    }
  }
  return found;
}
