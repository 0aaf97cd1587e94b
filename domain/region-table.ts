import type { Partition } from './partition.ts';

/** code, name, latitude, longitude, opt-in, AZ id prefix, numbers of the AZ ids. */
export type RegionRow = readonly [
  code: string,
  name: string,
  latitude: number,
  longitude: number,
  optIn: boolean,
  zoneIdPrefix: string,
  zoneNumbers: readonly number[],
];

/**
 * AWS's regions. Coordinates are those of the metropolitan area that hosts the data centres, in degrees, to a tenth:
 * good for comparing distances, not for finding a building.
 *
 * Names, opt-in status: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 * AZ ids: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 * China's AZ ids: https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html
 * Accounts see a subset where a zone is constrained (usw1-az2, use1-az3, cac1 has no az3): the list is what can exist.
 */
export const regionTable: Readonly<Record<Partition, readonly RegionRow[]>> = {
  aws: [
    ['us-east-1', 'US East (N. Virginia)', 39.0, -77.5, false, 'use1', [1, 2, 3, 4, 5, 6]],
    ['us-east-2', 'US East (Ohio)', 40.1, -82.8, false, 'use2', [1, 2, 3]],
    ['us-west-1', 'US West (N. California)', 37.4, -121.9, false, 'usw1', [1, 2, 3]],
    ['us-west-2', 'US West (Oregon)', 45.8, -119.6, false, 'usw2', [1, 2, 3, 4]],
    ['ca-central-1', 'Canada (Central)', 45.5, -73.6, false, 'cac1', [1, 2, 4]],
    ['ca-west-1', 'Canada West (Calgary)', 51.0, -114.1, true, 'caw1', [1, 2, 3]],
    ['mx-central-1', 'Mexico (Central)', 20.6, -100.4, true, 'mxc1', [1, 2, 3]],
    ['sa-east-1', 'South America (São Paulo)', -23.5, -46.8, false, 'sae1', [1, 2, 3]],
    ['af-south-1', 'Africa (Cape Town)', -33.9, 18.5, true, 'afs1', [1, 2, 3]],
    ['ap-east-1', 'Asia Pacific (Hong Kong)', 22.3, 114.2, true, 'ape1', [1, 2, 3]],
    ['ap-east-2', 'Asia Pacific (Taipei)', 25.0, 121.5, true, 'ape2', [1, 2, 3]],
    ['ap-northeast-1', 'Asia Pacific (Tokyo)', 35.7, 139.7, false, 'apne1', [1, 2, 3, 4]],
    ['ap-northeast-2', 'Asia Pacific (Seoul)', 37.5, 126.9, false, 'apne2', [1, 2, 3, 4]],
    ['ap-northeast-3', 'Asia Pacific (Osaka)', 34.7, 135.5, false, 'apne3', [1, 2, 3]],
    ['ap-south-1', 'Asia Pacific (Mumbai)', 19.1, 72.9, false, 'aps1', [1, 2, 3]],
    ['ap-south-2', 'Asia Pacific (Hyderabad)', 17.4, 78.5, true, 'aps2', [1, 2, 3]],
    ['ap-southeast-1', 'Asia Pacific (Singapore)', 1.3, 103.8, false, 'apse1', [1, 2, 3]],
    ['ap-southeast-2', 'Asia Pacific (Sydney)', -33.9, 151.2, false, 'apse2', [1, 2, 3]],
    ['ap-southeast-3', 'Asia Pacific (Jakarta)', -6.2, 106.8, true, 'apse3', [1, 2, 3]],
    ['ap-southeast-4', 'Asia Pacific (Melbourne)', -37.8, 145.0, true, 'apse4', [1, 2, 3]],
    ['ap-southeast-5', 'Asia Pacific (Malaysia)', 3.1, 101.7, true, 'apse5', [1, 2, 3]],
    ['ap-southeast-6', 'Asia Pacific (New Zealand)', -36.8, 174.8, true, 'apse6', [1, 2, 3]],
    ['ap-southeast-7', 'Asia Pacific (Thailand)', 13.8, 100.5, true, 'apse7', [1, 2, 3]],
    ['eu-central-1', 'Europe (Frankfurt)', 50.1, 8.7, false, 'euc1', [1, 2, 3]],
    ['eu-central-2', 'Europe (Zurich)', 47.4, 8.5, true, 'euc2', [1, 2, 3]],
    ['eu-north-1', 'Europe (Stockholm)', 59.3, 17.9, false, 'eun1', [1, 2, 3]],
    ['eu-south-1', 'Europe (Milan)', 45.5, 9.2, true, 'eus1', [1, 2, 3]],
    ['eu-south-2', 'Europe (Spain)', 41.7, -0.9, true, 'eus2', [1, 2, 3]],
    ['eu-west-1', 'Europe (Ireland)', 53.3, -6.3, false, 'euw1', [1, 2, 3]],
    ['eu-west-2', 'Europe (London)', 51.5, -0.1, false, 'euw2', [1, 2, 3, 4]],
    ['eu-west-3', 'Europe (Paris)', 48.9, 2.4, false, 'euw3', [1, 2, 3]],
    ['il-central-1', 'Israel (Tel Aviv)', 32.1, 34.8, true, 'ilc1', [1, 2, 3]],
    ['me-central-1', 'Middle East (UAE)', 24.5, 54.4, true, 'mec1', [1, 2, 3]],
    ['me-south-1', 'Middle East (Bahrain)', 26.1, 50.6, true, 'mes1', [1, 2, 3]],
  ],
  'aws-cn': [
    ['cn-north-1', 'China (Beijing)', 39.9, 116.4, false, 'cnn1', [1, 2, 3, 4]],
    ['cn-northwest-1', 'China (Ningxia)', 37.5, 105.2, false, 'cnnw1', [1, 2, 3]],
  ],
  'aws-us-gov': [
    ['us-gov-east-1', 'AWS GovCloud (US-East)', 40.0, -83.0, false, 'usge1', [1, 2, 3]],
    ['us-gov-west-1', 'AWS GovCloud (US-West)', 45.8, -119.6, false, 'usgw1', [1, 2, 3]],
  ],
};

/**
 * Zones that cross-region PrivateLink does not reach, on either side.
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region
 */
export const crossRegionExcludedZoneIds: readonly string[] = [
  'use1-az3',
  'usw1-az2',
  'apne1-az3',
  'apne2-az2',
  'apne2-az4',
];
