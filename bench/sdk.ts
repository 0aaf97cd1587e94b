import { execFile, fork } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import createOpenapiFetch from 'openapi-fetch';
import { Agent, request } from 'undici';
import type { paths } from '../sdk/src/contract.generated.ts';
import type { Measurement, SuiteResult } from './support/result.ts';
import { median, round } from './support/statistics.ts';

const run = promisify(execFile);
const sdkRoot = join(import.meta.dirname, '../sdk');
const inFlight = 50;
const token = 'bench-token';

export interface SdkSuiteOptions {
  /** How many gets each client makes per round. */
  readonly requests: number;
  readonly rounds: number;
}

interface Contender {
  readonly name: string;
  readonly get: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Gets of one connection through the SDK, bare undici and openapi-fetch, in turns against one server. */
export async function sdkSuite(options: SdkSuiteOptions): Promise<SuiteResult> {
  const packed = await pack();
  const server = await startServer();
  try {
    const contenders = await Promise.all([sdk(server.url), bareUndici(server.url), openapiFetch(server.url)]);
    const speeds = await race(contenders, options);
    await Promise.all(contenders.map(({ close }) => close()));
    const [own = [], bare = [], fetching = []] = speeds;
    return {
      suite: 'sdk',
      measurements: [
        ...contenders.map(({ name }, index) => speed(name, speeds[index] ?? [])),
        ratio('sdk / bare undici', own, bare, 0.85),
        ratio('sdk / openapi-fetch', own, fetching, 2),
        { name: 'packed size', value: round(packed.packedBytes / 1024, 1), unit: 'KiB' },
        { name: 'unpacked size', value: round(packed.unpackedBytes / 1024, 1), unit: 'KiB' },
        ...(await importTimes()),
      ],
      conditions: { inFlight, requests: options.requests, rounds: options.rounds, node: process.version },
    };
  } finally {
    server.stop();
  }
}

/** Rounds in turns, so that whatever else the machine does hits all alike; the first ones only warm up. */
async function race(
  contenders: readonly Contender[],
  { requests, rounds }: SdkSuiteOptions,
): Promise<number[][]> {
  const speeds: number[][] = contenders.map(() => []);
  const warmUps = 2;
  for (let index = 0; index < rounds + warmUps; index += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const which = (turn + index) % contenders.length;
      const contender = contenders[which];
      if (!contender) continue;
      const perSecond = await measure(contender, requests);
      if (index >= warmUps) speeds[which]?.push(perSecond);
    }
  }
  return speeds;
}

async function measure({ get }: Contender, requests: number): Promise<number> {
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await get();
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  return requests / ((performance.now() - startedAt) / 1000);
}

async function sdk(baseUrl: string): Promise<Contender> {
  const { PrivateLinkClient } = await importBuilt();
  const client = new PrivateLinkClient({ baseUrl, token });
  return {
    name: 'sdk',
    get: () => client.connections.get('acme-orders-db'),
    close: () => client.close(),
  };
}

async function bareUndici(baseUrl: string): Promise<Contender> {
  const dispatcher = new Agent();
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const url = `${baseUrl}/v1/connections/acme-orders-db`;
  return {
    name: 'bare undici',
    get: async () => {
      const { body } = await request(url, { dispatcher, headers });
      return body.json();
    },
    close: () => dispatcher.close(),
  };
}

async function openapiFetch(baseUrl: string): Promise<Contender> {
  const client = createOpenapiFetch<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });
  return {
    name: 'openapi-fetch',
    get: async () => {
      const { data } = await client.GET('/v1/connections/{connectionId}', {
        params: { path: { connectionId: 'acme-orders-db' } },
      });
      return data;
    },
    close: async () => {},
  };
}

function speed(name: string, perSecond: readonly number[]): Measurement {
  return { name, value: round(median(perSecond), 0), unit: 'requests/s' };
}

/** The median of the rounds' ratios: each round compares what ran next to each other. */
function ratio(name: string, own: readonly number[], other: readonly number[], atLeast: number): Measurement {
  const ratios = own.map((value, index) => value / (other[index] ?? Number.NaN));
  return { name, value: round(median(ratios), 3), unit: '×', target: { atLeast } };
}

/** What is measured is what is shipped: the package is built and packed first. */
async function pack(): Promise<{ packedBytes: number; unpackedBytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'sdk-pack-'));
  try {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: sdkRoot });
    const [report] = JSON.parse(stdout) as [{ filename: string; unpackedSize: number }];
    const { size } = await stat(join(folder, report.filename));
    return { packedBytes: size, unpackedBytes: report.unpackedSize };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importBuilt(): Promise<typeof import('../sdk/src/index.ts')> {
  return import(new URL('../sdk/dist/esm/index.js', import.meta.url).href);
}

/** Import in fresh processes; that of undici beside it, because most of it is undici's. */
async function importTimes(): Promise<Measurement[]> {
  const built = new URL('../sdk/dist/esm/index.js', import.meta.url).href;
  const undici = import.meta.resolve('undici');
  const times: Record<string, number[]> = { [built]: [], [undici]: [] };
  for (let round = 0; round < 7; round += 1) {
    for (const [target, measured] of Object.entries(times)) measured.push(await importTime(target));
  }
  return [
    { name: 'import, with undici', value: round(median(times[built] ?? []), 1), unit: 'ms' },
    { name: 'import of undici alone', value: round(median(times[undici] ?? []), 1), unit: 'ms' },
  ];
}

async function importTime(target: string): Promise<number> {
  const script = `const t = performance.now(); await import(${JSON.stringify(target)}); console.log(performance.now() - t);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  return Number(stdout);
}

async function startServer(): Promise<{ url: string; stop: () => void }> {
  const child = fork(join(import.meta.dirname, 'support/connection-server.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const address = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { port: number }));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready.`)));
  });
  return { url: `http://127.0.0.1:${address.port}`, stop: () => child.disconnect() };
}
