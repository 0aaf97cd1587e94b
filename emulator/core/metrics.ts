import type { Scope } from './state.ts';

/** One minute of one metric. */
export interface Datapoint {
  /** Milliseconds since the epoch, the minute's start. */
  readonly at: number;
  sum: number;
  minimum: number;
  maximum: number;
  count: number;
}

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const MINUTE = 60_000;
/** Per metric: a day and an hour, which is the longest that an alarm with short periods looks back. */
const MAX_DATAPOINTS = 25 * 60;

/** What services measure, by the minute: the data behind CloudWatch. A metric is known by its exact set of dimensions. */
export class Metrics {
  readonly #metrics = new Map<string, Datapoint[]>();

  add(scope: Scope, metric: MetricName, value: number, now: number): void {
    const key = keyOf(scope, metric);
    const points = this.#metrics.get(key) ?? [];
    this.#metrics.set(key, points);
    const at = now - (now % MINUTE);
    const last = points.at(-1);
    if (last?.at !== at) {
      points.push({ at, sum: value, minimum: value, maximum: value, count: 1 });
      if (points.length > MAX_DATAPOINTS) points.shift();
      return;
    }
    last.sum += value;
    last.minimum = Math.min(last.minimum, value);
    last.maximum = Math.max(last.maximum, value);
    last.count++;
  }

  /** Everything from `start` up to before `end`, as one; `undefined` when there is nothing. Milliseconds. */
  over(scope: Scope, metric: MetricName, start: number, end: number): Datapoint | undefined {
    const points = (this.#metrics.get(keyOf(scope, metric)) ?? []).filter(
      ({ at }) => at >= start && at < end,
    );
    if (points.length === 0) return undefined;
    return {
      at: start,
      sum: points.reduce((sum, point) => sum + point.sum, 0),
      minimum: Math.min(...points.map(({ minimum }) => minimum)),
      maximum: Math.max(...points.map(({ maximum }) => maximum)),
      count: points.reduce((sum, point) => sum + point.count, 0),
    };
  }

  clear(): void {
    this.#metrics.clear();
  }
}

function keyOf({ accountId, region }: Scope, { namespace, name, dimensions }: MetricName): string {
  return JSON.stringify([accountId, region, namespace, name, Object.entries(dimensions).sort()]);
}
