import { AddressPool } from '../../domain/address-pool.ts';
import { defined } from '../../domain/defined.ts';
import { defaultReservedDomains } from '../../domain/hostname-claim.ts';
import { type Quotas, quotasWith } from '../../domain/limits.ts';
import { type Partition, partitionTitle } from '../../domain/partition.ts';
import type { RoundTrips } from '../../domain/region-choice.ts';
import { getRegion } from '../../domain/regions.ts';
import type { TraySettings } from './fleet.ts';
import type { Problems } from './problems.ts';
import { exact, present, values } from './references.ts';
import type { FleetInput } from './schema.ts';
import type { Draft } from './structure.ts';

/** Carrier-grade NAT space: what customers are least likely to route themselves (RFC 6598). */
const defaultPool = '100.64.0.0/10';
const defaultZone = 'privatelink.tray.internal';

/** Tray's own settings, as far as they could be read: rules go on with the parts that are right. */
export interface TrayContext {
  /** Undefined when a part that everything rests on is wrong. */
  readonly settings: TraySettings | undefined;
  readonly partition: Partition;
  /** Enabled regions. */
  readonly regions: readonly string[];
  /** False when one of them was wrong, so that a region which is not among them may yet be meant to be. */
  readonly regionsKnown: boolean;
  readonly pool: AddressPool | undefined;
  readonly zone: string;
  readonly reservedDomains: readonly string[];
  readonly sharedAwsAccounts: boolean;
  readonly roundTrips: RoundTrips;
  readonly quotas: Quotas;
}

export function resolveTray(draft: Draft<FleetInput['tray']> | undefined, problems: Problems): TrayContext {
  const partition = draft?.partition ?? 'aws';
  const spelledRight = !problems.hasBelow(['tray', 'regions']);
  const regions = enabledRegions(draft, partition, problems);
  const regionsKnown = spelledRight && regions.length > 0;
  const poolInput = draft?.addressPool ?? { cidr: defaultPool };
  const { cidr, networkPrefixLength } = poolInput;
  const pool =
    cidr === undefined
      ? undefined
      : problems.guard(
          ['tray', 'addressPool'],
          () => new AddressPool({ cidr, ...defined({ networkPrefixLength }) }),
        );
  checkAlarmTopics(draft, regions, regionsKnown, problems);
  const zone = draft?.zone ?? defaultZone;
  const reservedDomains =
    draft?.reservedDomains === undefined ? defaultReservedDomains : values(draft.reservedDomains);
  const sharedAwsAccounts = draft?.sharedAwsAccounts ?? false;
  const roundTrips = (draft?.roundTrips ?? {}) as RoundTrips;
  const raised = draft?.quotas === undefined ? undefined : exact(draft.quotas as Partial<Quotas>);
  const quotas = quotasWith(raised);
  const accountId = draft?.accountId;
  const settings: TraySettings | undefined =
    accountId === undefined || pool === undefined
      ? undefined
      : {
          accountId,
          partition,
          ...defined({ assumeRoleArn: draft?.assumeRoleArn }),
          trustedPrincipalArns:
            draft?.trustedPrincipalArns === undefined
              ? [`arn:${partition}:iam::${accountId}:root`]
              : values(draft.trustedPrincipalArns),
          regions,
          addressPool: { cidr: pool.cidr.text, networkPrefixLength: pool.networkPrefixLength },
          zone,
          ...(draft?.reservedDomains === undefined ? {} : { reservedDomains }),
          ...(draft?.sharedAwsAccounts === undefined ? {} : { sharedAwsAccounts }),
          alarmTopicArns: (draft?.alarmTopicArns ?? {}) as Record<string, string>,
          roundTrips,
          ...defined({ quotas: raised }),
        };
  return {
    settings,
    partition,
    regions,
    regionsKnown,
    pool,
    zone,
    reservedDomains,
    sharedAwsAccounts,
    roundTrips,
    quotas,
  };
}

function enabledRegions(
  draft: Draft<FleetInput['tray']> | undefined,
  partition: Partition,
  problems: Problems,
): string[] {
  const regions: string[] = [];
  for (const [index, code] of present(draft?.regions)) {
    const region = getRegion(code);
    if (region.partition === partition) regions.push(code);
    else {
      problems.add(
        ['tray', 'regions', index],
        `${code} is in ${partitionTitle(region.partition)}, Tray's account is in ${partitionTitle(partition)}`,
        'remove it: each partition needs a fleet and an account of its own',
      );
    }
  }
  return regions;
}

function checkAlarmTopics(
  draft: Draft<FleetInput['tray']> | undefined,
  regions: readonly string[],
  regionsKnown: boolean,
  problems: Problems,
): void {
  for (const [region, arn] of Object.entries(draft?.alarmTopicArns ?? {})) {
    const path = ['tray', 'alarmTopicArns', region];
    if (!regions.includes(region)) {
      if (!regionsKnown) continue;
      problems.add(path, `${region} is not an enabled region`, 'add it to tray.regions, or remove the topic');
    } else if (arn !== undefined && arn.split(':')[3] !== region) {
      problems.add(
        path,
        `the topic is in ${arn.split(':')[3]}, alarms of ${region} cannot reach it`,
        `use a topic in ${region}`,
      );
    }
  }
}
