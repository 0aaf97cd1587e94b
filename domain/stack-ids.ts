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

/** The function that tries a network's connections: at most 61 of the 64 characters that AWS Lambda takes. */
export function probeName(organizationId: string, region: string): string {
  return `${networkStackId(organizationId, region)}-probe`;
}
