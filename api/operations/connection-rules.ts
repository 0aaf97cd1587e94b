import { defined } from '../../domain/defined.ts';
import { DomainError } from '../../domain/errors.ts';
import { parseClaimableHostname } from '../../domain/hostname-claim.ts';
import { assertRulesFit, portRanges, quotasWith } from '../../domain/limits.ts';
import { findPortProblems, parsePorts, type ServicePort } from '../../domain/ports.ts';
import { chooseRegion, type RegionChoice } from '../../domain/region-choice.ts';
import { assertSamePartition, parseServiceName, type ServiceName } from '../../domain/service-name.ts';
import { parseZoneIdIn } from '../../domain/zone-id.ts';
import type { components } from '../contract.generated.ts';
import type { Platform } from '../platform.ts';
import { Rules } from './problem.ts';

type Schemas = components['schemas'];

/** A connection's facts after every rule has been looked at. */
export interface CheckedRequest {
  readonly service: ServiceName & { readonly kind: 'customer' | 'marketplace' };
  readonly serviceZoneIds: readonly string[];
  readonly ports: readonly ServicePort[];
  readonly choice: RegionChoice;
  /** The caller named the region. */
  readonly regionFixed: boolean;
  readonly hostname: string | null;
}

/** Looks at every rule that needs nothing but the request. @throws ProblemError `invalid_value` */
export function checkRequest(
  platform: Platform,
  body: Pick<Schemas['CreateConnection'], 'service' | 'ports' | 'region' | 'hostname'>,
): CheckedRequest {
  const rules = new Rules();
  const service = rules.check('/service/name', () => parseOwnService(body.service, platform));
  checkPorts(rules, body.ports, platform);
  const { hostname } = body;
  if (hostname !== undefined) rules.check('/hostname', () => parseClaimableHostname(hostname, platform));
  const serviceZoneIds = body.service.zoneIds ?? [];
  if (service) {
    for (const [index, zoneId] of serviceZoneIds.entries()) {
      rules.check(`/service/zoneIds/${index}`, () => parseZoneIdIn(service.region, zoneId));
    }
  }
  rules.assert();
  if (!service) throw new Error('a service without a broken rule is missing');
  const choice = rules.check(body.region === undefined ? '/service/name' : '/region', () =>
    chooseRegion({
      serviceRegion: service.region,
      enabledRegions: platform.regions,
      service,
      ...(serviceZoneIds.length > 0 ? { serviceZoneIds } : {}),
      ...(platform.roundTrips ? { roundTrips: platform.roundTrips } : {}),
      ...defined({ requestedRegion: body.region }),
    }),
  );
  rules.assert();
  if (!choice) throw new Error('a region without a broken rule is missing');
  return {
    service,
    serviceZoneIds,
    ports: parsePorts(body.ports),
    choice,
    regionFixed: body.region !== undefined,
    hostname: hostname ?? null,
  };
}

/** A service that connections are for. @throws DomainError */
export function parseOwnService(
  reference: Schemas['ServiceReference'],
  platform: Platform,
): CheckedRequest['service'] {
  const service = parseServiceName(reference.name, defined({ region: reference.region }));
  assertSamePartition(service, platform.partition);
  if (service.kind !== 'aws') return service;
  throw new DomainError(
    'invalid_service_name',
    `"${service.name}" is a service of AWS itself, which every network reaches without a connection`,
    "use the name of the customer's endpoint service, com.amazonaws.vpce.<region>.vpce-svc-…",
  );
}

/** Adds what is wrong with the ports, each at its place. */
export function checkPorts(rules: Rules, ports: Schemas['ServicePorts'], { quotas }: Platform): void {
  for (const { index, field, error } of findPortProblems(ports)) {
    rules.add(field === undefined ? `/ports/${index}` : `/ports/${index}/${field}`, error);
  }
  // What is broken in itself has been said; a range is not counted from it.
  if (findPortProblems(ports).length > 0) return;
  rules.check('/ports', () => assertRulesFit(portRanges(parsePorts(ports)).length, quotasWith(quotas)));
}
