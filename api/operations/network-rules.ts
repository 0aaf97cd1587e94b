import { parseInterfaceService } from '../../domain/aws-services.ts';
import { DomainError } from '../../domain/errors.ts';
import { findGatewayProblems, type GatewayAllowLists } from '../../domain/gateway-access.ts';
import { assertAddressesFit, assertEndpointsFit, quotasWith } from '../../domain/limits.ts';
import { subnetsFor } from '../../domain/subnets.ts';
import { parseZoneIdIn } from '../../domain/zone-id.ts';
import { dynamodbGatewayPolicy, InvalidPropsError, s3GatewayPolicy } from '../../stacks/index.ts';
import type { Platform } from '../platform.ts';
import type { Rules } from './problem.ts';

/** What a request says of a network's content, whether it makes or changes one. */
export interface ContentRequest {
  readonly gateways?: GatewayAllowLists;
  readonly awsServices?: readonly string[];
}

/** Names, and that the gateways' policies fit into what AWS takes. The same rules as in a fleet file. */
export function checkContent(
  rules: Rules,
  { gateways = {}, awsServices = [] }: ContentRequest,
  at: { readonly platform: Platform; readonly region: string },
): void {
  const problems = findGatewayProblems(gateways);
  for (const { path, error } of problems) rules.add(`/gateways/${path.join('/')}`, error);
  for (const [index, name] of awsServices.entries())
    rules.check(`/awsServices/${index}`, () => parseInterfaceService(name));
  if (problems.length > 0) return;
  const { partition, trayAccountId: accountId } = at.platform;
  const where = { partition, region: at.region, accountId };
  const { s3, dynamodb } = gateways;
  rules.check('/gateways/s3/buckets', () =>
    fitting(() => s3GatewayPolicy({ ...where, buckets: s3?.buckets ?? [] })),
  );
  rules.check('/gateways/dynamodb/tables', () =>
    fitting(() => dynamodbGatewayPolicy({ ...where, tables: dynamodb?.tables ?? [] })),
  );
}

/** Where a network is to be: an enabled region, zones of it, and a range that is wide enough for them. */
export function checkPlace(
  rules: Rules,
  place: { readonly region: string; readonly zoneIds: readonly string[]; readonly cidr?: string },
  platform: Platform,
): void {
  const { region, zoneIds, cidr } = place;
  rules.check('/region', () => assertEnabled(region, platform));
  for (const [index, zoneId] of zoneIds.entries())
    rules.check(`/zoneIds/${index}`, () => parseZoneIdIn(region, zoneId));
  if (cidr !== undefined) rules.check('/cidr', () => subnetsFor(cidr, [...zoneIds]));
}

export function assertEnabled(region: string, { regions }: Platform): void {
  if (regions.includes(region)) return;
  throw new DomainError(
    'region_not_enabled',
    `Tray places no networks in ${region}`,
    `use one of ${regions.join(', ')}`,
  );
}

/** What AWS takes of endpoints in one VPC, and the subnets of addresses, connections' endpoints included. */
export function checkRoomForServices(
  rules: Rules,
  load: { readonly cidr: string; readonly awsServices: readonly string[]; readonly connections: number },
  platform: Platform,
): void {
  const endpoints = load.awsServices.length + load.connections;
  rules.check('/awsServices', () => assertEndpointsFit(endpoints, quotasWith(platform.quotas)));
  const others = Number(platform.probe ?? true);
  rules.check('/awsServices', () => assertAddressesFit(endpoints + others, load.cidr));
}

/** A construct's refusal as a broken rule. */
function fitting(build: () => unknown): void {
  try {
    build();
  } catch (error) {
    if (!(error instanceof InvalidPropsError)) throw error;
    throw new DomainError('limit_exceeded', error.problem, error.fix);
  }
}
