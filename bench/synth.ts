import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SuiteResult } from './support/result.ts';
import { median, round } from './support/statistics.ts';

const run = promisify(execFile);
const worker = join(import.meta.dirname, 'support/synth-once.ts');

export interface SynthSuiteOptions {
  readonly rounds: number;
}

interface Sample {
  readonly loadMs: number;
  readonly totalMs: number;
  readonly peakMiB: number;
}

const sizes = { small: 100, middle: 1_000, large: 5_000 } as const;

/** From the fleet file's text to Terraform on the disk: does a connection cost more in a large fleet than in a small one? */
export async function synthSuite({ rounds }: SynthSuiteOptions): Promise<SuiteResult> {
  const samples: Record<keyof typeof sizes, Sample[]> = { small: [], middle: [], large: [] };
  for (let index = 0; index < rounds; index += 1) {
    for (const size of ['small', 'middle', 'large'] as const) samples[size].push(await once(sizes[size]));
  }
  const perConnection = (size: keyof typeof sizes) =>
    median(samples[size].map(({ totalMs }) => totalMs / sizes[size]));
  const peak = (size: keyof typeof sizes) => median(samples[size].map(({ peakMiB }) => peakMiB));
  /** Memory for one more connection, between two sizes: constant when memory is linear. */
  const slope = (from: keyof typeof sizes, to: keyof typeof sizes) =>
    (peak(to) - peak(from)) / (sizes[to] - sizes[from]);
  return {
    suite: 'synth',
    measurements: [
      ...(['small', 'middle', 'large'] as const).flatMap((size) => [
        { name: `${sizes[size]} connections`, value: round(perConnection(size), 2), unit: 'ms CPU each' },
        { name: `${sizes[size]} connections, peak`, value: round(peak(size), 0), unit: 'MiB' },
      ]),
      {
        name: `each, ${sizes.large} / ${sizes.small}`,
        value: round(perConnection('large') / perConnection('small'), 2),
        unit: '×',
        target: { atMost: 1.2 },
      },
      {
        name: 'memory slope, upper / lower part',
        value: round(slope('middle', 'large') / slope('small', 'middle'), 2),
        unit: '×',
        target: { atMost: 1.2 },
      },
    ],
    conditions: { rounds, node: process.version },
  };
}

async function once(connections: number): Promise<Sample> {
  const { stdout } = await run(process.execPath, [worker, String(connections)], { timeout: 10 * 60_000 });
  return JSON.parse(stdout) as Sample;
}
