import { describe, expect, test } from '@jest/globals';
import { chooseEndpointZones, usableZones } from '../../../domain/endpoint-zones.ts';

const home = { crossRegion: false, serviceZoneIds: ['euw1-az1', 'euw1-az2', 'euw1-az3'] };
const abroad = { crossRegion: true, serviceZoneIds: [] };
const noNetwork = { networkZoneIds: [], regionZoneIds: ['use1-az1', 'use1-az2', 'use1-az3', 'use1-az4'] };

describe('the zones of an endpoint', () => {
  test('the zones of an endpoint in the region of the service are the service’s', () => {
    expect(usableZones(home, ['euw1-az3', 'euw1-az4'])).toEqual(['euw1-az3']);
  });

  test('the zones of an endpoint in another region are those that PrivateLink spans, whatever zones the service has', () => {
    expect(usableZones(abroad, ['use1-az3', 'use1-az2'])).toEqual(['use1-az2']);
  });

  test('the zones of an endpoint are at most three, and first those that the network has', () => {
    const service = { crossRegion: false, serviceZoneIds: ['use1-az1', 'use1-az2', 'use1-az4', 'use1-az6'] };
    const chosen = chooseEndpointZones({ ...service, ...noNetwork, networkZoneIds: ['use1-az6'] });
    expect(chosen).toHaveLength(3);
    expect(chosen).toContain('use1-az6');
  });

  test('the zones of an endpoint are two across regions, of the network where there is one and of the region where not', () => {
    expect(chooseEndpointZones({ ...abroad, ...noNetwork })).toHaveLength(2);
    expect(
      chooseEndpointZones({ ...abroad, ...noNetwork, networkZoneIds: ['use1-az3', 'use1-az6'] }),
    ).toEqual(['use1-az6']);
  });

  test('the zones of an endpoint are none where there is nothing in common', () => {
    expect(chooseEndpointZones({ crossRegion: false, serviceZoneIds: [], ...noNetwork })).toEqual([]);
    expect(chooseEndpointZones({ ...abroad, ...noNetwork, networkZoneIds: ['use1-az3'] })).toEqual([]);
  });
});
