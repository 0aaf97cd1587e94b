/** `npm run synth`: writes the Terraform of a whole fleet to `cdktf.out/stacks/`, and says what was written. */
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { DEFAULT_FLEET_FILE, inputErrorMessage, readFleetFile } from '../stacks/index.ts';
import { type SynthesizedStack, writeFleet } from './synthesis.ts';
import { runTasks } from './terminal.ts';

const options = new Command('npm run synth --')
  .description('Writes the Terraform of a fleet file, both sides, one folder for each stack.')
  .option('--fleet <file>', 'the fleet file', process.env.FLEET_FILE ?? DEFAULT_FLEET_FILE)
  .option('--out <folder>', 'where to write', 'cdktf.out')
  .option('--json', 'print one JSON document; progress goes to standard error', false)
  .addHelpText('after', '\nEnvironment:\n  FLEET_FILE   the fleet file, where --fleet is not given')
  .parse()
  .opts<{ fleet: string; out: string; json: boolean }>();

try {
  await main();
} catch (error) {
  const message = inputErrorMessage(error);
  if (message === undefined) throw error;
  console.error(message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  // Before the progress begins, so that what is wrong with the file stands alone.
  const fleet = readFleetFile(options.fleet);
  let stacks: readonly SynthesizedStack[] = [];
  const run = async (report: (line: string) => void, retitle: (title: string) => void) => {
    stacks = await writeFleet(fleet, { outdir: options.out, report });
    retitle(`${stacks.length} stacks of ${options.fleet} in ${join(options.out, 'stacks')}`);
  };
  await runTasks([{ title: `Synthesise ${options.fleet}`, run }], { json: options.json });

  if (options.json) {
    console.log(
      JSON.stringify({
        fleet: options.fleet,
        stacks: stacks.map((stack) => ({ ...stack, directory: relative('.', stack.directory) })),
      }),
    );
    return;
  }
  const width = Math.max(...stacks.map(({ id }) => id.length));
  for (const { id, accountId, region } of stacks) console.log(`${id.padEnd(width)}  ${accountId}  ${region}`);
}
