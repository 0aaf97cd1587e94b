import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';

const main = join(import.meta.dirname, '../../../../api/main.ts');

/** `npm start` with settings that cannot be meant: it ends by itself. */
async function start(args: readonly string[], environment: Record<string, string> = {}) {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', main, ...args],
      { env: { ...process.env, ...environment }, timeout: 60_000 },
    );
    return { code: 0, stdout, stderr: '' };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

describe('npm start', () => {
  test('npm start explains itself', async () => {
    const { code, stdout } = await start(['--help']);
    expect(code).toBe(0);
    for (const word of ['--role', '--emulator', '--json', 'DATABASE_URL', 'TERRAFORM_CONCURRENCY']) {
      expect(stdout).toContain(word);
    }
  }, 60_000);

  test('npm start says all that is wrong with the settings, and starts nothing', async () => {
    const { code, stdout, stderr } = await start(['--port', '0'], {
      TRAY_ACCOUNT_ID: '12',
      LEASE_SECONDS: 'long',
      DATABASE_URL: 'mysql://somewhere',
    });
    expect([code, stdout]).toEqual([1, '']);
    for (const name of ['TRAY_ACCOUNT_ID', 'LEASE_SECONDS', 'DATABASE_URL'])
      expect(stderr).toContain(`${name}:`);
    expect(stderr).not.toMatch(/\n\s+at /);
  }, 60_000);

  test.each([
    [['--port', '70000'], 'A port is a number from 0 to 65535.'],
    [['--role', 'boss'], 'Allowed choices are all, api, worker'],
    [['--unknown'], 'unknown option'],
  ])(
    'npm start refuses %j',
    async (args, message) => {
      const { code, stderr } = await start(args);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
    },
    60_000,
  );

  test('npm start says what to do when there is no database behind the url', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    const { port } = await new Promise<{ port: number }>((resolve) =>
      closed.once('listening', () => resolve(closed.address() as { port: number })),
    );
    await new Promise((resolve) => closed.close(resolve));
    const { code, stderr } = await start(['--port', '0', '--log-level', 'silent'], {
      DATABASE_URL: `postgres://nobody@127.0.0.1:${port}/nothing`,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('Check DATABASE_URL');
  }, 60_000);
});
