import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { identify } from '../../../../api/terraform/process-identity.ts';
import { steadyNow } from '../../../../api/terraform/steady-clock.ts';
import { leaseEndedExitCode } from '../../../../api/terraform/supervision.ts';
import { until } from '../../../support/eventually.ts';

const supervisor = join(import.meta.dirname, '../../../../api/terraform/supervisor.ts');
const node = [process.execPath, '--disable-warning=ExperimentalWarning'] as const;

async function script(body: string): Promise<{ file: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'supervisor-'));
  const file = join(folder, 'program.mjs');
  await writeFile(file, `import fs from 'node:fs';\nprocess.chdir(${JSON.stringify(folder)});\n${body}`);
  return { file, folder };
}

/** A worker that starts the program under the supervisor, and does nothing else. */
async function worker(body: string, graceMs: number): Promise<{ process: ChildProcess; folder: string }> {
  const { file, folder } = await script(body);
  const words = [node[1], supervisor, String(graceMs), process.execPath, file];
  const parent = spawn(
    node[0],
    [
      '-e',
      `require('child_process').spawn(process.execPath, ${JSON.stringify(words)}, { stdio: ['pipe', 'inherit', 'inherit'], detached: true })`,
    ],
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  return { process: parent, folder };
}

function run(words: readonly string[], file: string) {
  return spawn(node[0], [node[1], supervisor, '2000', ...words, file], { stdio: ['pipe', 'pipe', 'pipe'] });
}

describe('a supervised program', () => {
  test('a supervised program says and returns what it would without a supervisor', async () => {
    const { file } = await script("console.log('out'); console.error('err'); process.exitCode = 3;");
    const child = run([process.execPath], file);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    expect(await once(child, 'close')).toEqual([3, null]);
    expect([out, err]).toEqual(['out\n', 'err\n']);
  });

  test('a supervised program is interrupted once, however often the supervisor is', async () => {
    const { file, folder } = await script(`
      let interrupts = 0;
      process.on('SIGINT', () => { interrupts++; setTimeout(() => { fs.writeFileSync('interrupts', String(interrupts)); process.exit(0); }, 500); });
      setInterval(() => {}, 1000);
      fs.writeFileSync('ready', '');`);
    const child = run([process.execPath], file);
    await until(() => existsSync(join(folder, 'ready')));
    child.kill('SIGINT');
    child.kill('SIGTERM');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await readFile(join(folder, 'interrupts'), 'utf8')).toBe('1');
  });

  test('a supervised program that does not exist gives 127', async () => {
    const child = run([], '/no/such/program');
    expect(await once(child, 'exit')).toEqual([127, null]);
  });
});

describe('when the worker is killed', () => {
  test('the program is interrupted, and may write what it knows although nobody listens', async () => {
    const { process: parent, folder } = await worker(
      `process.on('SIGINT', () => {
         for (let line = 0; line < 1000; line++) console.log('still working '.repeat(20));
         fs.writeFileSync('state', 'written');
         process.exit(0);
       });
       setInterval(() => console.log('progress'), 20);
       fs.writeFileSync('pid', String(process.pid));`,
      10_000,
    );
    await until(() => existsSync(join(folder, 'pid')));
    parent.kill('SIGKILL');
    await until(() => existsSync(join(folder, 'state')));
  });

  test('a program that does not end is killed after the grace, with all that it started', async () => {
    const { process: parent, folder } = await worker(
      `import { spawn } from 'node:child_process';
       process.on('SIGINT', () => {});
       setInterval(() => {}, 1000);
       const plugin = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
       fs.writeFileSync('pids', [process.pid, plugin.pid].join());`,
      500,
    );
    const file = join(folder, 'pids');
    await until(async () => existsSync(file) && (await readFile(file, 'utf8')).includes(','));
    const pids = (await readFile(file, 'utf8')).split(',').map(Number);
    expect(pids.every((pid) => identify(pid) !== undefined)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => pids.every((pid) => identify(pid) === undefined));
  });
});

describe('a program that may live until a deadline', () => {
  /** Says that it runs every 10 ms, and how often it was interrupted; goes on in spite of that. */
  const stubborn = `
    let interrupts = 0;
    process.on('SIGINT', () => fs.writeFileSync('interrupts', String(++interrupts)));
    fs.writeFileSync('pid', String(process.pid));
    setInterval(() => fs.writeFileSync('alive', ''), 10);`;

  async function supervise(options: { body?: string; deadline: number; graceMs: number }) {
    const { file, folder } = await script(options.body ?? stubborn);
    const child = spawn(
      node[0],
      [
        node[1],
        supervisor,
        `--deadline=${options.deadline}`,
        '--announce=3',
        String(options.graceMs),
        process.execPath,
        file,
      ],
      { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] },
    );
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    return { child, folder, ended, in: (name: string) => join(folder, name) };
  }

  async function programOf(folder: string): Promise<number> {
    await until(() => existsSync(join(folder, 'alive')));
    return Number(await readFile(join(folder, 'pid'), 'utf8'));
  }

  test('a program that may live until a deadline is interrupted a grace before it, and dead when it comes', async () => {
    const deadline = steadyNow() + 8_000;
    const { folder, ended, in: file } = await supervise({ deadline, graceMs: 1_500 });
    const pid = await programOf(folder);
    await until(() => existsSync(file('interrupts')));
    expect(steadyNow()).toBeGreaterThanOrEqual(deadline - 1_510);
    expect(await ended).toEqual([leaseEndedExitCode, null]);
    expect(identify(pid)).toBeUndefined();
  });

  test('lives on with every line that allows it to', async () => {
    const first = steadyNow() + 7_000;
    const { child, folder, ended } = await supervise({ deadline: first, graceMs: 200 });
    const pid = await programOf(folder);
    child.stdin?.write(`${first + 3_000}\n`);
    await until(() => steadyNow() > first + 500);
    expect(identify(pid)).toBeDefined();
    expect(await ended).toEqual([leaseEndedExitCode, null]);
    expect(steadyNow()).toBeGreaterThan(first + 2_000);
  });

  test('dies at once when its supervisor wakes up too late, whatever lies in the pipe', async () => {
    const deadline = steadyNow() + 7_000;
    const { child, folder, ended } = await supervise({ deadline, graceMs: 500 });
    const pid = await programOf(folder);
    // All stand still, as in a container that is paused; the worker had written just before.
    child.kill('SIGSTOP');
    process.kill(pid, 'SIGSTOP');
    child.stdin?.write(`${deadline + 100}\n`);
    await until(() => steadyNow() > deadline + 600);
    const wokenAt = steadyNow();
    child.kill('SIGCONT');
    await ended;
    expect(identify(pid)).toBeUndefined();
    // No grace: its time was over.
    expect(steadyNow() - wokenAt).toBeLessThan(2_000);
    expect(existsSync(join(folder, 'interrupts'))).toBe(false);
  });

  test('a program that may live until a deadline is not started when it has passed', async () => {
    const { folder, ended } = await supervise({ deadline: steadyNow() - 1, graceMs: 100 });
    expect(await ended).toEqual([leaseEndedExitCode, null]);
    expect(existsSync(join(folder, 'pid'))).toBe(false);
  });

  test('a program that may live until a deadline is named to whoever wants to know', async () => {
    const { child, folder, ended } = await supervise({ deadline: steadyNow() + 60_000, graceMs: 100 });
    const announced = once(child.stdio[3] as NodeJS.ReadableStream, 'data');
    const pid = await programOf(folder);
    expect(String((await announced)[0]).trim()).toBe(String(pid));
    child.stdin?.end();
    await ended;
  });
});
