/**
 * Tags, the one vocabulary by which Tray's resources are found, billed and guarded.
 *
 * The principal's policy, the lookups between stacks and the import of stray resources all read these keys, so they are
 * spelled here and nowhere else.
 */
export const TAG = {
  /** OrgID of the organization that the resource serves. */
  organization: 'tray:org-id',
  /** Connection that the resource realises. */
  connection: 'tray:connection-id',
  /** Who manages the resource; always {@link MANAGED_BY}. */
  managedBy: 'tray:managed-by',
  /** `<orgId>/<region>` of the network that the resource belongs to. */
  network: 'tray:network',
  /** AZ id (never the AZ name) of a subnet. */
  zoneId: 'tray:az-id',
  /** Connector that the resource runs. */
  connector: 'tray:connector-id',
  /** What the resource is for where type and name do not tell, e.g. `connectors` on a security group. */
  role: 'tray:role',
} as const;

export const MANAGED_BY = 'tray-privatelink';

export type Tags = Readonly<Record<string, string>>;

/** Tags of everything that serves one organization. */
export function organizationTags(organizationId: string): Tags {
  return { [TAG.managedBy]: MANAGED_BY, [TAG.organization]: organizationId };
}

/** Tags of everything that realises one connection. */
export function connectionTags(organizationId: string, connectionId: string): Tags {
  return { ...organizationTags(organizationId), [TAG.connection]: connectionId };
}

/** Value of {@link TAG.network}: `<orgId>/<region>`. */
export function networkTagValue(organizationId: string, region: string): string {
  return `${organizationId}/${region}`;
}
