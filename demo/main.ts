import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { findTerraform } from '../api/terraform/binary.ts';
import { prepareProviderInstallation } from '../api/terraform/cli-configuration.ts';
import { TerraformError } from '../api/terraform/errors.ts';
import { startEmulator } from '../emulator/index.ts';
import { runTasks } from '../scripts/terminal.ts';
import { Deployment } from './deployment.ts';
import { story } from './fleet.ts';
import { renderReport } from './report.ts';
import { Scenario } from './scenario.ts';

interface Options {
  readonly destroy: boolean;
  readonly keep: boolean;
  readonly json: boolean;
}

const directory = join(import.meta.dirname, '..', '.data', 'demo');

const program = new Command('npm run demo --')
  .description(
    'One PrivateLink connection between two AWS accounts on this machine, with real Terraform: requested, accepted by the ' +
      "customer's administrator as code, available, and named. Takes about three minutes; touches no AWS account.",
  )
  .option('--destroy', 'take both sides down again at the end, and prove that nothing is left', false)
  .option(
    '--keep',
    'leave the emulator running afterwards, to look around with the AWS CLI, until Ctrl-C',
    false,
  )
  .option('--json', 'print one JSON document as the last line; progress goes to standard error', false)
  .parse();

const options = program.opts<Options>();
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupt.abort(new Error('terminated')));

try {
  await demo(options);
} catch (error) {
  if (interrupt.signal.aborted)
    console.error('\nInterrupted. The emulator is gone, and with it everything that was made.');
  else console.error(`\n${error instanceof TerraformError ? error.message : describe(error)}`);
  process.exitCode = 1;
}

async function demo({ destroy, keep, json }: Options): Promise<void> {
  const binary = await findTerraform();
  const say = (line: string) => (json ? console.error(line) : console.log(line));
  const installation = await prepareProviderInstallation({
    binary,
    onDownload: () => say('Downloading the AWS provider once (about 150 MB); later runs use it again.'),
  });
  say(`${binary.product} ${binary.version}, ${installation.description}`);
  const emulator = await startEmulator();
  try {
    say(
      `AWS on this machine: ${emulator.url} (Tray ${story.trayAccountId}, customer ${story.customerAccountId})\n`,
    );
    // What an earlier run left belongs to an emulator that is gone.
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    const deployment = new Deployment({
      directory,
      binary,
      providerEnvironment: installation.environment,
      credentials: (accountId, region) => emulator.environment(accountId, region),
    });
    const scenario = new Scenario({ emulator, deployment, signal: interrupt.signal });
    await runTasks(scenario.tasks({ destroy }), { json });
    if (json) console.log(JSON.stringify(scenario.result));
    else console.log(`\n${renderReport(scenario.result)}`);
    if (keep) await lookAround(say, emulator.environment(story.trayAccountId, story.region));
    else if (!destroy)
      say(
        '\nThe emulator ends here, and all of this with it. --keep leaves it running, --destroy takes it down with Terraform.',
      );
  } finally {
    await emulator.close();
  }
}

async function lookAround(say: (line: string) => void, environment: Record<string, string>): Promise<void> {
  say("\nThe emulator goes on running. In another terminal, as Tray's administrator:\n");
  for (const [name, value] of Object.entries(environment)) say(`export ${name}=${value}`);
  say('\naws ec2 describe-vpc-endpoints\n\nCtrl-C ends it.');
  if (!interrupt.signal.aborted) {
    await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve, { once: true }));
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
