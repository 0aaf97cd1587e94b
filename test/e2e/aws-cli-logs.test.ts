import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { execa } from 'execa';
import { type Emulator, startEmulator } from '../../emulator/index.ts';

jest.setTimeout(3 * 60_000);

const installed = (await execa('aws', ['--version'], { reject: false })).exitCode === 0;
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

async function aws(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await execa('aws', [...args, '--output', 'json'], {
    env: emulator.environment('222222222222', 'eu-west-1'),
    timeout: 60_000,
    stdin: 'ignore',
  });
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

// The AWS CLI is not part of the project, and a machine without it can run everything else.
const describeWithCli = installed ? describe : describe.skip;

describeWithCli('the plain AWS CLI and log events', () => {
  test('the plain AWS CLI reads back and finds the log events that it wrote', async () => {
    const stream = ['--log-group-name', '/tray', '--log-stream-name', 'orders/connector/1'];
    await aws('logs', 'create-log-group', '--log-group-name', '/tray');
    await aws('logs', 'create-log-stream', ...stream);
    const timestamp = Date.now();
    const events = [{ timestamp, message: 'row 1' }];
    await aws('logs', 'put-log-events', ...stream, '--log-events', JSON.stringify(events));
    expect(await aws('logs', 'get-log-events', ...stream, '--start-from-head')).toMatchObject({
      events: [{ timestamp, message: 'row 1' }],
      nextForwardToken: expect.stringMatching(/^f\//),
    });
    expect(
      await aws('logs', 'filter-log-events', '--log-group-name', '/tray', '--filter-pattern', 'row'),
    ).toMatchObject({ events: [{ logStreamName: 'orders/connector/1', message: 'row 1' }] });
  });
});
