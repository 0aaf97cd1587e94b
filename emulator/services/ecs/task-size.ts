/**
 * The CPU and memory pairs that Fargate runs.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
interface Size {
  /** MiB. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const GIB = 1024;

/** CPU units (1024 = one vCPU) → memory. */
const sizes: ReadonlyMap<number, Size> = new Map([
  [256, { min: 512, max: 2 * GIB, step: 512 }],
  [512, { min: GIB, max: 4 * GIB, step: GIB }],
  [1024, { min: 2 * GIB, max: 8 * GIB, step: GIB }],
  [2048, { min: 4 * GIB, max: 16 * GIB, step: GIB }],
  [4096, { min: 8 * GIB, max: 30 * GIB, step: GIB }],
  [8192, { min: 16 * GIB, max: 60 * GIB, step: 4 * GIB }],
  [16384, { min: 32 * GIB, max: 120 * GIB, step: 8 * GIB }],
]);

export function fargateRuns(cpu: number, memory: number): boolean {
  const size = sizes.get(cpu);
  if (size === undefined || memory < size.min || memory > size.max) return false;
  // The smallest task has 512 MiB, 1 GiB and 2 GiB, but not 1.5 GiB.
  if (cpu === 256) return memory === 512 || memory === GIB || memory === 2 * GIB;
  return memory % size.step === 0;
}

/** CPU as AWS reads it: `"256"`, `".25 vCPU"`, `"0.25 vcpu"`; undefined for anything else. */
export function parseCpu(text: string): number | undefined {
  return parseAmount(text, /^(\d*\.?\d+)\s*vcpu$/i);
}

/** Memory in MiB: `"512"`, `"0.5 GB"`, `"1GB"`; undefined for anything else. */
export function parseMemory(text: string): number | undefined {
  return parseAmount(text, /^(\d*\.?\d+)\s*gb$/i);
}

function parseAmount(text: string, withUnit: RegExp): number | undefined {
  const trimmed = text.trim();
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed);
  const match = withUnit.exec(trimmed);
  return match?.[1] === undefined ? undefined : Math.round(Number(match[1]) * GIB);
}
