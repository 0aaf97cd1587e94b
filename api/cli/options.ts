import { Command, InvalidArgumentError, Option } from 'commander';

export type Role = 'all' | 'api' | 'worker';

export interface CliOptions {
  readonly role: Role;
  readonly emulator: boolean;
  readonly json: boolean;
  /** Make a new key for tokens, and nothing else. */
  readonly replaceTokenKey: boolean;
  /** The environment with what the command line says in its place. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface Flags {
  role: Role;
  emulator: boolean;
  json: boolean;
  replaceTokenKey: boolean;
  host?: string;
  port?: number;
  dataFolder?: string;
  databaseUrl?: string;
  logLevel?: string;
}

const environmentHelp = `
Environment (a flag wins over its variable):
  DATABASE_URL            PostgreSQL shared by several processes; absent: one of its own, in the data folder
  DATA_FOLDER             what the process keeps: database, key for tokens, working directories of Terraform
  TRAY_ACCOUNT_ID, TRAY_REGIONS, TRAY_PARTITION, ADDRESS_POOL, PRIVATE_ZONE, ACCEPTANCE_DAYS
                          Tray's side: account, regions of networks, their address ranges, how long customers have
  RESERVED_DOMAINS, SHARED_AWS_ACCOUNTS
                          names that no customer's service answers for; whether organizations may share an account
  TRAY_ROLE_ARN           role to work with in Tray's account; absent: the credentials of the environment
  TRUSTED_PRINCIPAL_ARNS, ALARM_TOPIC_ARNS
                          who may assume organizations' principals; SNS topics of alarms, one a region
  TOKEN_ISSUER, TOKEN_AUDIENCE, TOKEN_JWKS_URL
                          whose tokens count; absent: the process makes and prints its own, with a key in DATA_FOLDER that
                          --replace-token-key replaces when it may have leaked
  TOKEN_LONGEST_LIFE_SECONDS
                          for how long a token may be good
  REQUESTS_PER_MINUTE, PUBLIC_REQUESTS_PER_MINUTE, TRUST_PROXY
                          limits of a caller, and of an address without a token
  MAX_WAITS, MAX_WAITS_PER_TENANT, MAX_WAITS_PER_CALLER
                          requests that wait for changes at one time
  HTTP_MAX_SOCKETS, HTTP_MAX_SOCKETS_PER_ADDRESS, HTTP_MAX_PIPELINED_REQUESTS, HTTP_HEADERS_TIMEOUT_SECONDS,
  HTTP_REQUEST_TIMEOUT_SECONDS, HTTP_KEEP_ALIVE_TIMEOUT_SECONDS, HTTP_WRITE_TIMEOUT_SECONDS
                          what sockets are granted
  HEALTH_PORT, HEALTH_HOST
                          where health and metrics listen, when not beside the rest
  TERRAFORM_CONCURRENCY   runs at the same time (default: one a core, at least 2)
  LEASE_SECONDS, INTERRUPT_SECONDS, STOP_SECONDS, OBSERVE_SECONDS, SWEEP_SECONDS, RETRY_FIRST_SECONDS, RETRY_LONGEST_SECONDS,
  GIVE_UP_SECONDS, STALL_SECONDS
                          pace of the workers
  TERRAFORM_USER          as whom Terraform runs where this process is root's (default: tray-terraform, made when missing)
  TERRAFORM_BINARY_NAME, TRAY_PROVIDER_MIRROR
                          which Terraform or OpenTofu, and where its AWS provider is
  AWS_…                   credentials and endpoints, as everywhere

api/README.md and api/reconciler/README.md say more about each.`;

/** @throws CommanderError for --help and for flags that cannot be meant. */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CliOptions {
  const program = new Command('npm start --')
    .description(
      'The provisioning API and its workers. Needs nothing installed but, for the runs, Terraform or OpenTofu.',
    )
    .addOption(
      new Option('--role <role>', 'serve the API, work on requests, or both')
        .choices(['all', 'api', 'worker'])
        .default('all'),
    )
    .option('--host <address>', 'where to listen (default: 127.0.0.1)')
    .option('--port <number>', 'port to listen on; 0 takes a free one (default: 8080)', parsePort)
    .option('--data-folder <folder>', 'where the process keeps what it needs (default: .data)')
    .option('--database-url <url>', 'PostgreSQL to use instead of one of its own')
    .option('--emulator', 'start the AWS emulator inside and work against it', false)
    .option('--json', 'print one line of JSON: url, token, openapi, …; logs go to standard error', false)
    .option(
      '--replace-token-key',
      'make a new key for tokens, print a token of it, and end; tokens of the old key are refused at once, by running processes too',
      false,
    )
    .addOption(
      new Option('--log-level <level>', 'log on standard error').choices([
        'trace',
        'debug',
        'info',
        'warn',
        'error',
        'silent',
      ]),
    )
    .addHelpText('after', environmentHelp)
    .allowExcessArguments(false)
    .exitOverride();
  program.parse([...args], { from: 'user' });
  const flags = program.opts<Flags>();
  const fromFlags = {
    HOST: flags.host,
    PORT: flags.port?.toString(),
    DATA_FOLDER: flags.dataFolder,
    DATABASE_URL: flags.databaseUrl,
    LOG_LEVEL: flags.logLevel,
  };
  const given = Object.entries(fromFlags).filter(([, value]) => value !== undefined);
  return {
    role: flags.role,
    emulator: flags.emulator,
    json: flags.json,
    replaceTokenKey: flags.replaceTokenKey,
    environment: { ...environment, ...Object.fromEntries(given) },
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
