/** Metric alarms: what is kept, and how it is read from a request in either of the protocols. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { AlarmDefinition, Dimension, MetricQuery } from './state.ts';

const MAX_NAME = 255;
const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];
const COMPARISONS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];
const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'];
const DAY = 86_400;

export function readAlarm(input: Input, region: string): AlarmDefinition {
  const AlarmName = input.requiredString('AlarmName');
  if (AlarmName.length > MAX_NAME) {
    throw new AwsError('ValidationError', `AlarmName must be at most ${MAX_NAME} characters long`);
  }
  const EvaluationPeriods = input.integer('EvaluationPeriods', { min: 1 });
  if (EvaluationPeriods === undefined) throw input.missing('EvaluationPeriods');
  const definition: AlarmDefinition = {
    AlarmName,
    AlarmDescription: input.string('AlarmDescription'),
    ActionsEnabled: input.boolean('ActionsEnabled') ?? true,
    OKActions: readActions(input, 'OKActions', region),
    AlarmActions: readActions(input, 'AlarmActions', region),
    InsufficientDataActions: readActions(input, 'InsufficientDataActions', region),
    MetricName: input.string('MetricName'),
    Namespace: input.string('Namespace'),
    Statistic: oneOf(input, 'Statistic', STATISTICS),
    ExtendedStatistic: input.string('ExtendedStatistic'),
    Dimensions: readDimensions(input),
    Period: input.integer('Period', { min: 1 }),
    Unit: input.string('Unit'),
    EvaluationPeriods,
    DatapointsToAlarm: input.integer('DatapointsToAlarm', { min: 1, max: EvaluationPeriods }),
    Threshold: input.number('Threshold'),
    ComparisonOperator:
      oneOf(input, 'ComparisonOperator', COMPARISONS) ?? input.requiredString('ComparisonOperator'),
    TreatMissingData: oneOf(input, 'TreatMissingData', MISSING_DATA),
    EvaluateLowSampleCountPercentile: input.string('EvaluateLowSampleCountPercentile'),
    Metrics: input.structs('Metrics').map(readMetricQuery),
    ThresholdMetricId: input.string('ThresholdMetricId'),
  };
  checkMetric(definition);
  return definition;
}

/** An alarm watches one metric, or a list of which exactly one entry counts. */
function checkMetric(alarm: AlarmDefinition): void {
  if (alarm.Metrics.length > 0) {
    if (alarm.MetricName !== undefined) {
      throw new AwsError('ValidationError', 'Metrics list and MetricName parameters are mutually exclusive');
    }
    if (alarm.Metrics.filter((metric) => metric.ReturnData).length !== 1) {
      throw new AwsError('ValidationError', 'Exactly one element of the metrics list should return data.');
    }
    return;
  }
  if (alarm.MetricName === undefined || alarm.Namespace === undefined) {
    throw new AwsError('ValidationError', 'One of Metrics or MetricName with Namespace must be specified');
  }
  if ((alarm.Statistic === undefined) === (alarm.ExtendedStatistic === undefined)) {
    throw new AwsError('ValidationError', 'Exactly one of Statistic and ExtendedStatistic must be specified');
  }
  if (alarm.Threshold === undefined && alarm.ThresholdMetricId === undefined) {
    throw new AwsError('ValidationError', 'Threshold must be specified');
  }
  const period = alarm.Period;
  if (period === undefined) throw new AwsError('ValidationError', 'Period must be specified');
  if (period !== 10 && period !== 20 && period !== 30 && period % 60 !== 0) {
    throw new AwsError('ValidationError', 'Period must be 10, 20, 30 or a multiple of 60');
  }
  if (period < 60 && alarm.Namespace.startsWith('AWS/')) {
    throw new AwsError(
      'ValidationError',
      `Metric period must be at least 60 seconds for the namespace ${alarm.Namespace}`,
    );
  }
  const longest = period >= 3600 ? 7 * DAY : DAY;
  if (period * alarm.EvaluationPeriods > longest) {
    throw new AwsError(
      'ValidationError',
      `Metrics cannot be checked across more than ${longest} seconds (EvaluationPeriods * Period must be <= ${longest}).`,
    );
  }
}

function readActions(input: Input, name: string, region: string): string[] {
  const actions = input.strings(name);
  for (const action of actions) {
    const [prefix, , service, actionRegion] = action.split(':');
    if (prefix !== 'arn' || service === undefined) {
      throw new AwsError('ValidationError', `Invalid arn syntax: ${action}`);
    }
    if (service === 'sns' && actionRegion !== region) {
      throw new AwsError(
        'ValidationError',
        `Invalid region ${actionRegion} specified. Only ${region} is supported.`,
      );
    }
  }
  return actions;
}

function readDimensions(input: Input): Dimension[] {
  return input.structs('Dimensions').map((dimension) => ({
    Name: dimension.requiredString('Name'),
    Value: dimension.requiredString('Value'),
  }));
}

function readMetricQuery(input: Input): MetricQuery {
  const stat = input.struct('MetricStat');
  const metric = stat?.struct('Metric');
  return {
    Id: input.requiredString('Id'),
    Expression: input.string('Expression'),
    Label: input.string('Label'),
    ReturnData: input.boolean('ReturnData') ?? true,
    Period: input.integer('Period', { min: 1 }),
    AccountId: input.string('AccountId'),
    MetricStat: stat && {
      Metric: {
        Namespace: metric?.string('Namespace'),
        MetricName: metric?.string('MetricName'),
        Dimensions: metric === undefined ? [] : readDimensions(metric),
      },
      Period: stat.integer('Period', { min: 1 }),
      Stat: stat.string('Stat'),
      Unit: stat.string('Unit'),
    },
  };
}

function oneOf(input: Input, name: string, choices: readonly string[]): string | undefined {
  const value = input.string(name);
  if (value !== undefined && !choices.includes(value)) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${value}' at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must satisfy enum value set: [${choices.join(', ')}]`,
    );
  }
  return value;
}
