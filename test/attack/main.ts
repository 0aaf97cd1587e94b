import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { LocalIssuer } from '../../api/http/local-issuer.ts';
import { connect } from '../../api/store/connect.ts';
import { EmbeddedPostgres } from '../../api/store/embedded/embedded-postgres.ts';
import { Store } from '../../api/store/store.ts';
import { type AttackReport, attack, unlimited } from './attack.ts';
import { startTarget } from './target-process.ts';

interface Flags {
  readonly sequences: number;
  readonly requests: number;
  readonly seed: number;
  readonly json: boolean;
}

const program = new Command('npm run attack --')
  .description(
    'Attacks an API of its own, on a PostgreSQL of its own: tenants over each other, malformed requests, races.',
  )
  .option(
    '--sequences <number>',
    'sequences of operations by two tenants over each other',
    wholeNumber,
    10_000,
  )
  .option('--requests <number>', 'malformed requests', wholeNumber, 50_000)
  .option('--seed <number>', 'repeats the attack that had it', wholeNumber, Date.now() % 1_000_000)
  .option('--json', 'print the report as one line of JSON', false)
  .allowExcessArguments(false)
  .parse();
const flags = program.opts<Flags>();

const folder = await mkdtemp(join(tmpdir(), 'tray-privatelink-attack-'));
const postgres = await EmbeddedPostgres.start({ folder: join(folder, 'database') });
const { db } = connect({ url: postgres.url, poolSize: 2 });
let report: AttackReport | undefined;
try {
  const dataFolder = join(folder, 'api');
  const target = await startTarget({
    databaseUrl: postgres.url,
    dataFolder,
    heapMegabytes: 256,
    environment: unlimited,
  });
  console.error(`Attacking ${target.url} with seed ${flags.seed}.`);
  try {
    report = await attack({
      ...flags,
      target,
      store: new Store(db),
      issuer: await LocalIssuer.open(dataFolder),
      onProgress: (phase, done, of) => {
        if (done % 1_000 === 0 || done === of) console.error(`${done} of ${of} ${phase}`);
      },
    });
  } finally {
    await target.stop();
  }
} finally {
  await db.destroy();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
console.log(flags.json ? JSON.stringify(report) : forPeople(report));
process.exitCode = report.faults.length === 0 ? 0 : 1;

function forPeople({ seed, requests, statuses, limited, faults, peakMemory }: AttackReport): string {
  return [
    `Seed:     ${seed}`,
    `Requests: ${requests}, of which ${limited} met a limit`,
    `Answers:  ${Object.entries(statuses)
      .map(([status, number]) => `${number} × ${status}`)
      .join(', ')}`,
    ...(peakMemory === undefined ? [] : [`Memory:   ${Math.round(peakMemory / 1_048_576)} MiB at most`]),
    faults.length === 0 ? 'Nothing was found.' : `Found (${faults.length}):`,
    ...faults,
  ].join('\n');
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('Give a whole number.');
}
