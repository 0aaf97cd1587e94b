import { principalArn } from '../../domain/account.ts';
import { defined } from '../../domain/defined.ts';
import { explainHidden } from '../../domain/hidden-service.ts';
import { nextChoice, type RegionChoice, regionsInOrder } from '../../domain/region-choice.ts';
import { networkStackId } from '../../domain/stack-ids.ts';
import { asError } from '../faults.ts';
import { type Finding, type Findings, preflight, type ServiceInspector } from '../preflight.ts';
import { type SearchResult, searchRegions } from '../region-search.ts';
import type { Organization } from '../store/schema.ts';
import { type CheckResult, failed, passed, skipped } from './check-results.ts';
import type { CheckedRequest } from './connection-rules.ts';
import type { Context } from './context.ts';

export interface LookRequest {
  readonly organization: Organization;
  readonly service: CheckedRequest['service'];
  /** Zones that the caller says the service is in. */
  readonly zoneIds: readonly string[];
  readonly chosen: RegionChoice;
  /** The caller has named the region. */
  readonly fixed: boolean;
}

/**
 * What AWS shows, and the region from which it does: another than the first, when only that one is open. Adds its checks to those that
 * are there.
 */
export async function lookAtService(
  context: Context,
  request: LookRequest,
  checks: CheckResult[],
): Promise<{ choice: RegionChoice; findings?: Findings }> {
  const { inspector } = context;
  const { chosen } = request;
  if (!inspector) {
    checks.push(skipped('service_visible', 'This process has no access to AWS.'));
    return { choice: chosen };
  }
  try {
    const { choice, findings, hidden } = await find(context, request, inspector);
    if (findings === undefined) {
      if (hidden !== undefined) checks.push(...explained(context, request, hidden));
      checks.push(skipped('service_owner', 'AWS shows the owner only of services that can be seen.'));
      return { choice };
    }
    if (choice !== chosen) checks.push(passed('region', choice.reason));
    checks.push(
      passed('service_visible', "The service exists and allows Tray's principal."),
      ...findings.all.map(rendered),
      checkAcceptance(findings.service.acceptanceRequired),
    );
    return { choice, findings };
  } catch (error) {
    checks.push(skipped('service_visible', `AWS could not be asked: ${asError(error).message}`));
    return { choice: chosen };
  }
}

async function find(
  context: Context,
  { organization, service, zoneIds, chosen, fixed }: LookRequest,
  inspector: ServiceInspector,
): Promise<{ choice: RegionChoice; findings?: Findings; hidden?: SearchResult<Findings> }> {
  const ask = async (region: string) => {
    const network = await context.store.networks.get(networkStackId(organization.id, region));
    const networkZoneIds = network?.zone_ids ?? [];
    return preflight(inspector, { organization, service, zoneIds, region, networkZoneIds });
  };
  const first = await ask(chosen.region);
  if (first !== undefined) return { choice: chosen, findings: first };
  let found: { choice: RegionChoice; findings: Findings } | undefined;
  const hidden = await searchRegions<Findings>({
    serviceRegion: service.region,
    region: chosen.region,
    others: fixed ? [] : regionsInOrder(chosen),
    ask,
    take: (region, findings) => {
      const choice = nextChoice(chosen, region, {
        serviceRegion: service.region,
        closed: `AWS does not show the service in ${chosen.region}`,
      });
      found = { choice, findings };
      return true;
    },
  });
  return found ?? { choice: chosen, hidden };
}

/** What was found, as a line of the check. */
function rendered({ name, message, problem }: Finding): CheckResult {
  return problem === undefined ? passed(name, message) : failed(name, message, 'customer', problem.fix);
}

function explained(
  context: Context,
  { organization, service, chosen: { region } }: LookRequest,
  found: SearchResult<Findings>,
): CheckResult[] {
  const { code, message, obstacles } = explainHidden({
    serviceName: service.name,
    ...(service.kind === 'customer' ? { serviceId: service.serviceId } : {}),
    serviceRegion: service.region,
    region,
    principalArn: principalArn({
      partition: organization.partition,
      accountId: context.platform.trayAccountId,
      orgId: organization.id,
    }),
    atHome: found.atHome,
    alsoHiddenIn: found.alsoHiddenIn,
  });
  const [first] = obstacles;
  const command = defined({ command: first.command });
  const fix = obstacles.map((obstacle) => obstacle.fix).join('; ');
  if (code === 'service_region_not_supported') {
    return [
      passed('service_visible', `The service exists and allows Tray's principal, in ${service.region}.`),
      { ...failed('region', `${message}.`, 'customer', fix), ...command },
    ];
  }
  return [{ ...failed('service_visible', `${message}.`, 'customer', fix), ...command }];
}

function checkAcceptance(required: boolean): CheckResult {
  if (required)
    return passed('acceptance_required', 'Connections must be accepted by the customer, as they should.');
  return {
    name: 'acceptance_required',
    verdict: 'warning',
    message: 'The service accepts every connection by itself.',
    actor: 'customer',
    fix: 'require acceptance, so that nobody connects without being looked at',
  };
}
