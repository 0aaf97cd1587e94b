import { type Logger, pino } from 'pino';
import { type Clock, RunningClock } from './core/clock.ts';
import { Credentials } from './core/credentials.ts';
import type { Settings } from './core/settings.ts';
import { World } from './core/world.ts';
import { DataPlane, type DataPlaneOptions } from './data-plane/index.ts';
import { CallLog } from './server/call-log.ts';
import { ControlApi } from './server/control-api.ts';
import { ControlClient } from './server/control-client.ts';
import { Dispatcher } from './server/dispatch.ts';
import { Faults } from './server/faults.ts';
import { HttpServer } from './server/server.ts';
import { services } from './services/index.ts';
import { Workloads } from './workloads/index.ts';

export { type Clock, ManualClock, RunningClock } from './core/clock.ts';
export type { Settings } from './core/settings.ts';
export type { ResourceSummary } from './core/state.ts';
export type { CallRecord } from './server/call-log.ts';
export { ControlClient } from './server/control-client.ts';
export type { Fault, FaultKind, FaultRequest } from './server/faults.ts';
export { supportedActions } from './services/index.ts';

/** Tray's account and two customers'. Any other account comes into being with its first call. */
export const defaultAccounts = ['111111111111', '222222222222', '333333333333'] as const;

export interface EmulatorOptions {
  /** A loopback address; anything else is refused, since whoever reaches the emulator is an administrator. */
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly accounts?: readonly string[];
  /** Default: runs with the wall clock, and can be moved ahead. */
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** The same seed and the same calls give the same resource ids. */
  readonly seed?: string;
  readonly settings?: Partial<Settings>;
  /** Real bytes, with a SOCKS entrance of their own; `false` switches them off. */
  readonly dataPlane?: DataPlaneOptions | false;
}

/** A running emulator, with its control API as typed methods. */
export interface Emulator extends ControlClient {
  readonly url: string;
  readonly accounts: readonly string[];
  /** Where the SOCKS entrance of the data plane listens; absent when it is off. */
  readonly socks: { readonly host: string; readonly port: number } | undefined;
  /** The environment that points Terraform, the AWS CLI and the SDKs at this emulator, as the account's administrator. */
  environment(accountId: string, region: string): Record<string, string>;
  close(): Promise<void>;
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const host = options.host ?? '127.0.0.1';
  if (!/^(127(\.\d{1,3}){3}|localhost|::1)$/.test(host)) {
    throw new TypeError(
      `host: the emulator listens on loopback only, not on '${host}'; use 127.0.0.1, ::1 or localhost`,
    );
  }
  const accounts = options.accounts ?? defaultAccounts;
  for (const account of accounts) {
    if (!/^\d{12}$/.test(account))
      throw new TypeError(`accounts: '${account}' is not an account id of twelve digits`);
  }
  const logger = options.logger ?? pino({ level: 'silent' });
  const clock = options.clock ?? new RunningClock();
  const world = new World({ clock, accounts, seed: options.seed, settings: options.settings });
  const faults = new Faults();
  const calls = new CallLog();
  const { port: socksPort = 0, ...limits } = options.dataPlane || {};
  const dataPlane = options.dataPlane === false ? undefined : new DataPlane({ world, logger, limits });
  const workloads = new Workloads({ world, logger });
  world.runner = workloads;
  let url = '';
  const environment = (accountId: string, region: string) => ({
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: Credentials.administratorKey(accountId),
    AWS_SECRET_ACCESS_KEY: 'emulator',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const server = new HttpServer({
    dispatcher: new Dispatcher({ world, services, faults, calls, logger }),
    control: new ControlApi({ world, faults, calls, dataPlane, workloads, environment }),
    dataPlane,
    logger,
  });
  const port = await server.listen(host, options.port ?? 0);
  try {
    await dataPlane?.listen(host, socksPort);
  } catch (error) {
    await server.close();
    throw error;
  }
  url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const socks = dataPlane?.entrance;
  workloads.open({ entrance: socks && `${socks.host}:${socks.port}`, controlUrl: url });
  logger.info({ url }, 'emulator is listening');
  return Object.assign(new ControlClient(url), {
    accounts: [...accounts],
    environment,
    socks,
    close: async () => {
      await workloads.close();
      await dataPlane?.close();
      await server.close();
    },
  });
}
