import { principalArn } from '../../../domain/account.ts';
import type { VisibleService } from '../../aws/services.ts';
import type { Platform } from '../../platform.ts';
import { type PreflightQuestion, preflight, type ServiceInspector } from '../../preflight.ts';
import type { Reason } from '../../store/schema.ts';

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

/** Decides on what a look at the service finds: nothing is created before that. */
export async function decide(
  inspector: ServiceInspector,
  platform: Pick<Platform, 'trayAccountId' | 'partition'>,
  question: PreflightQuestion,
): Promise<PreflightAnswer> {
  const findings = await preflight(inspector, question);
  if (findings === undefined) return { verdict: 'wait', reason: notVisible(question, platform) };
  const { service, serviceZoneIds, endpointZoneIds } = findings;
  for (const { message, problem } of findings.all) {
    if (problem === undefined) continue;
    const reason = { code: problem.code, message: message.replace(/\.$/, '') };
    return { verdict: problem.lasting ? 'refuse' : 'wait', service, reason };
  }
  return { verdict: 'go', service, serviceZoneIds, endpointZoneIds };
}

/** AWS does not tell which: the service does not exist, does not allow the principal, or does not support the region. */
function notVisible(
  { organization, service, region }: PreflightQuestion,
  { trayAccountId, partition }: Pick<Platform, 'trayAccountId' | 'partition'>,
): Reason {
  const arn = principalArn({ partition, accountId: trayAccountId, orgId: organization.id });
  const abroad = region === service.region ? '' : `, or does not list ${region} among its supported regions`;
  return {
    code: 'service_not_visible',
    message: `AWS does not show ${service.name} to Tray: it does not exist in ${service.region}, does not allow ${arn}${abroad}`,
    awsErrorCode: 'InvalidServiceName',
  };
}
