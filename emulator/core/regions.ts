/** A region as DescribeRegions and DescribeAvailabilityZones need it. */
export interface Region {
  readonly code: string;
  readonly partition: 'aws' | 'aws-cn' | 'aws-us-gov';
  /** `euw1` in `euw1-az2`. */
  readonly zonePrefix: string;
  /** Numbers of the zones that exist: `[1, 2, 3]` mostly, `[1, 2, 4]` in ca-central-1. */
  readonly zones: readonly number[];
  readonly optIn: boolean;
}

const commercial: readonly (readonly [
  code: string,
  zonePrefix: string,
  zones: readonly number[],
  optIn?: boolean,
])[] = [
  ['us-east-1', 'use1', [1, 2, 3, 4, 5, 6]],
  ['us-east-2', 'use2', [1, 2, 3]],
  ['us-west-1', 'usw1', [1, 2, 3]],
  ['us-west-2', 'usw2', [1, 2, 3, 4]],
  ['af-south-1', 'afs1', [1, 2, 3], true],
  ['ap-east-1', 'ape1', [1, 2, 3], true],
  ['ap-east-2', 'ape2', [1, 2, 3], true],
  ['ap-south-1', 'aps1', [1, 2, 3]],
  ['ap-south-2', 'aps2', [1, 2, 3], true],
  ['ap-northeast-1', 'apne1', [1, 2, 3, 4]],
  ['ap-northeast-2', 'apne2', [1, 2, 3, 4]],
  ['ap-northeast-3', 'apne3', [1, 2, 3]],
  ['ap-southeast-1', 'apse1', [1, 2, 3]],
  ['ap-southeast-2', 'apse2', [1, 2, 3]],
  ['ap-southeast-3', 'apse3', [1, 2, 3], true],
  ['ap-southeast-4', 'apse4', [1, 2, 3], true],
  ['ap-southeast-5', 'apse5', [1, 2, 3], true],
  ['ap-southeast-6', 'apse6', [1, 2, 3], true],
  ['ap-southeast-7', 'apse7', [1, 2, 3], true],
  ['ca-central-1', 'cac1', [1, 2, 4]],
  ['ca-west-1', 'caw1', [1, 2, 3], true],
  ['eu-central-1', 'euc1', [1, 2, 3]],
  ['eu-central-2', 'euc2', [1, 2, 3], true],
  ['eu-west-1', 'euw1', [1, 2, 3]],
  ['eu-west-2', 'euw2', [1, 2, 3, 4]],
  ['eu-west-3', 'euw3', [1, 2, 3]],
  ['eu-south-1', 'eus1', [1, 2, 3], true],
  ['eu-south-2', 'eus2', [1, 2, 3], true],
  ['eu-north-1', 'eun1', [1, 2, 3]],
  ['il-central-1', 'ilc1', [1, 2, 3], true],
  ['me-south-1', 'mes1', [1, 2, 3], true],
  ['me-central-1', 'mec1', [1, 2, 3], true],
  ['mx-central-1', 'mxc1', [1, 2, 3], true],
  ['sa-east-1', 'sae1', [1, 2, 3]],
];

const all: readonly Region[] = [
  ...commercial.map(
    ([code, zonePrefix, zones, optIn = false]): Region => ({
      code,
      partition: 'aws',
      zonePrefix,
      zones,
      optIn,
    }),
  ),
  { code: 'cn-north-1', partition: 'aws-cn', zonePrefix: 'cnn1', zones: [1, 2, 3, 4], optIn: false },
  { code: 'cn-northwest-1', partition: 'aws-cn', zonePrefix: 'cnnw1', zones: [1, 2, 3], optIn: false },
  { code: 'us-gov-east-1', partition: 'aws-us-gov', zonePrefix: 'usge1', zones: [1, 2, 3], optIn: false },
  { code: 'us-gov-west-1', partition: 'aws-us-gov', zonePrefix: 'usgw1', zones: [1, 2, 3], optIn: false },
];

export const regions: ReadonlyMap<string, Region> = new Map(all.map((region) => [region.code, region]));

export function partitionOf(region: string): Region['partition'] {
  return regions.get(region)?.partition ?? 'aws';
}
