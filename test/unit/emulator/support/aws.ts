import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { STSClient } from '@aws-sdk/client-sts';
import {
  type Emulator,
  type EmulatorOptions,
  ManualClock,
  startEmulator,
} from '../../../../emulator/index.ts';

export const TRAY = '111111111111';
export const CUSTOMER = '222222222222';
export const STRANGER = '333333333333';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An emulator whose clock stands still, and clients for it. Close it when the test is over. */
export async function startAws(options: EmulatorOptions = {}) {
  const emulator = await startEmulator({ clock: new ManualClock(), ...options });
  return { emulator, ...clients(emulator) };
}

/** Clients by account id, as its administrator, or by explicit keys. They do not retry: a test sees every answer. */
export function clients(emulator: Emulator) {
  const config = (who: string | Keys, region: string) => ({
    endpoint: emulator.url,
    region,
    maxAttempts: 1,
    credentials: typeof who === 'string' ? { accessKeyId: `AKIA0000${who}`, secretAccessKey: 'any' } : who,
  });
  return {
    ec2: (who: string | Keys, region = 'eu-west-1') => new EC2Client(config(who, region)),
    sts: (who: string | Keys, region = 'eu-west-1') => new STSClient(config(who, region)),
    elbv2: (who: string | Keys, region = 'eu-west-1') =>
      new ElasticLoadBalancingV2Client(config(who, region)),
    /** A call by hand, for what no installed client speaks: the form's fields in, status and body out. */
    query: async (
      who: string | Keys,
      service: string,
      fields: Record<string, string>,
      region = 'eu-west-1',
    ) => {
      const keys = typeof who === 'string' ? { accessKeyId: `AKIA0000${who}` } : who;
      const response = await fetch(emulator.url, {
        method: 'POST',
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/20250101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
          ...('sessionToken' in keys && keys.sessionToken
            ? { 'x-amz-security-token': keys.sessionToken }
            : {}),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(fields).toString(),
      });
      return { status: response.status, text: await response.text() };
    },
  };
}

export type Aws = Awaited<ReturnType<typeof startAws>>;
