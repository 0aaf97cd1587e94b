import { z } from 'zod';
import { startApiProcess } from './api-process.ts';

const announcement = z.object({
  url: z.string(),
  token: z.string(),
  emulator: z.object({
    url: z.string(),
    accounts: z.array(z.object({ accountId: z.string(), environment: z.record(z.string(), z.string()) })),
  }),
});

/** One account of the emulator, for clients of the AWS SDK. */
export interface AwsAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A provisioning API with AWS inside: `npm start -- --emulator`, as a process of its own. */
export interface Service {
  /** Where the API is, and a token for it. */
  readonly url: string;
  readonly token: string;
  readonly emulatorUrl: string;
  /** What points Terraform, the AWS CLI and the SDKs at one account of the emulator, as its administrator. */
  environment(accountId: string, region: string): Record<string, string>;
  /** The same for clients of the AWS SDK. */
  access(accountId: string, region: string): AwsAccess;
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

export async function startService(options: ServiceOptions): Promise<Service> {
  const child = await startApiProcess(
    ['--emulator', '--port', '0', '--data-folder', options.dataFolder],
    {
      ...Object.fromEntries(foreignSettings.map((name) => [name, undefined])),
      ...options.environment,
      TRAY_ACCOUNT_ID: options.trayAccountId,
      TRAY_REGIONS: options.regions.join(','),
    },
    // Ctrl-C is for the demo, which stops its children when it has told what happened.
    { detached: true, logLimit: 16 * 1024 },
  );
  const { url, token, emulator } = announcement.parse(child.announcement);
  const environmentOf = (accountId: string): Record<string, string> => {
    const account = emulator.accounts.find((candidate) => candidate.accountId === accountId);
    if (!account) throw new Error(`The emulator did not announce the account ${accountId}`);
    return account.environment;
  };
  return {
    url,
    token,
    emulatorUrl: emulator.url,
    environment: (accountId, region) => ({
      ...environmentOf(accountId),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    }),
    access: (accountId, region) => {
      const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = environmentOf(accountId);
      return {
        endpoint: emulator.url,
        region,
        credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
      };
    },
    log: child.log,
    stop: async () => void (await child.stop(stopWithinMs)),
  };
}
