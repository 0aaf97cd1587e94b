import { Collection } from '../../core/state.ts';

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** An entry of `Metrics`: a metric or an expression over others. */
export interface MetricQuery {
  readonly Id: string;
  readonly Expression: string | undefined;
  readonly Label: string | undefined;
  readonly ReturnData: boolean;
  readonly Period: number | undefined;
  readonly AccountId: string | undefined;
  readonly MetricStat:
    | {
        readonly Metric: {
          readonly Namespace: string | undefined;
          readonly MetricName: string | undefined;
          readonly Dimensions: readonly Dimension[];
        };
        readonly Period: number | undefined;
        readonly Stat: string | undefined;
        readonly Unit: string | undefined;
      }
    | undefined;
}

/** As DescribeAlarms returns it, times and state apart. */
export interface AlarmDefinition {
  readonly AlarmName: string;
  readonly AlarmDescription: string | undefined;
  readonly ActionsEnabled: boolean;
  readonly OKActions: readonly string[];
  readonly AlarmActions: readonly string[];
  readonly InsufficientDataActions: readonly string[];
  readonly MetricName: string | undefined;
  readonly Namespace: string | undefined;
  readonly Statistic: string | undefined;
  readonly ExtendedStatistic: string | undefined;
  readonly Dimensions: readonly Dimension[];
  /** Seconds. */
  readonly Period: number | undefined;
  readonly Unit: string | undefined;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number | undefined;
  readonly Threshold: number | undefined;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string | undefined;
  readonly EvaluateLowSampleCountPercentile: string | undefined;
  readonly Metrics: readonly MetricQuery[];
  readonly ThresholdMetricId: string | undefined;
}

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface Alarm {
  readonly arn: string;
  definition: AlarmDefinition;
  /** Milliseconds since the epoch, as are the other two. */
  configuredAt: number;
  state: {
    readonly value: StateValue;
    readonly reason: string;
    readonly reasonData: string | undefined;
    readonly updatedAt: number;
    readonly transitionedAt: number;
  };
  tags: Readonly<Record<string, string>>;
}

export const alarms = new Collection<Alarm>('cloudwatch', 'alarm');
