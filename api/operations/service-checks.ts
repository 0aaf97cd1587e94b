import { defined } from '../../domain/defined.ts';
import { DomainError } from '../../domain/errors.ts';
import { hostnameTakenFix, parseClaimableHostname } from '../../domain/hostname-claim.ts';
import { findPortProblems } from '../../domain/ports.ts';
import { chooseRegion, type RegionChoice } from '../../domain/region-choice.ts';
import { networkStackId } from '../../domain/stack-ids.ts';
import { parseZoneIdIn } from '../../domain/zone-id.ts';
import type { components } from '../contract.generated.ts';
import type { Network, Organization } from '../store/schema.ts';
import { type Caller, maySee } from './caller.ts';
import { type CheckResult, failed, passed } from './check-results.ts';
import { type CheckedRequest, parseOwnService } from './connection-rules.ts';
import type { Context } from './context.ts';
import { checkLimits } from './limit-check.ts';
import { refuseUnknown } from './organizations.ts';
import { lookAtService } from './service-look.ts';

type Schemas = components['schemas'];
type Question = Schemas['CreateServiceCheck'];

/**
 * What a connection with these facts would meet. Creates nothing. A broken rule is a failed check, not an error: the
 * caller sees all of them, with the side that must act.
 */
export async function checkService(
  context: Context,
  caller: Caller,
  question: Question,
): Promise<Schemas['ServiceCheck']> {
  const id = question.organizationId;
  const organization = maySee(caller, id) ? await context.store.organizations.get(id) : undefined;
  if (!organization) return refuseUnknown(id, '/organizationId');

  const checks: CheckResult[] = [checkPrincipal(organization), checkPorts(question)];
  const service = attempt(checks, 'service_name', () => {
    const parsed = parseOwnService(question.service, context.platform);
    return { value: parsed, message: `${parsed.name} is a service in ${parsed.region}.` };
  });
  const chosen = service && checkRegion(context, question, service, checks);
  if (service) {
    checkZones(question, service, checks);
    checks.push(await checkClaim(context, organization, service));
  }
  const fixed = question.region !== undefined;
  // Asked first, as the answer may be in another region; told last.
  const sight: CheckResult[] = [];
  const declared = question.service.zoneIds;
  const seen =
    service &&
    chosen &&
    (await lookAtService(context, { organization, service, zoneIds: declared ?? [], chosen, fixed }, sight));
  const choice = seen?.choice;
  const visible = seen?.findings?.service;
  if (question.hostname !== undefined) {
    checks.push(await checkHostname(context, organization, question.hostname, choice?.region));
  }
  if (choice) {
    const network = await context.store.networks.get(networkStackId(organization.id, choice.region));
    checks.push(await checkNetwork(context, organization, network));
  }
  checks.push(await checkLimits(context, question, organization, choice?.region), ...sight);
  const zoneIds = declared ?? visible?.zoneIds ?? [];
  return {
    verdict: verdictOf(checks),
    ...(service
      ? {
          service: {
            name: service.name,
            kind: service.kind,
            region: service.region,
            zoneIds: [...zoneIds],
            ...(visible && /^\d{12}$/.test(visible.owner) ? { ownerAccountId: visible.owner } : {}),
          },
        }
      : {}),
    ...(choice
      ? {
          region: choice.region,
          regionChoice: {
            crossRegion: choice.crossRegion,
            reason: choice.reason,
            roundTripMs: choice.roundTripMs,
          },
        }
      : {}),
    considered: choice ? [...choice.considered] : [],
    zoneIds: [...zoneIds],
    checks,
    checkedAt: new Date().toISOString(),
  };
}

function verdictOf(checks: readonly CheckResult[]): Schemas['ServiceCheck']['verdict'] {
  if (checks.some((check) => check.verdict === 'failed')) return 'blocked';
  return checks.some((check) => check.verdict === 'skipped') ? 'undetermined' : 'ready';
}

function checkPrincipal(organization: Organization): CheckResult {
  switch (organization.state) {
    case 'ready':
      return passed('principal', 'The principal of the organization exists.');
    case 'deleting':
    case 'deleted':
      return failed(
        'principal',
        'The organization is being deleted.',
        'tray',
        'register it again afterwards',
      );
    case 'provisioning':
    case 'failed':
      return {
        name: 'principal',
        verdict: 'warning',
        message: 'The principal of the organization does not exist yet; it is being created.',
        actor: 'tray',
      };
  }
}

function checkPorts(question: Question): CheckResult {
  const problems = findPortProblems(question.ports);
  if (problems.length === 0) return passed('ports', `${question.ports.length} port(s) are well-formed.`);
  return failed(
    'ports',
    problems.map(({ error }) => error.message).join('; '),
    'customer',
    problems.map(({ error }) => error.fix).join('; '),
  );
}

function checkRegion(
  context: Context,
  question: Question,
  service: CheckedRequest['service'],
  checks: CheckResult[],
): RegionChoice | undefined {
  const { platform } = context;
  return attempt(
    checks,
    'region',
    () => {
      const choice = chooseRegion({
        serviceRegion: service.region,
        enabledRegions: platform.regions,
        service,
        ...(question.service.zoneIds ? { serviceZoneIds: question.service.zoneIds } : {}),
        ...(platform.roundTrips ? { roundTrips: platform.roundTrips } : {}),
        ...defined({ requestedRegion: question.region }),
      });
      return { value: choice, message: choice.reason };
    },
    'tray',
  );
}

function checkZones(question: Question, service: CheckedRequest['service'], checks: CheckResult[]): void {
  const zoneIds = question.service.zoneIds;
  if (!zoneIds) return;
  attempt(checks, 'zones', () => {
    for (const zoneId of zoneIds) parseZoneIdIn(service.region, zoneId);
    return { value: zoneIds, message: `${zoneIds.join(', ')} are zones of ${service.region}.` };
  });
}

async function checkClaim(
  context: Context,
  organization: Organization,
  service: CheckedRequest['service'],
): Promise<CheckResult> {
  const owner = await context.store.connections.claimantOf(service.name);
  if (owner === undefined || owner === organization.id) {
    return passed('service_claim', 'No other organization is connected to the service.');
  }
  return failed(
    'service_claim',
    'The service is connected to another organization, and a service belongs to one.',
    'customer',
    'check the service name',
  );
}

async function checkHostname(
  context: Context,
  organization: Organization,
  hostname: string,
  region: string | undefined,
): Promise<CheckResult> {
  try {
    parseClaimableHostname(hostname, context.platform);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return failed('hostname', error.message, 'customer', error.fix);
  }
  const holder =
    region === undefined
      ? undefined
      : await context.store.connections.holderOf({ organizationId: organization.id, region, hostname });
  if (holder === undefined) return passed('hostname', `A connection may answer for ${hostname}.`);
  return failed(
    'hostname',
    `"${hostname}" is the name of connection ${holder} in the same network.`,
    'tray',
    hostnameTakenFix,
  );
}

async function checkNetwork(
  context: Context,
  organization: Organization,
  known: Network | undefined,
): Promise<CheckResult> {
  if (known) return passed('network', `The network ${known.id} (${known.cidr}) is there already.`);
  const taken = await context.store.networks.takenCidrs();
  try {
    const cidr = context.platform.addressPool.allocate(taken, organization.declared_cidrs);
    return passed('network', `A network would be made, in ${cidr} as things stand.`);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return failed('network', error.message, 'tray', error.fix);
  }
}

/** A rule as a check: what it throws is its verdict. */
function attempt<T>(
  checks: CheckResult[],
  name: CheckResult['name'],
  rule: () => { value: T; message: string },
  actor: 'customer' | 'tray' = 'customer',
): T | undefined {
  try {
    const { value, message } = rule();
    checks.push(passed(name, message));
    return value;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    checks.push(failed(name, error.message, actor, error.fix));
    return undefined;
  }
}
