import { DomainError } from '../../domain/errors.ts';
import { assertNetworkHasRoom, assertRulesFit, portRanges, quotasWith } from '../../domain/limits.ts';
import { findPortProblems, parsePorts } from '../../domain/ports.ts';
import type { components } from '../contract.generated.ts';
import type { Network, Organization } from '../store/schema.ts';
import type { Context } from './context.ts';

type Schemas = components['schemas'];
type CheckResult = Schemas['CheckResult'];

const name = 'limits';

/**
 * Whether what is asked for fits into what AWS allows: rules of a security group, endpoints and addresses of the network, gateway
 * endpoints of the region. @param region where the network is, or would be; undefined when no region can be chosen.
 */
export async function checkLimits(
  { store, platform }: Pick<Context, 'store' | 'platform'>,
  { ports }: Pick<Schemas['CreateServiceCheck'], 'ports'>,
  organization: Pick<Organization, 'id'>,
  region: string | undefined,
): Promise<CheckResult> {
  const quotas = quotasWith(platform.quotas);
  const network = region && (await store.networks.get(`net-${organization.id}-${region}`));
  try {
    const rules = findPortProblems(ports).length > 0 ? 0 : portRanges(parsePorts(ports)).length;
    assertRulesFit(rules, quotas);
    if (network) await assertRoom({ store, probe: platform.probe !== false }, network, quotas);
    if (region !== undefined && !network) {
      const gateways = 2 * ((await store.networks.countIn(region)) + 1);
      const { gatewayEndpointsPerRegion: limit } = quotas;
      if (gateways > limit) return tooManyGateways(gateways, limit, region);
    }
    return {
      name,
      verdict: 'passed',
      message: `${rules} security group rule(s) of ${quotas.rulesPerSecurityGroup}; the network has room.`,
      actor: 'none',
    };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { name, verdict: 'failed', message: error.message, actor: 'tray', fix: error.fix };
  }
}

/** The zones of the endpoint are not known yet: there is room when one of the network's zones has some. */
async function assertRoom(
  { store, probe }: Pick<Context, 'store'> & { readonly probe: boolean },
  network: Network,
  quotas: ReturnType<typeof quotasWith>,
) {
  const occupants = await store.networks.occupants(network.id);
  const endpoints = [
    ...occupants.map((occupant) =>
      occupant.region === occupant.service_region ? occupant.service_zone_ids : network.zone_ids,
    ),
    ...network.aws_services.map(() => network.zone_ids),
  ];
  let full: unknown;
  for (const zoneId of network.zone_ids) {
    try {
      return assertNetworkHasRoom({ cidr: network.cidr, zoneIds: [zoneId], endpoints, probe }, quotas);
    } catch (error) {
      full = error;
    }
  }
  if (full !== undefined) throw full;
}

function tooManyGateways(needed: number, limit: number, region: string): CheckResult {
  return {
    name,
    verdict: 'warning',
    message: `${needed} gateway endpoints would be in ${region}, two for each network, and an account has ${limit} unless AWS raised that.`,
    actor: 'tray',
    fix: 'raise the quota "Gateway VPC endpoints per Region", and set QUOTA_GATEWAY_ENDPOINTS_PER_REGION',
  };
}
