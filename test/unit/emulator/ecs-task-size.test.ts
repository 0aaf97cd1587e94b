import { describe, expect, test } from '@jest/globals';
import { fargateRuns, parseCpu, parseMemory } from '../../../emulator/services/ecs/task-size.ts';

describe('Fargate sizes', () => {
  test.each([
    [256, 512],
    [256, 2048],
    [512, 4096],
    [1024, 2048],
    [4096, 30720],
    [8192, 61440],
    [16384, 122880],
  ])('%i CPU units run with %i MiB', (cpu, memory) => {
    expect(fargateRuns(cpu, memory)).toBe(true);
  });

  test.each([
    [256, 1536],
    [256, 3072],
    [512, 512],
    [1024, 2560],
    [8192, 17408],
    [300, 512],
  ])('%i CPU units do not run with %i MiB', (cpu, memory) => {
    expect(fargateRuns(cpu, memory)).toBe(false);
  });

  test('amounts can be written with their units', () => {
    expect([parseCpu('.25 vCPU'), parseCpu('1024'), parseCpu('one')]).toEqual([256, 1024, undefined]);
    expect([parseMemory('0.5GB'), parseMemory('2 GB'), parseMemory('-1')]).toEqual([512, 2048, undefined]);
  });
});
