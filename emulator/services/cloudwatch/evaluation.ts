/** Alarms that follow their metric, at every end of a period of the emulator's clock. */
import type { Datapoint } from '../../core/metrics.ts';
import type { Scope } from '../../core/state.ts';
import type { World } from '../../core/world.ts';
import { type Alarm, type AlarmDefinition, alarms, type StateValue } from './state.ts';

/** Of a clock that was moved far ahead, only so many of the last periods are looked at. */
const MAX_PERIODS_BEHIND = 1_440;

/** From the next end of a period on, until the alarm is deleted. */
export function followMetric(world: World, scope: Scope, alarm: Alarm, from: number): void {
  const period = (alarm.definition.Period ?? 60) * 1000;
  const at = Math.max(from - (from % period) + period, world.clock.now() - MAX_PERIODS_BEHIND * period);
  world.agenda.schedule(at, () => {
    if (world.state.table(alarms, scope).get(alarm.definition.AlarmName) !== alarm) return;
    evaluate(world, scope, alarm, at - (at % period));
    followMetric(world, scope, alarm, at);
  });
}

/** At `end`, the end of a period. Alarms over several metrics and over percentiles stay as they are. */
function evaluate(world: World, scope: Scope, alarm: Alarm, end: number): void {
  const { definition } = alarm;
  const { MetricName, Namespace, Statistic, Threshold } = definition;
  if (!MetricName || !Namespace || !Statistic || Threshold === undefined) return;
  const metric = {
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(definition.Dimensions.map(({ Name, Value }) => [Name, Value])),
  };
  const period = (definition.Period ?? 60) * 1000;
  const values = Array.from({ length: definition.EvaluationPeriods }, (_, index) => {
    const start = end - (index + 1) * period;
    const found = world.metrics.over(scope, metric, start, start + period);
    return found && statistic(found, Statistic);
  });
  const value = stateOf(definition, Threshold, values);
  if (value === undefined || value === alarm.state.value) return;
  const shown = values.filter((each) => each !== undefined);
  alarm.state = {
    value,
    reason:
      shown.length === 0
        ? `Threshold Crossed: no datapoints were received for ${values.length} periods and missing datapoints were treated as ${definition.TreatMissingData ?? 'missing'}.`
        : `Threshold Crossed: ${shown.length} out of the last ${values.length} datapoints [${shown.join(', ')}] were held against the threshold (${Threshold}).`,
    reasonData: undefined,
    updatedAt: end,
    transitionedAt: end,
  };
}

function stateOf(
  definition: AlarmDefinition,
  threshold: number,
  values: readonly (number | undefined)[],
): StateValue | undefined {
  const missing = definition.TreatMissingData ?? 'missing';
  if (values.every((value) => value === undefined)) {
    if (missing === 'missing') return 'INSUFFICIENT_DATA';
    if (missing === 'ignore') return undefined;
  }
  const breaching = values.filter((value) =>
    value === undefined ? missing === 'breaching' : breaches(definition.ComparisonOperator, value, threshold),
  );
  const wanted = definition.DatapointsToAlarm ?? definition.EvaluationPeriods;
  return breaching.length >= wanted ? 'ALARM' : 'OK';
}

function breaches(operator: string, value: number, threshold: number): boolean {
  switch (operator) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    default:
      return operator === 'LessThanOrEqualToThreshold' && value <= threshold;
  }
}

function statistic(point: Datapoint, name: string): number {
  switch (name) {
    case 'Sum':
      return point.sum;
    case 'Minimum':
      return point.minimum;
    case 'Maximum':
      return point.maximum;
    case 'SampleCount':
      return point.count;
    default:
      return point.sum / point.count;
  }
}
