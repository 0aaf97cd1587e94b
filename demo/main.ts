import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { findTerraform } from '../api/terraform/binary.ts';
import { prepareProviderInstallation } from '../api/terraform/cli-configuration.ts';
import { TerraformError } from '../api/terraform/errors.ts';
import { runTasks } from '../scripts/terminal.ts';
import { Deployment } from './deployment.ts';
import { story } from './fleet.ts';
import { renderReport } from './report.ts';
import { Scenario } from './scenario.ts';
import { type Service, startService } from './service.ts';

interface Options {
  readonly destroy: boolean;
  readonly keep: boolean;
  readonly json: boolean;
}

const program = new Command('npm run demo --')
  .description(
    'One PrivateLink connection between two AWS accounts on this machine, over the provisioning API and with real Terraform: ' +
      "requested, accepted by the customer's administrator as code, available under a name. Takes about three minutes; touches " +
      'no AWS account.',
  )
  .option('--destroy', 'take both sides down again at the end, and prove that nothing is left', false)
  .option('--keep', 'leave the API and the emulator running afterwards, to look around, until Ctrl-C', false)
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
    console.error('\nInterrupted. The emulator is gone, and everything that was made with it.');
  else console.error(`\n${error instanceof TerraformError ? error.message : describe(error)}`);
  process.exitCode = 1;
}

async function demo({ destroy, keep, json }: Options): Promise<void> {
  const say = (line: string) => (json ? console.error(line) : console.log(line));
  const binary = await findTerraform();
  const installation = await prepareProviderInstallation({
    binary,
    onDownload: () => say('Downloading the AWS provider once (about 150 MB); later runs use it again.'),
  });
  say(`${binary.product} ${binary.version}, ${installation.description}`);
  const directory = await mkdtemp(join(tmpdir(), 'tray-privatelink-demo-'));
  // The database may have to run as another user than this one, who must get there.
  await chmod(directory, 0o755);
  try {
    const service = await startService({
      dataFolder: join(directory, 'api'),
      trayAccountId: story.trayAccountId,
      regions: story.regions,
      environment: installation.environment,
    });
    try {
      say(`Provisioning API: ${service.url}/docs`);
      say(
        `AWS on this machine: ${service.emulatorUrl} (Tray ${story.trayAccountId}, customer ${story.customerAccountId})\n`,
      );
      const deployment = new Deployment({
        directory: join(directory, 'customer'),
        binary,
        providerEnvironment: installation.environment,
        credentials: service.environment,
      });
      await tell({ service, deployment, directory }, { destroy, json });
      if (keep) await lookAround(say, service);
      else if (!destroy)
        say(
          '\nThe demo ends here and everything stops. --keep leaves it running, --destroy takes it down step by step.',
        );
    } catch (error) {
      if (!interrupt.signal.aborted && service.log() !== '')
        console.error(`\nThe API's log:\n${service.log()}`);
      throw error;
    } finally {
      await service.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function tell(
  stage: { readonly service: Service; readonly deployment: Deployment; readonly directory: string },
  { destroy, json }: Omit<Options, 'keep'>,
): Promise<void> {
  const scenario = new Scenario({ ...stage, signal: interrupt.signal });
  try {
    await runTasks(scenario.tasks({ destroy }), { json });
    console.log(json ? JSON.stringify(scenario.result) : `\n${renderReport(scenario.result)}`);
  } finally {
    await scenario.close();
  }
}

async function lookAround(say: (line: string) => void, service: Service): Promise<void> {
  say('\nEverything keeps running. In another terminal:\n');
  say(`export TRAY_PRIVATELINK_URL=${service.url} TRAY_PRIVATELINK_TOKEN=${service.token}`);
  for (const [name, value] of Object.entries(service.environment(story.trayAccountId, story.region))) {
    say(`export ${name}=${value}`);
  }
  say('\ncurl -s -H "Authorization: Bearer $TRAY_PRIVATELINK_TOKEN" $TRAY_PRIVATELINK_URL/v1/connections');
  say('aws ec2 describe-vpc-endpoints\n\nCtrl-C stops it.');
  if (!interrupt.signal.aborted) {
    await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve, { once: true }));
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
