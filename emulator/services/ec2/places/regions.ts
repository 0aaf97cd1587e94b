import { AwsError } from '../../../core/aws-error.ts';
import { type Region, regions } from '../../../core/regions.ts';
import type { Action } from '../../../core/service.ts';
import { applyFilters } from '../describe.ts';

/** Opt-in regions count as enabled in every account. */
export const describeRegions: Action = {
  handle: (call) => {
    const names = call.input.strings('RegionName');
    const own = [...regions.values()].filter((region) => region.partition === call.partition);
    for (const name of names) {
      if (!own.some((region) => region.code === name)) {
        throw new AwsError('InvalidParameterValue', `Invalid region '${name}'`);
      }
    }
    const chosen = own.filter((region) => names.length === 0 || names.includes(region.code));
    const found = applyFilters(chosen, call, {
      'region-name': (region) => region.code,
      endpoint: endpointOf,
      'opt-in-status': optInStatus,
    });
    return {
      regionInfo: found.map((region) => ({
        regionName: region.code,
        regionEndpoint: endpointOf(region),
        optInStatus: optInStatus(region),
      })),
    };
  },
};
export function endpointOf(region: Region): string {
  return `ec2.${region.code}.amazonaws.com${region.partition === 'aws-cn' ? '.cn' : ''}`;
}

export function optInStatus(region: Region): string {
  return region.optIn ? 'opted-in' : 'opt-in-not-required';
}
