import { acceptancePack } from '../../domain/acceptance.ts';
import { DomainError } from '../../domain/errors.ts';
import type { components } from '../contract.generated.ts';
import type { Connection } from '../store/schema.ts';
import type { Caller } from './caller.ts';
import { getConnection } from './connections.ts';
import type { Context } from './context.ts';
import { ProblemError } from './problem.ts';
import { awsState } from './views.ts';

/**
 * All that the customer's administrator needs.
 *
 * @throws ProblemError `acceptance_not_ready` until there is an endpoint, and when there is no request any more that could be
 * accepted: its detail says why, and what to do.
 */
export async function getAcceptance(
  context: Context,
  caller: Caller,
  id: string,
): Promise<components['schemas']['AcceptancePack']> {
  const connection = await getConnection(context, caller, id);
  const over = whyOver(connection, new Date());
  if (over !== undefined) throw notReady(over);
  if (connection.endpoint_id === null) {
    throw notReady(`Connection ${id} is ${connection.state} and has no endpoint to accept.`, '5');
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

/** What stands against accepting a request for good; undefined when nothing does. */
function whyOver(connection: Connection, now: Date): string | undefined {
  const { id, state, expires_at: expiresAt } = connection;
  const retry = `Retry it first (POST /v1/connections/${id}/retry): that makes a new request.`;
  const reason = connection.reason ? `: ${connection.reason.message}` : '';
  switch (state) {
    case 'expired':
      return `The request of connection ${id} has expired${reason}. ${retry}`;
    case 'rejected':
      return `The request of connection ${id} was rejected${reason}. ${retry}`;
    case 'failed':
      return `Connection ${id} has failed${reason}. ${retry}`;
    case 'deleting':
    case 'deleted':
      return `Connection ${id} is ${state === 'deleting' ? 'being deleted' : 'deleted'}: there is nothing to accept any more.`;
    case 'pending_acceptance':
      // The workers are about to notice.
      return expiresAt !== null && expiresAt <= now
        ? `The request of connection ${id} expired at ${expiresAt.toISOString()}. Wait until the connection is expired, then retry it.`
        : undefined;
    default:
      return undefined;
  }
}

function notReady(detail: string, retryAfter?: string): ProblemError {
  return new ProblemError('acceptance_not_ready', detail, {
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  });
}
