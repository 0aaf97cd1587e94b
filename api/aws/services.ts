import { DescribeVpcEndpointServicesCommand, type EC2Client, type ServiceDetail } from '@aws-sdk/client-ec2';
import { defined } from '../../domain/defined.ts';
import { awsFailure } from './failures.ts';
import { zoneNames } from './zones.ts';

/** An endpoint service, as AWS shows it to one principal in one region. */
export interface VisibleService {
  readonly name: string;
  /** Account number, `amazon` or `aws-marketplace`. */
  readonly owner: string;
  /** AZ ids that service and caller have in common; empty across regions. */
  readonly zoneIds: readonly string[];
  readonly acceptanceRequired: boolean;
  readonly privateDnsName?: string;
  readonly privateDnsVerification?: string;
  /** Of the call that showed it. */
  readonly requestId?: string;
}

export interface ServiceQuestion {
  readonly name: string;
  readonly serviceRegion: string;
  /** Where the endpoint shall be; the clients' region. */
  readonly region: string;
}

/**
 * Asks for a service as the principal. AWS answers `InvalidServiceName` alike for a service that does not exist, that does
 * not allow the principal, and that does not support the region.
 *
 * @returns undefined when it is not visible.
 */
export async function findService(
  clients: { readonly principal: EC2Client; readonly tray: EC2Client },
  question: ServiceQuestion,
): Promise<VisibleService | undefined> {
  const crossRegion = question.region !== question.serviceRegion;
  try {
    const answer = await clients.principal.send(
      new DescribeVpcEndpointServicesCommand({
        ServiceNames: [question.name],
        ...(crossRegion ? { ServiceRegions: [question.serviceRegion] } : {}),
      }),
    );
    const detail = answer.ServiceDetails?.find((one) => one.ServiceName === question.name);
    if (detail === undefined) return undefined;
    const { requestId } = answer.$metadata;
    return {
      name: question.name,
      owner: detail.Owner ?? '',
      zoneIds: crossRegion ? [] : await zoneIdsOf(detail, clients.tray),
      acceptanceRequired: detail.AcceptanceRequired ?? false,
      ...defined({
        privateDnsName: detail.PrivateDnsName,
        privateDnsVerification: detail.PrivateDnsNameVerificationState,
        requestId,
      }),
    };
  } catch (error) {
    if (awsFailure(error)?.kind === 'service_not_visible') return undefined;
    throw error;
  }
}

/** Names of zones differ between accounts: where AWS gives names alone, they are translated for the account that asked. */
async function zoneIdsOf(detail: ServiceDetail, client: EC2Client): Promise<string[]> {
  if (detail.AvailabilityZoneIds !== undefined && detail.AvailabilityZoneIds.length > 0)
    return [...detail.AvailabilityZoneIds].sort();
  const names = detail.AvailabilityZones ?? [];
  if (names.length === 0) return [];
  const idsByName = await zoneNames(client);
  return names.flatMap((name) => idsByName.get(name) ?? []).sort();
}
