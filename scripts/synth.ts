/** `npm run synth`: writes the Terraform of a whole fleet to `cdktf.out/stacks/`, and says what was written. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import {
  AwsStack,
  buildFleetApp,
  DEFAULT_FLEET_FILE,
  type FleetApp,
  inputErrorMessage,
  readFleetFile,
} from '../stacks/index.ts';

interface Options {
  readonly fleet: string;
  readonly out: string;
  readonly json: boolean;
}

interface StackSummary {
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
  readonly path: string;
  readonly dependsOn: readonly string[];
}

const command = new Command('synth')
  .description('Write the Terraform of a fleet, both sides, one folder for each stack.')
  .option('--fleet <file>', 'the fleet file', process.env.FLEET_FILE ?? DEFAULT_FLEET_FILE)
  .option('--out <folder>', 'where to write', 'cdktf.out')
  .option('--json', 'print one JSON document instead of lines', false)
  .addHelpText('after', '\nEnvironment:\n  FLEET_FILE   the fleet file, where --fleet is not given\n');
command.parse();

try {
  run(command.opts<Options>());
} catch (error) {
  const message = inputErrorMessage(error);
  if (message === undefined) throw error;
  console.error(message);
  process.exitCode = 1;
}

function run(options: Options): void {
  // Progress goes to stderr, so that `--json` leaves nothing but the document on stdout.
  const progress = (line: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
  };
  const startedAt = performance.now();
  progress(`Reading ${options.fleet} …`);
  const fleet = readFleetFile(options.fleet);
  progress(`Building the stacks of ${options.fleet} …`);
  const fleetApp = buildFleetApp(fleet, { outdir: options.out });
  progress(`Writing ${fleetApp.stacks.length} stacks to ${options.out} …`);
  fleetApp.app.synth();
  removeStaleStacks(fleetApp);
  progress('');

  const stacks = fleetApp.stacks.map((stack): StackSummary => {
    if (!(stack instanceof AwsStack)) throw new Error(`${stack.node.id} is not an AwsStack`);
    return {
      stack: stack.node.id,
      accountId: stack.deployment.accountId,
      region: stack.deployment.region,
      path: relative('.', join(fleetApp.app.outdir, 'stacks', stack.node.id)),
      dependsOn: stack.dependencies.map((dependency) => dependency.node.id).sort(),
    };
  });
  const milliseconds = Math.round(performance.now() - startedAt);
  if (options.json) {
    console.log(JSON.stringify({ fleet: options.fleet, out: options.out, milliseconds, stacks }, null, 2));
    return;
  }
  const width = Math.max(...stacks.map(({ stack }) => stack.length));
  for (const { stack, accountId, region } of stacks) {
    console.log(`${stack.padEnd(width)}  ${accountId}  ${region}`);
  }
  const seconds = (milliseconds / 1000).toFixed(1);
  console.log(`${stacks.length} stacks in ${join(options.out, 'stacks')}, ${seconds} s`);
}

/** Folders of stacks that the fleet no longer has would still be validated and, worse, deployed. */
function removeStaleStacks({ app, stacks }: FleetApp): void {
  const folder = join(app.outdir, 'stacks');
  const current = new Set(stacks.map((stack) => stack.node.id));
  for (const name of readdirSync(folder)) {
    if (current.has(name) || !existsSync(join(folder, name, 'cdk.tf.json'))) continue;
    rmSync(join(folder, name), { recursive: true });
  }
}
