import { principalArn } from '../../../domain/account.ts';
import { zoneSupportsCrossRegion } from '../../../domain/cross-region.ts';
import { getRegion } from '../../../domain/regions.ts';
import { parseServiceName, serviceOwners } from '../../../domain/service-name.ts';
import type { AwsClients } from '../../aws/clients.ts';
import { findService, type VisibleService } from '../../aws/services.ts';
import type { Reason } from '../../store/schema.ts';

/** What is asked: may this organization have an endpoint to this service in this region? */
export interface PreflightQuestion {
  readonly organization: {
    readonly id: string;
    readonly partition: 'aws' | 'aws-cn' | 'aws-us-gov';
    readonly aws_account_ids: readonly string[];
  };
  readonly service: { readonly name: string; readonly region: string; readonly marketplace: boolean };
  /** Zones that the customer said the service is in; what AWS shows wins. */
  readonly zoneIds: readonly string[];
  /** Region of the network. */
  readonly region: string;
  /** Zones of the network, where there is one. */
  readonly networkZoneIds: readonly string[];
}

export type PreflightAnswer =
  | {
      readonly verdict: 'go';
      readonly service: VisibleService;
      /** Zones of the service; empty across regions. */
      readonly serviceZoneIds: readonly string[];
      /** Zones in which the endpoint shall be. */
      readonly endpointZoneIds: readonly string[];
    }
  /** `wait`: the customer can change it, and it is looked at again. `refuse`: asking again would be wrong. */
  | { readonly verdict: 'wait' | 'refuse'; readonly reason: Reason; readonly service?: VisibleService };

/** Endpoints in more zones cost more and connect no better. */
const zonesAtMost = 3;
const zonesAcrossRegions = 2;

/**
 * Looks at the service as the organization's principal and decides. The owner is compared here, before anything is created,
 * because an organization could otherwise name a service of another one that happens to allow its principal.
 */
export async function preflight(
  aws: AwsClients,
  trayAccountId: string,
  question: PreflightQuestion,
): Promise<PreflightAnswer> {
  const { organization, service, region } = question;
  const arn = principalArn({
    partition: organization.partition,
    accountId: trayAccountId,
    orgId: organization.id,
  });
  const found = await findService(
    { principal: aws.ec2As(arn, region), tray: aws.ec2(region) },
    { name: service.name, serviceRegion: service.region, region },
  );
  if (found === undefined) return { verdict: 'wait', reason: notVisible(question, arn) };
  const name = parseServiceName(service.name, { region: service.region, marketplace: service.marketplace });
  const owners = serviceOwners(name, organization.aws_account_ids);
  if (!owners.includes(found.owner)) {
    return {
      verdict: 'refuse',
      service: found,
      reason: {
        code: 'owner_mismatch',
        message: `${service.name} is owned by ${found.owner}, which is not among ${owners.join(', ')}`,
      },
    };
  }
  return zones(question, found);
}

function zones(question: PreflightQuestion, service: VisibleService): PreflightAnswer {
  const { region, networkZoneIds } = question;
  if (region !== question.service.region) {
    const candidates = (networkZoneIds.length > 0 ? networkZoneIds : getRegion(region).zoneIds).filter(
      zoneSupportsCrossRegion,
    );
    const endpointZoneIds = [...candidates].sort().slice(0, zonesAcrossRegions);
    if (endpointZoneIds.length > 0) return { verdict: 'go', service, serviceZoneIds: [], endpointZoneIds };
    return {
      verdict: 'refuse',
      service,
      reason: {
        code: 'zones_not_in_common',
        message: `${region} has no zone from which other regions are reached`,
      },
    };
  }
  const serviceZoneIds = service.zoneIds.length > 0 ? service.zoneIds : question.zoneIds;
  if (serviceZoneIds.length === 0) {
    return {
      verdict: 'wait',
      service,
      reason: {
        code: 'zones_not_in_common',
        message: `${question.service.name} is in no zone that is open to Tray's account`,
      },
    };
  }
  // Zones that the network has already come first: adding one takes a run of its stack.
  const known = serviceZoneIds.filter((zoneId) => networkZoneIds.includes(zoneId));
  const others = serviceZoneIds.filter((zoneId) => !networkZoneIds.includes(zoneId));
  const endpointZoneIds = [...known, ...others].slice(0, zonesAtMost).sort();
  return { verdict: 'go', service, serviceZoneIds, endpointZoneIds };
}

/** AWS does not tell which: the service does not exist, does not allow the principal, or does not support the region. */
function notVisible(question: PreflightQuestion, arn: string): Reason {
  const { service, region } = question;
  const abroad = region === service.region ? '' : `, or does not list ${region} among its supported regions`;
  return {
    code: 'service_not_visible',
    message: `AWS does not show ${service.name} to Tray: it does not exist in ${service.region}, does not allow ${arn}${abroad}`,
    awsErrorCode: 'InvalidServiceName',
  };
}
