import {
  type CloudWatchLogsClient,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { type CallOptions, unlessGone } from './gone.ts';
import type { Tags } from './tags.ts';

const gone = /^ResourceNotFoundException$/;

/** The log group's tags; undefined when there is no such group. */
export async function logGroupTags(
  client: CloudWatchLogsClient,
  name: string,
  options: CallOptions,
): Promise<Tags | undefined> {
  let arn: string | undefined;
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name }, options)) {
    arn = page.logGroups?.find(({ logGroupName }) => logGroupName === name)?.arn;
    if (arn !== undefined) break;
  }
  if (arn === undefined) return undefined;
  // The ARN of the group itself; the listing ends it in `:*`, which stands for its streams.
  const resourceArn = arn.replace(/:\*$/, '');
  return unlessGone(gone, async () => {
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }), options);
    return tags ?? {};
  });
}

export async function deleteLogGroup(
  client: CloudWatchLogsClient,
  name: string,
  options: CallOptions,
): Promise<void> {
  await unlessGone(gone, () => client.send(new DeleteLogGroupCommand({ logGroupName: name }), options));
}
