/** npm run bench -- <suite> [--json]: measures what the project promises, as ratios inside one run. */
import { Command, InvalidArgumentError } from 'commander';
import { isMet, type SuiteResult } from './support/result.ts';

const program = new Command('bench')
  .description('Measures the performance targets of the project. Exits 1 when one is missed.')
  .showHelpAfterError();

program
  .command('sdk')
  .description(
    'GET requests through the SDK against bare undici and openapi-fetch; size and import time of the package',
  )
  .option('--json', 'print one line of JSON', false)
  .option('--requests <count>', 'GET requests per client and round', positive, 4_000)
  .option('--rounds <count>', 'rounds after warming up', positive, 15)
  .action(async ({ json, ...options }: { json: boolean; requests: number; rounds: number }) => {
    const { sdkSuite } = await import('./sdk.ts');
    report(await sdkSuite(options), json);
  });

program
  .command('synth')
  .description(
    'time and memory from a fleet file to Terraform on the disk, for 100, 1,000 and 5,000 connections',
  )
  .option('--json', 'print one line of JSON', false)
  .option('--rounds <count>', 'how often each size is synthesised', positive, 3)
  .action(async ({ json, ...options }: { json: boolean; rounds: number }) => {
    const { synthSuite } = await import('./synth.ts');
    report(await synthSuite(options), json);
  });

await program.parseAsync();

function report(result: SuiteResult, json: boolean): void {
  const missed = result.measurements.filter((measurement) => !isMet(measurement));
  if (json) console.log(JSON.stringify({ ...result, ok: missed.length === 0 }));
  else print(result);
  if (missed.length > 0) process.exitCode = 1;
}

function print({ suite, measurements, conditions }: SuiteResult): void {
  console.log(
    `${suite} (${Object.entries(conditions)
      .map((pair) => pair.join(' '))
      .join(', ')})`,
  );
  for (const measurement of measurements) {
    const { name, value, unit, target } = measurement;
    const promise =
      target === undefined
        ? ''
        : 'atLeast' in target
          ? ` (at least ${target.atLeast})`
          : ` (at most ${target.atMost})`;
    console.log(`${isMet(measurement) ? ' ' : '✗'} ${name.padEnd(24)} ${value} ${unit}${promise}`);
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number, at least 1.');
  return value;
}
