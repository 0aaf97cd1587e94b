import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { z } from 'zod';

const program = join(import.meta.dirname, '..', 'api', 'main.ts');

const announcement = z.object({
  url: z.string(),
  token: z.string(),
  emulator: z.object({
    url: z.string(),
    accounts: z.array(z.object({ accountId: z.string(), environment: z.record(z.string(), z.string()) })),
  }),
});

/** A provisioning API with AWS inside: `npm start -- --emulator`, as a process of its own. */
export interface Service {
  /** Where the API is, and a token for it. */
  readonly url: string;
  readonly token: string;
  readonly emulatorUrl: string;
  /** What points Terraform, the AWS CLI and the SDKs at one account of the emulator, as its administrator. */
  environment(accountId: string, region: string): Record<string, string>;
  /** What it has said on standard error, the last of it: for when something went wrong. */
  log(): string;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** Where it keeps its database, its key and its working directories. */
  readonly dataFolder: string;
  readonly trayAccountId: string;
  readonly regions: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Settings of the caller's own installation, which a demonstration must not touch. */
const foreignSettings = ['DATABASE_URL', 'TOKEN_ISSUER', 'TOKEN_AUDIENCE', 'TOKEN_JWKS_URL', 'WEBHOOK_URL'];
const stopWithinMs = 30_000;
const logLimit = 16 * 1024;

export async function startService(options: ServiceOptions): Promise<Service> {
  const child = execa(
    process.execPath,
    [program, '--emulator', '--port', '0', '--data-folder', options.dataFolder, '--json'],
    {
      env: {
        ...Object.fromEntries(foreignSettings.map((name) => [name, undefined])),
        ...options.environment,
        TRAY_ACCOUNT_ID: options.trayAccountId,
        TRAY_REGIONS: options.regions.join(','),
      },
      stdin: 'ignore',
      buffer: false,
      reject: false,
      // Ctrl-C is for the demo, which stops its children when it has told what happened.
      detached: true,
      forceKillAfterDelay: stopWithinMs,
    },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-logLimit);
  });
  const [first] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>,
    child.then(() => [undefined]),
  ]);
  if (first === undefined) throw new Error(`The provisioning API did not start:\n${log}`);
  const { url, token, emulator } = announcement.parse(JSON.parse(first));
  return {
    url,
    token,
    emulatorUrl: emulator.url,
    environment: (accountId, region) => {
      const account = emulator.accounts.find((candidate) => candidate.accountId === accountId);
      if (!account) throw new Error(`The emulator did not announce the account ${accountId}`);
      return { ...account.environment, AWS_REGION: region, AWS_DEFAULT_REGION: region };
    },
    log: () => log,
    stop: async () => {
      child.kill('SIGTERM');
      await child;
    },
  };
}
