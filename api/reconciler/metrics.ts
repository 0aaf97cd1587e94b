import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { StackRunnerOptions } from './runner/stack-runner.ts';

type OnEnd = StackRunnerOptions['onEnd'];

/** What an operator watches a worker by. No names of organizations or connections: a label must not grow with customers. */
export function runMetrics(registry: Registry): OnEnd {
  const runs = new Counter({
    name: 'terraform_runs_total',
    help: 'Terraform runs that ended, by action, outcome and, where they failed, reason.',
    labelNames: ['action', 'outcome', 'reason'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'terraform_run_seconds',
    help: 'How long Terraform runs took.',
    labelNames: ['action'],
    buckets: [2, 5, 10, 20, 40, 80, 160, 320, 640, 1280],
    registers: [registry],
  });
  return (run) => {
    const { action, outcome } = run;
    const reason = outcome.state === 'failed' ? outcome.failure.reason.code : '';
    runs.inc({ action, outcome: outcome.state, reason });
    seconds.observe({ action }, run.seconds);
  };
}

export function workMetrics(registry: Registry, busy: () => number, concurrency: number): void {
  new Gauge({
    name: 'worker_stacks_busy',
    help: 'Stacks that this process works on at the moment.',
    registers: [registry],
    collect() {
      this.set(busy());
    },
  });
  new Gauge({
    name: 'worker_concurrency',
    help: 'Stacks that this process works on at the same time at most.',
    registers: [registry],
  }).set(concurrency);
}
