import type { Action } from '../../../core/service.ts';
import { applyFilters } from '../describe.ts';
import { invalidParameter } from '../errors.ts';
import { zonesOf } from './zone-names.ts';

export const describeAvailabilityZones: Action = {
  handle: (call) => {
    const zones = zonesOf(call.accountId, call.region);
    const names = call.input.strings('ZoneName');
    const ids = call.input.strings('ZoneId');
    for (const name of names) {
      if (!zones.some((zone) => zone.name === name))
        throw invalidParameter(`Invalid availability zone: [${name}]`);
    }
    for (const id of ids) {
      if (!zones.some((zone) => zone.id === id))
        throw invalidParameter(`Invalid availability zone-id: [${id}]`);
    }
    const chosen = zones.filter(
      (zone) =>
        (names.length === 0 || names.includes(zone.name)) && (ids.length === 0 || ids.includes(zone.id)),
    );
    const found = applyFilters(chosen, call, {
      'zone-id': (zone) => zone.id,
      'zone-name': (zone) => zone.name,
      'region-name': () => call.region,
      'group-name': () => `${call.region}-zg-1`,
      'group-long-name': () => `${call.region} 1`,
      message: () => undefined,
      'parent-zone-id': () => undefined,
      'parent-zone-name': () => undefined,
      state: () => 'available',
      'zone-state': () => 'available',
      'zone-type': () => 'availability-zone',
      'opt-in-status': () => 'opt-in-not-required',
    });
    return {
      availabilityZoneInfo: found.map((zone) => ({
        optInStatus: 'opt-in-not-required',
        messageSet: [],
        regionName: call.region,
        zoneName: zone.name,
        zoneId: zone.id,
        groupName: `${call.region}-zg-1`,
        networkBorderGroup: call.region,
        zoneType: 'availability-zone',
        zoneState: 'available',
      })),
    };
  },
};
