import { principalArn } from './account.ts';
import { defined } from './defined.ts';
import { DomainError } from './errors.ts';
import { parseEndpointId } from './identifiers.ts';
import type { Partition } from './partition.ts';
import { parseServiceName, serviceIdIn } from './service-name.ts';

/** How long a customer has to accept, unless an operator says otherwise. AWS documents no period of its own. */
export const defaultAcceptanceDays = 14;

/** A command for a person: `text` to paste into a POSIX shell, `argv` for programs. */
export interface Command {
  readonly argv: readonly string[];
  readonly text: string;
}

export interface AcceptanceInput {
  /** The endpoint that waits: `vpce-…`. */
  readonly endpointId: string;
  /** The service's full name. */
  readonly service: string;
  /** The service's region where its name does not carry it. */
  readonly serviceRegion?: string;
  /** The region of the endpoint. */
  readonly region: string;
  readonly partition: Partition;
  readonly trayAccountId: string;
  readonly orgId: string;
  readonly requestedAt: Date;
  /** Days until the request is withdrawn; 14 by default. */
  readonly acceptanceDays?: number;
  /** Endpoint ids that the customer's module accepts already, so that its input is given whole. */
  readonly acceptedEndpointIds?: readonly string[];
}

/** All that the customer's AWS administrator needs to accept this request and no other. */
export interface AcceptancePack {
  readonly endpointId: string;
  readonly endpointRegion: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly serviceRegion: string;
  /** The endpoint's owner, the one thing besides its id that AWS shows to the customer. */
  readonly trayAccountId: string;
  readonly principalArn: string;
  /** RFC 3339, UTC. */
  readonly requestedAt: string;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
  /** Shows the request before deciding: owner and state must match. */
  readonly inspectCommand: Command;
  readonly acceptCommand: Command;
  readonly rejectCommand: Command;
  /** HCL: the input of the privatelink-producer module. */
  readonly moduleInput: string;
}

/**
 * @throws DomainError `invalid_endpoint_id`, `invalid_service_name` (AWS's own services accept by themselves), and
 * those of accounts and OrgIDs.
 */
export function acceptancePack(input: AcceptanceInput): AcceptancePack {
  const endpointId = parseEndpointId(input.endpointId);
  const service = parseServiceName(input.service, defined({ region: input.serviceRegion }));
  const serviceId = serviceIdIn(service.name);
  if (serviceId === undefined) {
    throw new DomainError(
      'invalid_service_name',
      `${service.name} has no service id, so its connections cannot be accepted by command`,
      service.kind === 'aws'
        ? 'AWS accepts connections to its own services by itself'
        : 'its seller accepts connections',
    );
  }
  const days = input.acceptanceDays ?? defaultAcceptanceDays;
  const expiresAt = new Date(input.requestedAt.getTime() + days * 24 * 60 * 60 * 1000);
  const target = { serviceId, region: service.region, endpointId };
  return {
    endpointId,
    endpointRegion: input.region,
    serviceId,
    serviceName: service.name,
    serviceRegion: service.region,
    trayAccountId: input.trayAccountId,
    principalArn: principalArn({
      partition: input.partition,
      accountId: input.trayAccountId,
      orgId: input.orgId,
    }),
    requestedAt: input.requestedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    inspectCommand: inspectCommand(target),
    acceptCommand: decisionCommand('accept', target),
    rejectCommand: decisionCommand('reject', target),
    moduleInput: moduleInput(endpointId, input.acceptedEndpointIds ?? []),
  };
}

/** The endpoint's line of the service's connections, in the service's region. */
function inspectCommand(target: { serviceId: string; region: string; endpointId: string }): Command {
  return command([
    'aws',
    'ec2',
    'describe-vpc-endpoint-connections',
    '--region',
    target.region,
    '--filters',
    `Name=service-id,Values=${target.serviceId}`,
    `Name=vpc-endpoint-id,Values=${target.endpointId}`,
  ]);
}

/** Runs with the customer's credentials, in the service's region (not the endpoint's). */
export function decisionCommand(
  decision: 'accept' | 'reject',
  target: { readonly serviceId: string; readonly region: string; readonly endpointId: string },
): Command {
  return command([
    'aws',
    'ec2',
    `${decision}-vpc-endpoint-connections`,
    '--region',
    target.region,
    '--service-id',
    target.serviceId,
    '--vpc-endpoint-ids',
    parseEndpointId(target.endpointId),
  ]);
}

/** Lets Tray's principal see the service at all; without it AWS answers as if the service did not exist. */
export function allowPrincipalCommand(target: {
  readonly serviceId: string;
  readonly region: string;
  readonly principalArn: string;
}): Command {
  return command([
    'aws',
    'ec2',
    'modify-vpc-endpoint-service-permissions',
    '--region',
    target.region,
    '--service-id',
    target.serviceId,
    '--add-allowed-principals',
    target.principalArn,
  ]);
}

/** Lets endpoints in another region reach the service; a region that is listed already stays listed. */
export function supportRegionCommand(target: {
  readonly serviceId: string;
  readonly serviceRegion: string;
  readonly region: string;
}): Command {
  return command([
    'aws',
    'ec2',
    'modify-vpc-endpoint-service-configuration',
    '--region',
    target.serviceRegion,
    '--service-id',
    target.serviceId,
    '--add-supported-regions',
    target.region,
  ]);
}

/** `accepted_endpoint_ids = […]`, sorted, one id per line, as `terraform fmt` leaves it. */
function moduleInput(endpointId: string, accepted: readonly string[]): string {
  const ids = [...new Set([...accepted.map(parseEndpointId), endpointId])].sort();
  return ['accepted_endpoint_ids = [', ...ids.map((id) => `  "${id}",`), ']'].join('\n');
}

function command(argv: readonly string[]): Command {
  return { argv, text: argv.map(quote).join(' ') };
}

/** Quotes for a POSIX shell what is not plainly safe. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
