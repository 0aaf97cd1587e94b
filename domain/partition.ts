/**
 * The AWS partitions that Tray can work in. PrivateLink never crosses them: accounts, IAM and regions are separate.
 * Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export const partitions = ['aws', 'aws-cn', 'aws-us-gov'] as const;

export type Partition = (typeof partitions)[number];

export function isPartition(text: string): text is Partition {
  return (partitions as readonly string[]).includes(text);
}

/** The domain that the endpoints of a partition end with, as in `<id>.<service id>.<region>.vpce.amazonaws.com`. */
export function dnsSuffix(partition: Partition): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** The partition as its users call it. */
export function partitionTitle(partition: Partition): string {
  switch (partition) {
    case 'aws':
      return 'AWS commercial (aws)';
    case 'aws-cn':
      return 'AWS China (aws-cn)';
    case 'aws-us-gov':
      return 'AWS GovCloud (aws-us-gov)';
  }
}
