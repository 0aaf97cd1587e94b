import { acceptancePack } from '../domain/acceptance.ts';
import { DomainError } from '../domain/errors.ts';
import type { Caller } from './caller.ts';
import { getConnection } from './connections.ts';
import type { Context } from './context.ts';
import type { components } from './contract.generated.ts';
import { ProblemError } from './problem.ts';
import { awsState } from './views.ts';

/** All that the customer's administrator needs. @throws ProblemError `acceptance_not_ready` until there is an endpoint. */
export async function getAcceptance(
  context: Context,
  caller: Caller,
  id: string,
): Promise<components['schemas']['AcceptancePack']> {
  const connection = await getConnection(context, caller, id);
  if (connection.endpoint_id === null || connection.state === 'deleted') {
    throw notReady(
      `Connection ${id} is ${connection.state} and has no endpoint to accept.`,
      connection.state === 'deleted' ? undefined : '5',
    );
  }
  const { platform } = context;
  try {
    const pack = acceptancePack({
      endpointId: connection.endpoint_id,
      service: connection.service_name,
      serviceRegion: connection.service_region,
      region: connection.region,
      partition: platform.partition,
      trayAccountId: connection.endpoint_account_id ?? platform.trayAccountId,
      orgId: connection.organization_id,
      requestedAt: connection.acceptance_requested_at ?? connection.state_since,
      acceptanceDays: platform.acceptanceDays,
    });
    return {
      connectionId: connection.id,
      organizationId: connection.organization_id,
      endpointId: pack.endpointId,
      endpointRegion: pack.endpointRegion,
      awsState: awsState(connection.aws_state),
      service: { name: pack.serviceName, id: pack.serviceId, region: pack.serviceRegion },
      trayAccountId: pack.trayAccountId,
      principalArn: pack.principalArn,
      requestedAt: pack.requestedAt,
      expiresAt: connection.expires_at?.toISOString() ?? pack.expiresAt,
      inspectCommand: pack.inspectCommand,
      acceptCommand: pack.acceptCommand,
      rejectCommand: pack.rejectCommand,
      moduleInput: pack.moduleInput,
    };
  } catch (error) {
    // A Marketplace service without an id in its name: its seller accepts, by means of its own.
    if (error instanceof DomainError) throw notReady(`${error.message}: ${error.fix}.`);
    throw error;
  }
}

function notReady(detail: string, retryAfter?: string): ProblemError {
  return new ProblemError('acceptance_not_ready', detail, {
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  });
}
