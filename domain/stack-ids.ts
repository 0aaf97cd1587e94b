/** Stack ids. They name state files and folders, so a change here moves every live stack. */
export function organizationStackId(organizationId: string): string {
  return `org-${organizationId}`;
}

export function networkStackId(organizationId: string, region: string): string {
  return `net-${organizationId}-${region}`;
}

export function connectionStackId(connectionId: string): string {
  return `conn-${connectionId}`;
}

export function connectorsStackId(organizationId: string, region: string): string {
  return `connectors-${organizationId}-${region}`;
}
