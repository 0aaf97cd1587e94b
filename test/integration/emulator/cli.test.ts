import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';

const main = new URL('../../../emulator/main.ts', import.meta.url).pathname;

/** Starts the command; `until` resolves with standard output once it has the text, or when the process ends. */
function run(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    main,
    ...args,
  ]);
  const output = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output.err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number);
  const until = (text: string) =>
    new Promise<string>((resolve) => {
      const look = () => output.out.includes(text) && resolve(output.out);
      child.stdout?.on('data', look);
      child.on('close', () => resolve(output.out));
      look();
    });
  return { child, ended, until, output };
}

describe('the command', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'the command prints one line of JSON, serves, and stops cleanly on %s',
    async (signal) => {
      const { child, ended, until } = run('--port', '0', '--json', '--account', '444444444444');
      const line = JSON.parse(await until('\n'));
      expect(line.accounts).toEqual([
        {
          accountId: '444444444444',
          environment: expect.objectContaining({
            AWS_ENDPOINT_URL: line.url,
            AWS_ACCESS_KEY_ID: 'AKIA0000444444444444',
          }),
        },
      ]);
      const health = await fetch(`${line.url}/_emulator/health`);
      expect(await health.json()).toEqual({ status: 'ok' });
      child.kill(signal);
      expect(await ended).toBe(0);
    },
    30_000,
  );

  test('the command prints the URL and export lines of every account', async () => {
    const { child, ended, until } = run('--port', '0', '--region', 'us-east-1');
    const text = await until('Ctrl-C');
    for (const account of ['111111111111', '222222222222', '333333333333']) {
      expect(text).toContain(`export AWS_ACCESS_KEY_ID=AKIA0000${account}`);
    }
    expect(text).toContain('export AWS_REGION=us-east-1');
    expect(text).toMatch(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+/);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  }, 30_000);

  test('the command explains itself, and lists what it can do', async () => {
    const help = run('--help');
    expect(await help.ended).toBe(0);
    for (const option of ['--port', '--host', '--json', '--actions'])
      expect(help.output.out).toContain(option);
    const actions = run('--actions');
    expect(await actions.ended).toBe(0);
    expect(actions.output.out).toContain('ec2 AcceptVpcEndpointConnections\n');
  }, 30_000);

  test.each([
    [['--port', '70000'], 'port'],
    [['--port', 'x'], 'port'],
    [['--host', '0.0.0.0'], 'loopback'],
    [['--account', '12'], 'twelve digits'],
    [['--colour'], 'unknown option'],
  ])(
    'the command refuses %j and says why',
    async (args, complaint) => {
      const { ended, output } = run(...args);
      expect(await ended).toBe(1);
      expect(output.err).toContain(complaint);
    },
    30_000,
  );
});
