import {
  defaultReservedDomains,
  findHostnameClashes,
  hostnameTakenFix,
  parseClaimableHostname,
} from '../domain/hostname-claim.ts';
import { connectionStackId, organizationStackId } from '../domain/stack-ids.ts';
import type { Connection, Fleet } from './fleet/fleet.ts';
import { checkProp, InvalidPropsError } from './invalid-props.ts';

/**
 * What belongs to one connection or one organization alone, in a fleet of any origin: a fleet file has been checked already, with
 * better words, but a fleet can be put together in code.
 *
 * @throws InvalidPropsError for the first name or account that two claim, or that nobody may.
 */
export function checkClaims(fleet: Fleet): void {
  checkAccounts(fleet);
  checkServices(fleet.connections);
  checkHostnames(fleet);
}

function checkHostnames({ tray, connections }: Fleet): void {
  const rules = { zone: tray.zone, reservedDomains: tray.reservedDomains ?? defaultReservedDomains };
  const claims = connections.flatMap(({ id, organization, region, hostname }) =>
    hostname === undefined ? [] : [{ connectionId: id, organizationId: organization.id, region, hostname }],
  );
  for (const { connectionId, hostname } of claims) {
    checkProp(connectionStackId(connectionId), 'hostname', () => parseClaimableHostname(hostname, rules));
  }
  const [clash] = findHostnameClashes(claims);
  if (!clash) return;
  throw new InvalidPropsError(
    connectionStackId(clash.claim.connectionId),
    'hostname',
    `"${clash.claim.hostname}" is the name of connection ${clash.holder.connectionId} in the same network`,
    hostnameTakenFix,
  );
}

function checkServices(connections: readonly Connection[]): void {
  const owners = new Map<string, string>();
  for (const { id, organization, service } of connections) {
    if (service.kind !== 'customer') continue;
    const owner = owners.get(service.name);
    if (owner === undefined) owners.set(service.name, organization.id);
    else if (owner !== organization.id) {
      throw new InvalidPropsError(
        connectionStackId(id),
        'service',
        `${service.name} is the service of ${owner} already`,
        'a service belongs to one organization: correct the name, or the organization',
      );
    }
  }
}

function checkAccounts({ tray, organizations }: Fleet): void {
  if (tray.sharedAwsAccounts) return;
  const owners = new Map<string, string>();
  for (const { id, awsAccounts } of organizations) {
    for (const account of awsAccounts) {
      const owner = owners.get(account);
      if (owner !== undefined && owner !== id) {
        throw new InvalidPropsError(
          organizationStackId(id),
          'awsAccounts',
          `has ${account}, which is already an account of ${owner}`,
          'an AWS account belongs to one organization: correct the number, or set sharedAwsAccounts',
        );
      }
      owners.set(account, id);
    }
  }
}
