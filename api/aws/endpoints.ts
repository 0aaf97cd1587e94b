import {
  DeleteVpcEndpointsCommand,
  type EC2Client,
  paginateDescribeVpcEndpoints,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';

/** An interface endpoint as EC2 lists it. */
export interface ListedEndpoint {
  readonly id: string;
  readonly accountId: string;
  readonly serviceName: string;
  /** As AWS spells it. */
  readonly state: string;
  readonly createdAt: Date | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** The regional name; undefined while AWS has none. */
  readonly dnsName: string | undefined;
  readonly zonalDnsNames: readonly string[];
  /** What AWS says of its last failure. */
  readonly lastError: { readonly code: string; readonly message: string } | undefined;
}

export interface EndpointListing {
  readonly endpoints: readonly ListedEndpoint[];
  /** Of the last page. */
  readonly requestId: string | undefined;
}

/** Every endpoint of the account in the region that carries the tag, in as few calls as pages. */
export async function listEndpoints(
  client: EC2Client,
  tag: { readonly key: string; readonly value?: string },
): Promise<EndpointListing> {
  const filter =
    tag.value === undefined
      ? { Name: 'tag-key', Values: [tag.key] }
      : { Name: `tag:${tag.key}`, Values: [tag.value] };
  const endpoints: ListedEndpoint[] = [];
  let requestId: string | undefined;
  for await (const page of paginateDescribeVpcEndpoints({ client, pageSize: 1000 }, { Filters: [filter] })) {
    for (const endpoint of page.VpcEndpoints ?? []) {
      const listed = toListed(endpoint);
      if (listed !== undefined) endpoints.push(listed);
    }
    requestId = page.$metadata.requestId;
  }
  return { endpoints, requestId };
}

/** @throws the SDK's error when AWS refuses the deletion. */
export async function deleteEndpoint(
  client: EC2Client,
  endpointId: string,
  options: { readonly abortSignal?: AbortSignal } = {},
): Promise<void> {
  const { Unsuccessful: refusals = [] } = await client.send(
    new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }),
    options,
  );
  const [refusal] = refusals;
  if (refusal?.Error !== undefined && refusal.Error.Code !== 'InvalidVpcEndpoint.NotFound') {
    throw new Error(`${endpointId} cannot be deleted: ${refusal.Error.Code}: ${refusal.Error.Message}`);
  }
}

function toListed(endpoint: VpcEndpoint): ListedEndpoint | undefined {
  const { VpcEndpointId: id, State: state, ServiceName: serviceName } = endpoint;
  if (id === undefined || state === undefined || serviceName === undefined) return undefined;
  const names = (endpoint.DnsEntries ?? [])
    .flatMap(({ DnsName }) => DnsName ?? [])
    .filter(isEndpointName(id));
  // The zonal names are the regional one with a zone in it.
  const [dnsName, ...zonalDnsNames] = names.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const { Code, Message } = endpoint.LastError ?? {};
  return {
    id,
    accountId: endpoint.OwnerId ?? '',
    serviceName,
    state,
    createdAt: endpoint.CreationTimestamp,
    tags: Object.fromEntries(
      (endpoint.Tags ?? []).flatMap(({ Key, Value }) => (Key ? [[Key, Value ?? '']] : [])),
    ),
    dnsName,
    zonalDnsNames,
    lastError:
      Code === undefined && Message === undefined ? undefined : { code: Code ?? '', message: Message ?? '' },
  };
}

/** AWS lists the service's private name among them, where it has one. */
function isEndpointName(id: string): (name: string) => boolean {
  return (name) => name.startsWith(`${id}-`);
}
