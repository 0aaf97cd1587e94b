import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from '../cdktf.ts';
import { policyDocument } from './policy.ts';

export interface FlowLogsProps {
  readonly vpcId: string;
  readonly accountId: string;
  readonly organizationId: string;
  readonly region: string;
  /** Days that log events are kept: one of CloudWatch's periods. */
  readonly retentionDays: number;
}

/** Every accepted and rejected flow of a network, in a log group of its own. */
export class FlowLogs extends Construct {
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    this.logGroup = new CloudwatchLogGroup(this, 'log-group', {
      name: `/tray/privatelink/${props.organizationId}/${props.region}/flow-logs`,
      retentionInDays: props.retentionDays,
    });
    const role = new IamRole(this, 'role', {
      // A name of its own rather than a prefix, at most 61 of 64 characters: a role that an interrupted run left is found by it again.
      name: `tray-flow-${props.organizationId}-${props.region}`,
      description: `Writes the flow logs of the network of ${props.organizationId} in ${props.region}`,
      assumeRolePolicy: policyDocument([
        {
          Sid: 'FlowLogsOfThisAccount',
          Effect: 'Allow',
          Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
          Action: 'sts:AssumeRole',
          // Without it, another account's flow log could be made to write through this role.
          Condition: { StringEquals: { 'aws:SourceAccount': props.accountId } },
        },
      ]),
    });
    const policy = new IamRolePolicy(this, 'role-policy', {
      name: 'write-flow-logs',
      role: role.name,
      policy: policyDocument([
        {
          Sid: 'WriteOwnGroup',
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          Resource: [this.logGroup.arn, `${this.logGroup.arn}:*`],
        },
        { Sid: 'FindGroups', Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*' },
      ]),
    });
    new FlowLog(this, 'Resource', {
      vpcId: props.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: this.logGroup.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
      dependsOn: [policy],
    });
  }
}
