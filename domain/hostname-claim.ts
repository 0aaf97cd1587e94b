import { getDomain } from 'tldts';
import { DomainError } from './errors.ts';
import { normaliseHostname, parseHostname } from './hostname.ts';
import { reservedDomains } from './reserved-domains.ts';

/** Domains of Tray's own, unless an operator says otherwise. */
export const defaultReservedDomains: readonly string[] = ['tray.ai', 'tray.io'];

/** What decides which names a connection may answer for, beside the name itself. */
export interface NameRules {
  /** Private hosted zone of every network: connections are `<id>.<zone>` in it. */
  readonly zone: string;
  /** Domains of Tray's own, for which no customer's service answers. @default none */
  readonly reservedDomains?: readonly string[];
}

/** A name that a connection answers for in a network, or wants to. */
export interface HostnameClaim {
  readonly connectionId: string;
  /** The network: one organization in one region. */
  readonly organizationId: string;
  readonly region: string;
  readonly hostname: string;
}

/**
 * A name that a connection may answer for: a private hosted zone of exactly this name is made in the network, and in there it
 * hides what the name, and every name below it, resolves to elsewhere. So nobody gets
 * - the zone of all networks, a name in it (another connection's, perhaps), or a name above it;
 * - a name of AWS's, or one that machines trust to be their own (reserved-domains.ts), or a name above one of these;
 * - a domain under which strangers register names (`co.uk`, `github.io`);
 * - a domain of Tray's, a name in it, or a name above it.
 *
 * @returns the name. @throws DomainError `invalid_hostname`, `reserved_hostname`
 */
export function parseClaimableHostname(text: string, rules: NameRules): string {
  const hostname = parseHostname(text);
  const zone = normaliseHostname(rules.zone);
  if (isAtOrUnder(hostname, zone)) {
    throw reserved(
      `"${hostname}" is in the zone of all networks, ${zone}`,
      'use the name that clients outside Tray use, or leave hostname out',
    );
  }
  if (isAtOrUnder(zone, hostname)) {
    throw reserved(`"${hostname}" is above the zone of all networks, ${zone}`, instead);
  }
  for (const domain of rules.reservedDomains ?? []) {
    assertApart(hostname, normaliseHostname(domain), "which is Tray's own");
  }
  for (const { domain, why } of reservedDomains) assertApart(hostname, domain, why);
  if (getDomain(hostname, { allowPrivateDomains: true }) === null) {
    throw reserved(`"${hostname}" is a public suffix, under which anybody may register names`, instead);
  }
  return hostname;
}

/** Whether a connection may answer for the name; one without a name may. */
export function isClaimable(hostname: string | null, rules: NameRules): boolean {
  if (hostname === null) return true;
  try {
    parseClaimableHostname(hostname, rules);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/**
 * Of claims on names, those that are in the way of an earlier one: the same name, in the same network, of another connection.
 *
 * A name below another connection's name is not: Route 53 answers from the most specific zone, so both resolve, whichever
 * came first. https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function findHostnameClashes(
  claims: Iterable<HostnameClaim>,
): { readonly claim: HostnameClaim; readonly holder: HostnameClaim }[] {
  const holders = new Map<string, HostnameClaim>();
  const clashes: { claim: HostnameClaim; holder: HostnameClaim }[] = [];
  for (const claim of claims) {
    const { organizationId, region, hostname } = claim;
    const key = `${organizationId} ${region} ${normaliseHostname(hostname)}`;
    const holder = holders.get(key);
    if (holder === undefined) holders.set(key, claim);
    else if (holder.connectionId !== claim.connectionId) clashes.push({ claim, holder });
  }
  return clashes;
}

/** A domain that is kept from customers, as an operator writes it: `tray.ai`. @throws DomainError `invalid_hostname` */
export function parseReservedDomain(text: string): string {
  return parseHostname(normaliseHostname(text.trim()));
}

/** What to do about a name that another connection of the same network answers for. */
export const hostnameTakenFix =
  'a name leads to one endpoint: use another name or another region, or take it from the other connection first';

const instead =
  "use the service's own name, such as db.example.com, or leave hostname out: a port's tlsServerName is enough to check a certificate";

function assertApart(hostname: string, domain: string, why: string): void {
  if (isAtOrUnder(hostname, domain)) throw reserved(`"${hostname}" is in ${domain}, ${why}`, instead);
  if (isAtOrUnder(domain, hostname)) throw reserved(`"${hostname}" is above ${domain}, ${why}`, instead);
}

function isAtOrUnder(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function reserved(message: string, fix: string): DomainError {
  return new DomainError('reserved_hostname', message, fix);
}
