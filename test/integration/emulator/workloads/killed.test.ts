import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { until } from './support/until.ts';

const childModule = new URL('../../../../emulator/workloads/child.ts', import.meta.url).href;

const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

test('nothing that runs survives the death of its emulator by kill -9', async () => {
  const source = `
    import { startChild } from ${JSON.stringify(childModule)};
    startChild({
      command: 'node',
      args: ['--eval', 'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)'],
      environment: {},
      entrance: undefined,
      controlUrl: 'http://127.0.0.1:9',
      onLine: (line) => console.log(line),
    });`;
  const emulator = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: emulator.stdout }), 'line')) as [string];
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  emulator.kill('SIGKILL');
  await until(() => !isAlive(pid), 10_000);
});
