import { allowPrincipalCommand } from '../domain/acceptance.ts';
import { principalArn } from '../domain/account.ts';
import { DomainError } from '../domain/errors.ts';
import { findPortProblems } from '../domain/ports.ts';
import { chooseRegion, type RegionChoice } from '../domain/region-choice.ts';
import { parseZoneIdIn } from '../domain/zone-id.ts';
import { type Caller, maySee } from './caller.ts';
import { type CheckedRequest, parseOwnService } from './connections.ts';
import type { Context } from './context.ts';
import type { components } from './contract.generated.ts';
import { asError } from './faults.ts';
import { refuseUnknown } from './organizations.ts';
import type { ServiceSighting } from './service-inspector.ts';
import type { Organization } from './store/schema.ts';

type Schemas = components['schemas'];
type CheckResult = Schemas['CheckResult'];
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
  const choice = service && checkRegion(context, question, service, checks);
  if (service) {
    checkZones(question, service, checks);
    checks.push(await checkClaim(context, organization, service));
  }
  if (choice) checks.push(await checkNetwork(context, organization, choice.region));
  const sighting = service && choice && (await look(context, organization, service, choice.region, checks));
  const zoneIds = question.service.zoneIds ?? (sighting?.visible ? sighting.zoneIds : []);
  return {
    verdict: verdictOf(checks),
    ...(service
      ? {
          service: {
            name: service.name,
            kind: service.kind,
            region: service.region,
            zoneIds: [...zoneIds],
            ...(sighting?.visible && /^\d{12}$/.test(sighting.owner)
              ? { ownerAccountId: sighting.owner }
              : {}),
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
        ...(question.region === undefined ? {} : { requestedRegion: question.region }),
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

async function checkNetwork(
  context: Context,
  organization: Organization,
  region: string,
): Promise<CheckResult> {
  const known = await context.store.networks.get(`net-${organization.id}-${region}`);
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

async function look(
  context: Context,
  organization: Organization,
  service: CheckedRequest['service'],
  region: string,
  checks: CheckResult[],
): Promise<ServiceSighting | undefined> {
  const { inspector } = context;
  if (!inspector) {
    checks.push(skipped('service_visible', 'This process has no access to AWS.'));
    return undefined;
  }
  let sighting: ServiceSighting;
  try {
    sighting = await inspector.look({ organizationId: organization.id, service, region });
  } catch (error) {
    const why = asError(error).message;
    checks.push(skipped('service_visible', `AWS could not be asked: ${why}`));
    return undefined;
  }
  checks.push(checkVisible(context, organization, service, sighting));
  if (!sighting.visible) {
    checks.push(skipped('service_owner', 'AWS shows the owner only of services that can be seen.'));
    return sighting;
  }
  checks.push(
    checkOwner(organization, service, sighting.owner),
    checkAcceptance(sighting.acceptanceRequired),
  );
  if (sighting.supportedRegions) checks.push(checkReach(region, service, sighting.supportedRegions));
  return sighting;
}

function checkVisible(
  context: Context,
  organization: Organization,
  service: CheckedRequest['service'],
  sighting: ServiceSighting,
): CheckResult {
  if (sighting.visible) return passed('service_visible', "The service exists and allows Tray's principal.");
  const arn = principalArn({
    partition: organization.partition,
    accountId: context.platform.trayAccountId,
    orgId: organization.id,
  });
  return {
    ...failed(
      'service_visible',
      `AWS does not show the service to Tray (${sighting.awsErrorCode}): it does not exist, or it does not allow Tray's principal.`,
      'customer',
      `check the name, and allow ${arn}`,
    ),
    ...(service.kind === 'customer'
      ? {
          command: allowPrincipalCommand({
            serviceId: service.serviceId,
            region: service.region,
            principalArn: arn,
          }).text,
        }
      : {}),
  };
}

function checkOwner(
  organization: Organization,
  service: CheckedRequest['service'],
  owner: string,
): CheckResult {
  const accounts = organization.aws_account_ids;
  if (service.kind === 'marketplace' && owner === 'aws-marketplace') {
    return passed('service_owner', 'The service is offered through AWS Marketplace.');
  }
  if (accounts.includes(owner)) {
    return passed('service_owner', `The service belongs to ${owner}, an account of the organization.`);
  }
  return failed(
    'service_owner',
    `The service belongs to ${owner}, which is not an account of the organization (${accounts.join(', ')}).`,
    'customer',
    "check the service name, and the organization's awsAccountIds",
  );
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

function checkReach(
  region: string,
  service: CheckedRequest['service'],
  supported: readonly string[],
): CheckResult {
  if (region === service.region || supported.includes(region)) {
    return passed('region', `The service can be reached from ${region}.`);
  }
  return failed(
    'region',
    `The service cannot be reached from ${region}; it supports ${supported.join(', ')}.`,
    'customer',
    `add ${region} to the service's supported regions`,
  );
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

function passed(name: CheckResult['name'], message: string): CheckResult {
  return { name, verdict: 'passed', message, actor: 'none' };
}

function failed(
  name: CheckResult['name'],
  message: string,
  actor: 'customer' | 'tray',
  fix: string,
): CheckResult {
  return { name, verdict: 'failed', message, actor, fix };
}

function skipped(name: CheckResult['name'], message: string): CheckResult {
  return { name, verdict: 'skipped', message, actor: 'none' };
}
