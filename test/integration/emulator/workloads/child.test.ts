import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MAX_LINE_CHARACTERS, type Program } from '../../../../emulator/core/runner.ts';
import { startChild } from '../../../../emulator/workloads/child.ts';
import { until } from './support/until.ts';

const nowhere = { entrance: undefined, controlUrl: 'http://127.0.0.1:9' };

/** Starts a program of Node's and keeps what it prints. */
function start(source: string, more: Partial<Program> = {}) {
  const lines: string[] = [];
  const child = startChild({
    command: 'node',
    args: ['--input-type=module', '--eval', source],
    environment: {},
    onLine: (text) => lines.push(text),
    ...nowhere,
    ...more,
  });
  return { child, lines };
}

const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

test('a program prints lines on both streams and its exit code is known', async () => {
  const { child, lines } = start(
    `console.log('one\\r\\ntwo'); process.stderr.write('no line break'); process.exitCode = 3;`,
  );
  expect(await child.exit).toEqual({ code: 3, signal: undefined });
  expect(lines.sort()).toEqual(['no line break', 'one', 'two']);
});

test('a program sees no environment but its own, and stands in an empty folder', async () => {
  const { child, lines } = start(
    `import { readdirSync } from 'node:fs';
     console.log(JSON.stringify([Object.keys(process.env).sort(), process.env.A, readdirSync('.')]));`,
    { environment: { A: 'b=$(id)' } },
  );
  await child.exit;
  expect(JSON.parse(lines[0] ?? '')).toEqual([['A', 'PATH'], 'b=$(id)', []]);
});

test('a program in a VPC is told where its entrance is, and keeps the options that it brings', async () => {
  const { child, lines } = start(
    `const { VPC_SOCKS, VPC_IDENTITY, VPC_CONTROL, NODE_OPTIONS } = process.env;
     console.log(JSON.stringify({ VPC_SOCKS, VPC_IDENTITY, VPC_CONTROL, NODE_OPTIONS }));`,
    {
      networkInterfaceId: 'eni-1',
      environment: { NODE_OPTIONS: '--no-warnings' },
      ...{ entrance: '127.0.0.1:9' },
    },
  );
  await child.exit;
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    VPC_SOCKS: '127.0.0.1:9',
    VPC_IDENTITY: 'eni-1',
    VPC_CONTROL: 'http://127.0.0.1:9',
    NODE_OPTIONS: expect.stringMatching(/^--import=file:.*preload\.mjs --no-warnings$/),
  });
});

test('a command that does not exist says so instead of an exit code', async () => {
  const { child } = start('', { command: '/no/such/command' });
  expect(await child.exit).toMatchObject({ code: undefined, failure: expect.stringContaining('ENOENT') });
});

test('a stop is a SIGTERM that the program may answer in its own way', async () => {
  const { child, lines } = start(
    `process.on('SIGTERM', () => { console.log('bye'); process.exit(7); }); console.log('ready'); setInterval(() => {}, 1000);`,
  );
  await until(() => lines.includes('ready'));
  child.stop(60);
  expect(await child.exit).toEqual({ code: 7, signal: undefined });
  expect(lines).toEqual(['ready', 'bye']);
});

test('what takes no notice of SIGTERM is killed after the grace, with everything that it started', async () => {
  const { child, lines } = start(
    `import { spawn } from 'node:child_process';
     process.on('SIGTERM', () => console.log('not yet'));
     const { pid } = spawn(process.execPath, ['--eval', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'ignore' });
     console.log(pid);
     setInterval(() => {}, 1000);`,
  );
  await until(() => lines.length === 1);
  const grandchild = Number(lines[0]);
  expect(isAlive(grandchild)).toBe(true);
  child.stop(0.3);
  expect(await child.exit).toEqual({ code: undefined, signal: 'SIGKILL' });
  expect(lines).toEqual([String(grandchild), 'not yet']);
  await until(() => !isAlive(grandchild));
});

test('what a program leaves running ends with it', async () => {
  const { child, lines } = start(
    `import { spawn } from 'node:child_process';
     const { pid } = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
     console.log(pid);
     process.exit(0);`,
  );
  expect(await child.exit).toEqual({ code: 0, signal: undefined });
  await until(() => !isAlive(Number(lines[0])));
});

test('a line without end comes in pieces of bounded length', async () => {
  const length = MAX_LINE_CHARACTERS * 2 + 10;
  const { child, lines } = start(`process.stdout.write('x'.repeat(${length}) + '\\n' + 'y')`);
  await child.exit;
  expect(lines.map(({ length }) => length)).toEqual([MAX_LINE_CHARACTERS, MAX_LINE_CHARACTERS, 10, 1]);
});
