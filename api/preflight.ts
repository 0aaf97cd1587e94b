import { principalArn } from '../domain/account.ts';
import { chooseEndpointZones } from '../domain/endpoint-zones.ts';
import type { Partition } from '../domain/partition.ts';
import { getRegion } from '../domain/regions.ts';
import { type ServiceName, serviceOwners } from '../domain/service-name.ts';
import type { AwsClients } from './aws/clients.ts';
import { findService, type VisibleService } from './aws/services.ts';
import type { Reason } from './store/schema.ts';

/** What is asked: may this organization have an endpoint to this service in this region? */
export interface PreflightQuestion {
  readonly organization: {
    readonly id: string;
    readonly aws_account_ids: readonly string[];
  };
  readonly service: ServiceName;
  /** Zones that the customer said the service is in; what AWS shows wins. */
  readonly zoneIds: readonly string[];
  /** Region of the network. */
  readonly region: string;
  /** Zones of the network, where there is one. */
  readonly networkZoneIds: readonly string[];
}

/** Looks at services with the eyes of an organization's principal. */
export interface ServiceInspector {
  /**
   * @returns undefined when AWS does not show the service: it says the same of what does not exist and of what the principal may not
   * see, in this region or at all.
   * @throws when AWS cannot be asked; the error's message is shown to the caller of a service check.
   */
  look(
    question: Pick<PreflightQuestion, 'organization' | 'service' | 'region'>,
  ): Promise<VisibleService | undefined>;
}

/** One thing that was looked at, and what stands in the way if something does. */
export interface Finding {
  readonly name: 'service_owner' | 'zones';
  /** A sentence for people: what was found. */
  readonly message: string;
  readonly problem?: {
    readonly code: Extract<Reason['code'], 'owner_mismatch' | 'zones_not_in_common'>;
    /** Asking again would be wrong; otherwise the customer can change it, and it is looked at again. */
    readonly lasting: boolean;
    /** What the customer can do, in the imperative. */
    readonly fix: string;
  };
}

/** What one look at a visible service gives: a service check renders it, a worker decides on it. */
export interface Findings {
  readonly service: VisibleService;
  /** In the order in which they count. */
  readonly all: readonly Finding[];
  /** Zones of the service; empty across regions. */
  readonly serviceZoneIds: readonly string[];
  /** Zones in which the endpoint shall be. */
  readonly endpointZoneIds: readonly string[];
}

/** @returns undefined when AWS does not show the service to the principal. @throws when AWS cannot be asked. */
export async function preflight(
  inspector: ServiceInspector,
  question: PreflightQuestion,
): Promise<Findings | undefined> {
  const service = await inspector.look(question);
  return service && judge(question, service);
}

export function principalInspector(
  aws: Pick<AwsClients, 'ec2' | 'ec2As'>,
  tray: { readonly accountId: string; readonly partition: Partition },
): ServiceInspector {
  return {
    look: ({ organization, service, region }) => {
      const arn = principalArn({
        partition: tray.partition,
        accountId: tray.accountId,
        orgId: organization.id,
      });
      return findService(
        { principal: aws.ec2As(arn, region), tray: aws.ec2(region) },
        { name: service.name, serviceRegion: service.region, region },
      );
    },
  };
}

/** Pure: the same sight gives the same findings. */
export function judge(question: PreflightQuestion, service: VisibleService): Findings {
  const crossRegion = question.region !== question.service.region;
  const shown = service.zoneIds.length > 0 ? service.zoneIds : question.zoneIds;
  const serviceZoneIds = crossRegion ? [] : shown;
  const endpointZoneIds = chooseEndpointZones({
    crossRegion,
    serviceZoneIds,
    networkZoneIds: question.networkZoneIds,
    regionZoneIds: getRegion(question.region).zoneIds,
  });
  const zones = judgeZones(question, { crossRegion, endpointZoneIds });
  return { service, all: [judgeOwner(question, service), zones], serviceZoneIds, endpointZoneIds };
}

/**
 * The owner is compared before anything is created, because an organization could otherwise name a service of another one that happens
 * to allow its principal. A product of the Marketplace is owned by the Marketplace, and by nobody's account: what is an account's is
 * claimed by one organization, and the Marketplace must not be a way past that.
 */
function judgeOwner({ organization, service }: PreflightQuestion, { owner }: VisibleService): Finding {
  const owners = serviceOwners(service, organization.aws_account_ids);
  const name = 'service_owner';
  if (owners.includes(owner)) {
    const message =
      service.kind === 'marketplace'
        ? 'The service is offered through AWS Marketplace.'
        : `The service belongs to ${owner}, an account of the organization.`;
    return { name, message };
  }
  const fix =
    service.kind === 'marketplace'
      ? `ask for the service by its name com.amazonaws.vpce.<region>.vpce-svc-…, with ${owner} among the organization's awsAccountIds`
      : "check the service name, and the organization's awsAccountIds";
  return {
    name,
    message: `${service.name} is owned by ${owner}, which is not among ${owners.join(', ')}.`,
    problem: { code: 'owner_mismatch', lasting: true, fix },
  };
}

function judgeZones(
  { service, region, networkZoneIds }: PreflightQuestion,
  {
    crossRegion,
    endpointZoneIds,
  }: { readonly crossRegion: boolean; readonly endpointZoneIds: readonly string[] },
): Finding {
  const name = 'zones';
  if (endpointZoneIds.length > 0)
    return { name, message: `The endpoint would be in ${endpointZoneIds.join(', ')}.` };
  const code = 'zones_not_in_common';
  if (!crossRegion) {
    return {
      name,
      message: `${service.name} is in no zone that is open to Tray's account.`,
      problem: { code, lasting: false, fix: "add another zone to the service's load balancer" },
    };
  }
  const where = networkZoneIds.length > 0 ? `The network in ${region}` : region;
  return {
    name,
    message: `${where} has no zone from which other regions are reached.`,
    problem: { code, lasting: true, fix: 'name another region, or leave the choice to Tray' },
  };
}
