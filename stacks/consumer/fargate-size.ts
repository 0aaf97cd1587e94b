/** Memory, in MiB, that Fargate offers with each CPU size, in CPU units. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
const sizes: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1, 4, 1)],
  [1024, steps(2, 8, 1)],
  [2048, steps(4, 16, 1)],
  [4096, steps(8, 30, 1)],
  [8192, steps(16, 60, 4)],
  [16384, steps(32, 120, 8)],
]);

/** What is wrong with a size, and what to use instead; undefined for a size that Fargate offers. */
export function fargateSizeProblem(
  cpu: number,
  memory: number,
): { readonly prop: 'cpu' | 'memory'; readonly problem: string; readonly fix: string } | undefined {
  const offered = sizes.get(cpu);
  if (offered === undefined) {
    return {
      prop: 'cpu',
      problem: `${cpu} is not a size of Fargate`,
      fix: `use ${[...sizes.keys()].join(', ')}`,
    };
  }
  if (offered.includes(memory)) return undefined;
  const nearest = offered.find((size) => size >= memory) ?? offered.at(-1);
  return {
    prop: 'memory',
    problem: `${memory} MiB is not offered with ${cpu} CPU units`,
    fix: `use ${offered[0]} to ${offered.at(-1)}; the nearest is ${nearest}`,
  };
}

/** Whole GiB from `from` to `to`, in MiB. */
function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * 1024);
}
