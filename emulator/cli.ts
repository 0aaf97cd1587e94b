import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { destination, pino } from 'pino';
import { defaultAccounts, type Emulator, startEmulator, supportedActions } from './index.ts';

interface Options {
  port: number;
  host: string;
  region: string;
  account: string[];
  json: boolean;
  actions: boolean;
  socksPort: number;
  dataPlane: boolean;
  logLevel: string;
}

/** Runs until SIGINT or SIGTERM. Resolves with the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = command();
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  const options = program.opts<Options>();
  if (options.actions) {
    for (const [service, action] of supportedActions()) console.log(`${service} ${action}`);
    return 0;
  }
  const logger = pino({ level: options.logLevel }, destination({ dest: 2, sync: true }));
  // Listened for before anything is printed: whoever reads the output may stop the process at once.
  const stopped = stopSignal();
  let emulator: Emulator;
  try {
    emulator = await startEmulator({
      host: options.host,
      port: options.port,
      logger,
      dataPlane: options.dataPlane ? { port: options.socksPort } : false,
      ...(options.account.length > 0 ? { accounts: options.account } : {}),
    });
  } catch (error) {
    console.error(`emulator: ${describeStartFailure(error, options)}`);
    return 1;
  }
  console.log(options.json ? jsonLine(emulator, options.region) : welcome(emulator, options.region));
  await stopped;
  await emulator.close();
  return 0;
}

function command(): Command {
  return new Command('emulator')
    .description(
      'AWS on loopback: what Terraform, the AWS CLI and the SDKs need for both sides of PrivateLink.',
    )
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', parsePort, 4566)
    .option('--host <address>', 'loopback address to listen on', '127.0.0.1')
    .option('--region <code>', 'region in the printed environment', 'eu-west-1')
    .addOption(
      new Option('--account <id>', 'account to print, repeatable')
        .argParser((id: string, list: string[]) => [...list, id])
        .default([], defaultAccounts.join(', ')),
    )
    .option('--json', 'print one line of JSON: url and accounts with their environment', false)
    .option(
      '--socks-port <number>',
      'port of the SOCKS entrance to the VPCs; 0 takes a free one',
      parsePort,
      0,
    )
    .option('--no-data-plane', 'no real bytes, and no SOCKS entrance')
    .option('--actions', 'list every supported action and stop', false)
    .addOption(
      new Option('--log-level <level>', 'log on standard error; debug shows every call')
        .choices(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
        .default('warn'),
    )
    .exitOverride();
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

function describeStartFailure(error: unknown, options: Options): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const option = 'port' in error && error.port === options.socksPort ? '--socks-port' : '--port';
    const port = option === '--port' ? options.port : options.socksPort;
    return `port ${port} is in use; choose another with ${option}, or 0 for a free one`;
  }
  return error instanceof Error ? error.message : String(error);
}

function jsonLine(emulator: Emulator, region: string): string {
  return JSON.stringify({
    url: emulator.url,
    socks: emulator.socks,
    accounts: emulator.accounts.map((accountId) => ({
      accountId,
      environment: emulator.environment(accountId, region),
    })),
  });
}

function welcome(emulator: Emulator, region: string): string {
  const lines = [`Emulator: ${emulator.url}`, `Control:  ${emulator.url}/_emulator/health`, ''];
  for (const accountId of emulator.accounts) {
    lines.push(`# account ${accountId}`);
    for (const [name, value] of Object.entries(emulator.environment(accountId, region))) {
      lines.push(`export ${name}=${value}`);
    }
    lines.push('');
  }
  if (emulator.socks !== undefined) {
    const { host, port } = emulator.socks;
    lines.push(
      '# Stand in a VPC: the user name is the id of a network interface',
      `curl --socks5-hostname ${host}:${port} --proxy-user eni-0123456789abcdef0: http://name-in-the-vpc/`,
      '',
    );
  }
  lines.push('Stop with Ctrl-C. Everything is in memory and gone afterwards.');
  return lines.join('\n');
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
