import { DescribeVpcEndpointsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { type CallOptions, unlessGone } from './gone.ts';

/** One endpoint as it is at this moment. */
export interface EndpointDetail {
  /** As AWS spells it. */
  readonly state: string;
  readonly groupIds: readonly string[];
}

/** Undefined when there is no such endpoint. */
export function findEndpoint(
  client: EC2Client,
  id: string,
  options: CallOptions,
): Promise<EndpointDetail | undefined> {
  return unlessGone(/NotFound$/, async () => {
    const { VpcEndpoints = [] } = await client.send(
      new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }),
      options,
    );
    const [endpoint] = VpcEndpoints;
    if (endpoint?.State === undefined) return undefined;
    return {
      state: endpoint.State,
      groupIds: (endpoint.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    };
  });
}
