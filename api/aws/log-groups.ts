import {
  type CloudWatchLogsClient,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { awsFailure } from './failures.ts';
import type { Tags } from './tags.ts';

type Options = { readonly abortSignal?: AbortSignal };

/** The log group's tags; undefined when there is no such group. */
export async function logGroupTags(
  client: CloudWatchLogsClient,
  name: string,
  options: Options,
): Promise<Tags | undefined> {
  let arn: string | undefined;
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name }, options)) {
    arn = page.logGroups?.find(({ logGroupName }) => logGroupName === name)?.arn;
    if (arn !== undefined) break;
  }
  if (arn === undefined) return undefined;
  try {
    // The ARN of the group itself; the listing ends it in `:*`, which stands for its streams.
    const { tags } = await client.send(
      new ListTagsForResourceCommand({ resourceArn: arn.replace(/:\*$/, '') }),
      options,
    );
    return tags ?? {};
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export async function deleteLogGroup(
  client: CloudWatchLogsClient,
  name: string,
  options: Options,
): Promise<void> {
  try {
    await client.send(new DeleteLogGroupCommand({ logGroupName: name }), options);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return awsFailure(error)?.code === 'ResourceNotFoundException';
}
