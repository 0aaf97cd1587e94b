import { Command, InvalidArgumentError, Option } from 'commander';
import { asError } from '../faults.ts';
import { plain, rows, settingsHelp } from '../settings/describe.ts';
import { apiSettings, type Setting, workerSettings } from '../settings/table.ts';

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
}

const environmentHelp = `
Environment (a flag wins over its variable):
${settingsHelp(apiSettings)}
  AWS_…
      credentials and endpoints, as everywhere

Of workers:
${settingsHelp(workerSettings)}
  TERRAFORM_BINARY_NAME, TRAY_PROVIDER_MIRROR
      which Terraform or OpenTofu, and where its AWS provider is

api/README.md and api/reconciler/README.md say more.`;

/** @throws CommanderError for --help and for flags that cannot be meant. */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): CliOptions {
  const program = new Command('npm start --')
    .description(
      'The provisioning API and its workers. Needs nothing installed except, for runs, Terraform or OpenTofu.',
    )
    .addOption(
      new Option('--role <role>', 'serve the API, work on requests, or both')
        .choices(['all', 'api', 'worker'])
        .default('all'),
    )
    .option('--emulator', 'start the AWS emulator inside and work against it', false)
    .option('--json', 'print one line of JSON: url, token, openapi, …; logs go to standard error', false)
    .option(
      '--replace-token-key',
      'make a new key for tokens, print a token of it, and end; tokens of the old key are refused at once, by running processes too',
      false,
    )
    .addHelpText('after', environmentHelp)
    .allowExcessArguments(false)
    .exitOverride();
  const variables = addSettingsFlags(program);
  program.parse([...args], { from: 'user' });
  const flags = program.opts<Flags>();
  const given = Object.entries(variables).flatMap(([attribute, variable]) => {
    const value = program.getOptionValue(attribute) as string | undefined;
    return value === undefined ? [] : [[variable, value] as const];
  });
  return {
    role: flags.role,
    emulator: flags.emulator,
    json: flags.json,
    replaceTokenKey: flags.replaceTokenKey,
    environment: { ...environment, ...Object.fromEntries(given) },
  };
}

/** @returns the variables that the flags stand for, by the names that commander gives their values. */
function addSettingsFlags(program: Command): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [variable, { flag, help, default: value, otherwise, parse }] of rows(apiSettings)) {
    if (flag === undefined) continue;
    const option = new Option(
      `--${flag.name} ${flag.value}`,
      plain(`${help} (default: ${value ?? otherwise})`),
    );
    if (flag.choices !== undefined) option.choices([...flag.choices]);
    // Judged here, so that the message names the flag; the text is read again with the rest.
    else option.argParser((text) => judged(text, parse, flag.refusal));
    program.addOption(option);
    variables[option.attributeName()] = variable;
  }
  return variables;
}

function judged(text: string, parse: Setting<unknown>['parse'], refusal: string | undefined): string {
  try {
    parse(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(refusal ?? asError(error).message);
  }
}
