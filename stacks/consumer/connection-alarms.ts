import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { Construct } from '../cdktf.ts';

export interface ConnectionAlarmsProps {
  readonly connectionId: string;
  readonly endpointId: string;
  readonly serviceName: string;
  readonly vpcId: string;
  /** SNS topic in the endpoint's region. @default nobody is told */
  readonly topicArn?: string;
}

/** What CloudWatch knows of an endpoint that points at trouble on the way or on the other side. */
interface AlarmRule {
  readonly id: string;
  readonly metric: string;
  /** Sum over one period above which a period counts as bad. */
  readonly threshold: number;
  readonly description: string;
}

/** https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html */
const rules: readonly AlarmRule[] = [
  {
    id: 'packets-dropped',
    metric: 'PacketsDropped',
    threshold: 100,
    description:
      'The endpoint drops packets: the service may be unhealthy, or the endpoint beyond its throughput.',
  },
  {
    id: 'resets-received',
    metric: 'RstPacketsReceived',
    threshold: 100,
    description: "The service resets connections: look at the customer's targets and idle timeouts.",
  },
];

/** Alarms over one endpoint. Before acceptance there is no traffic and no data, which counts as healthy. */
export class ConnectionAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ConnectionAlarmsProps) {
    super(scope, id);
    const actions =
      props.topicArn === undefined ? {} : { alarmActions: [props.topicArn], okActions: [props.topicArn] };
    for (const rule of rules) {
      new CloudwatchMetricAlarm(this, rule.id, {
        alarmName: `tray-${props.connectionId}-${rule.id}`,
        alarmDescription: rule.description,
        namespace: 'AWS/PrivateLinkEndpoints',
        metricName: rule.metric,
        // All four together: CloudWatch matches a metric by its exact set of dimensions.
        dimensions: {
          'Endpoint Type': 'Interface',
          'Service Name': props.serviceName,
          'VPC Endpoint Id': props.endpointId,
          'VPC Id': props.vpcId,
        },
        statistic: 'Sum',
        period: 300,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        threshold: rule.threshold,
        comparisonOperator: 'GreaterThanThreshold',
        treatMissingData: 'notBreaching',
        ...actions,
      });
    }
  }
}
