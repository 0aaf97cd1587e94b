import { allowPrincipalCommand, decisionCommand, supportRegionCommand } from './acceptance.ts';
import { principalArn } from './account.ts';
import type { ConnectionState } from './connection-state.ts';
import type { Partition } from './partition.ts';

/** Who must do what for a connection to move on. Every wait has one. */
export interface NextAction {
  readonly actor: 'customer' | 'tray' | 'none';
  /** One sentence for people. */
  readonly what: string;
  /** To paste into a POSIX shell, run by the actor. */
  readonly command?: string;
  /** RFC 3339, UTC: after it, the request is withdrawn. */
  readonly deadline?: string;
}

/**
 * Reasons that change who must act. A connection may carry any other reason code: these are the ones with a remedy
 * that only one side has.
 */
export const customerReasonCodes = [
  'service_not_visible',
  'service_region_not_supported',
  'zones_not_in_common',
  'owner_mismatch',
  'service_name_taken',
] as const;

export interface NextActionInput {
  readonly state: ConnectionState;
  readonly reason?: { readonly code: string; readonly message: string };
  /** `vpce-…`, once there is one. */
  readonly endpointId?: string;
  /** `vpce-svc-…`, for services whose connections are accepted by command. */
  readonly serviceId?: string;
  readonly serviceRegion: string;
  /** The region of the network. */
  readonly region?: string;
  readonly partition: Partition;
  readonly trayAccountId: string;
  readonly orgId: string;
  /** When the request is withdrawn. */
  readonly expiresAt?: Date;
}

export function nextAction(input: NextActionInput): NextAction {
  switch (input.state) {
    case 'requested':
      return { actor: 'tray', what: 'Tray checks the request next.' };
    case 'checking':
      return held(input, 'Tray is checking the service, its owner, its zones and its region.');
    case 'provisioning':
      return held(input, 'Tray is creating the endpoint.');
    case 'pending_acceptance':
      return accept(input);
    case 'connecting':
      return { actor: 'none', what: 'AWS is connecting the endpoint; this takes a few minutes.' };
    case 'configuring':
      return held(input, 'Tray is setting up DNS for the connection.');
    case 'available':
      // Something that was changed since cannot be rolled out; what is there goes on working.
      return input.reason
        ? held(input, '')
        : { actor: 'none', what: 'No action is needed: the connection works.' };
    case 'rejected':
      return rejected(input);
    case 'expired':
      return {
        actor: 'customer',
        what: 'The request was not accepted in time. Agree on a date with Tray, then retry the connection.',
      };
    case 'failed':
      return failed(input);
    case 'deleting':
      return held(input, 'Tray is deleting the endpoint.');
    case 'deleted':
      return { actor: 'none', what: 'No action is needed: the connection is gone.' };
  }
}

/** What Tray keeps for an organization: its principal, and a network in each region. */
export interface GroundworkInput {
  readonly kind: 'organization' | 'network';
  readonly state: 'requested' | 'provisioning' | 'ready' | 'available' | 'failed' | 'deleting';
  readonly reason?: { readonly code: string; readonly message: string };
}

/** Who must do what for an organization's principal or network to move on. It is always Tray's side, since both are Tray's own. */
export function nextActionOfGroundwork({ kind, state, reason }: GroundworkInput): NextAction {
  const what = kind === 'network' ? 'the network' : 'the principal';
  if (!reason) {
    switch (state) {
      case 'ready':
      case 'available':
        return { actor: 'none', what: `No action is needed: ${what} is ready.` };
      case 'requested':
      case 'provisioning':
        return { actor: 'tray', what: `Tray is creating ${what}.` };
      case 'failed':
        return { actor: 'tray', what: `Tray could not create ${what}, and tries again by itself.` };
      case 'deleting':
        return { actor: 'tray', what: `Tray is deleting ${what}.` };
    }
  }
  const remedy = operatorRemedies[reason.code];
  const again = 'Tray tries again by itself.';
  return {
    actor: 'tray',
    what: [sentence(reason.message), ...(remedy === undefined ? [] : [remedy]), again].join(' '),
  };
}

/** Where nothing changes until an operator of Tray's does something. Messages of other reasons say what to do, or need nobody. */
const operatorRemedies: Readonly<Record<string, string>> = {
  access_denied: 'An operator must give this installation the permissions that it lacks.',
  quota_exceeded: 'An operator must have the quota raised, or remove what is not needed.',
  terraform_unavailable: 'An operator must make Terraform and its AWS provider available to the workers.',
  out_of_space: 'An operator must make room on the disk of the workers.',
  terraform_failed: 'An operator must look at the run.',
  internal_error: 'An operator must look at the logs.',
};

function accept(input: NextActionInput): NextAction {
  const deadline = input.expiresAt ? { deadline: input.expiresAt.toISOString() } : {};
  if (input.endpointId === undefined || input.serviceId === undefined) {
    return {
      actor: 'customer',
      what: 'The owner of the service must accept the connection request.',
      ...deadline,
    };
  }
  return {
    actor: 'customer',
    what: `Accept the connection request of ${input.endpointId} on ${input.serviceId}.`,
    command: decision(input.endpointId, input.serviceId, input.serviceRegion),
    ...deadline,
  };
}

function rejected(input: NextActionInput): NextAction {
  const what = 'The owner of the service rejected the connection. If that was a mistake, accept it';
  if (input.endpointId === undefined || input.serviceId === undefined) {
    return { actor: 'customer', what: `${what}; if it was meant, delete the connection.` };
  }
  return {
    actor: 'customer',
    what: `${what} (the command below) or retry it; if it was meant, delete the connection: a rejected endpoint keeps costing.`,
    command: decision(input.endpointId, input.serviceId, input.serviceRegion),
  };
}

/** Under way, unless something stands in the way: then that, and that it is looked at again without anybody asking. */
function held(input: NextActionInput, progress: string): NextAction {
  if (!input.reason) return { actor: 'tray', what: progress };
  const again = 'Tray looks again by itself.';
  const remedy = customerRemedy(input);
  if (!remedy) return { actor: 'tray', what: `${sentence(input.reason.message)} ${again}` };
  return { actor: 'customer', ...remedy, what: `${sentence(input.reason.message)} ${remedy.what}. ${again}` };
}

function failed(input: NextActionInput): NextAction {
  const why = input.reason ? `${sentence(input.reason.message)} ` : '';
  const remedy = customerRemedy(input);
  if (!remedy)
    return { actor: 'tray', what: `${why}Tray must look at the failure, then retry the connection.` };
  return { actor: 'customer', ...remedy, what: `${why}${remedy.what}, then retry the connection.` };
}

/** What only the customer can do about the reason; undefined where that is not it. */
function customerRemedy(input: NextActionInput): { what: string; command?: string } | undefined {
  const code = customerReasonCodes.find((known) => known === input.reason?.code);
  switch (code) {
    case 'service_not_visible':
      return { what: "Allow Tray's principal on the service", ...allowPrincipal(input) };
    case 'service_region_not_supported':
      return {
        what: `Add ${input.region ?? 'the network’s region'} to the service's supported regions`,
        ...supportRegion(input),
      };
    case 'zones_not_in_common':
      return { what: "Add one of the network's zones to the service's load balancer" };
    case 'owner_mismatch':
      return {
        what: "Check the service name, and that the account which owns the service is one of the organization's",
      };
    case 'service_name_taken':
      return { what: 'Check the service name' };
    case undefined:
      return undefined;
  }
}

function decision(endpointId: string, serviceId: string, region: string): string {
  return decisionCommand('accept', { endpointId, serviceId, region }).text;
}

function allowPrincipal(input: NextActionInput): { command?: string } {
  if (input.serviceId === undefined) return {};
  const arn = principalArn({
    partition: input.partition,
    accountId: input.trayAccountId,
    orgId: input.orgId,
  });
  return {
    command: allowPrincipalCommand({
      serviceId: input.serviceId,
      region: input.serviceRegion,
      principalArn: arn,
    }).text,
  };
}

function supportRegion(input: NextActionInput): { command?: string } {
  if (input.serviceId === undefined || input.region === undefined) return {};
  return {
    command: supportRegionCommand({
      serviceId: input.serviceId,
      serviceRegion: input.serviceRegion,
      region: input.region,
    }).text,
  };
}

function sentence(text: string): string {
  const trimmed = text.trim().replace(/\.$/, '');
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`;
}
