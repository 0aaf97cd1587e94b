import { DomainError } from './errors.ts';

/**
 * Memory, in MiB, that Fargate offers with each CPU size, in CPU units.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
const sizes: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1, 4, 1)],
  [1024, steps(2, 8, 1)],
  [2048, steps(4, 16, 1)],
  [4096, steps(8, 30, 1)],
  [8192, steps(16, 60, 4)],
  [16384, steps(32, 120, 8)],
]);

/** CPU units of a task that says nothing. */
export const defaultCpu = 256;

/** The size of a task as it is written. */
export interface TaskSize {
  /** CPU units; 1024 are one vCPU. @default 256 */
  readonly cpu?: number | undefined;
  /** MiB. @default the least that Fargate offers with the CPU */
  readonly memory?: number | undefined;
}

export interface TaskSizeProblem {
  readonly field: 'cpu' | 'memory';
  readonly error: DomainError;
}

/** What is wrong with a size; undefined for one that Fargate offers. */
export function findTaskSizeProblem({ cpu = defaultCpu, memory }: TaskSize): TaskSizeProblem | undefined {
  const offered = sizes.get(cpu);
  if (offered === undefined) {
    return {
      field: 'cpu',
      error: new DomainError(
        'invalid_task_size',
        `Fargate does not offer ${cpu} CPU units`,
        `use ${[...sizes.keys()].join(', ')} (1024 are one vCPU)`,
      ),
    };
  }
  if (memory === undefined || offered.includes(memory)) return undefined;
  const [least = 0, next = 0] = offered;
  const most = offered.at(-1);
  const isEven = offered.every((size, index) => size === least + index * (next - least));
  return {
    field: 'memory',
    error: new DomainError(
      'invalid_task_size',
      `Fargate does not offer ${memory} MiB with ${cpu} CPU units`,
      isEven
        ? `use ${least} to ${most} MiB in steps of ${next - least}`
        : `use ${offered.slice(0, -1).join(', ')} or ${most} MiB`,
    ),
  };
}

/** @throws DomainError `invalid_task_size` */
export function parseTaskSize(size: TaskSize): { readonly cpu: number; readonly memory: number } {
  const problem = findTaskSizeProblem(size);
  if (problem) throw problem.error;
  const { cpu = defaultCpu, memory = sizes.get(cpu)?.[0] ?? 0 } = size;
  return { cpu, memory };
}

/** Whole GiB from `from` to `to`, in MiB. */
function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * 1024);
}
