import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { type CallOptions, unlessGone } from './gone.ts';
import { type Tags, toTags } from './tags.ts';

const gone = /^ResourceNotFound/;

/** The metric alarm's tags; undefined when there is no such alarm. */
export async function alarmTags(
  client: CloudWatchClient,
  name: string,
  options: CallOptions,
): Promise<Tags | undefined> {
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm'] }),
    options,
  );
  const ResourceARN = MetricAlarms.find(({ AlarmName }) => AlarmName === name)?.AlarmArn;
  if (ResourceARN === undefined) return undefined;
  return unlessGone(gone, async () => {
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }), options);
    return toTags(Tags);
  });
}

export async function deleteAlarm(
  client: CloudWatchClient,
  name: string,
  options: CallOptions,
): Promise<void> {
  await unlessGone(gone, () => client.send(new DeleteAlarmsCommand({ AlarmNames: [name] }), options));
}
