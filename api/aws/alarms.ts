import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { awsFailure } from './failures.ts';
import { type Tags, toTags } from './tags.ts';

type Options = { readonly abortSignal?: AbortSignal };

/** The metric alarm's tags; undefined when there is no such alarm. */
export async function alarmTags(
  client: CloudWatchClient,
  name: string,
  options: Options,
): Promise<Tags | undefined> {
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] }),
    options,
  );
  const ResourceARN = MetricAlarms.find(({ AlarmName }) => AlarmName === name)?.AlarmArn;
  if (ResourceARN === undefined) return undefined;
  try {
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }), options);
    return toTags(Tags);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export async function deleteAlarm(client: CloudWatchClient, name: string, options: Options): Promise<void> {
  try {
    await client.send(new DeleteAlarmsCommand({ AlarmNames: [name] }), options);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return /^ResourceNotFound/.test(awsFailure(error)?.code ?? '');
}
