import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { defined } from '../../domain/defined.ts';
import { AwsClients } from '../aws/clients.ts';
import { type RunningApi, startApi } from '../http/start.ts';
import { principalInspector } from '../preflight.ts';
import { startWorker } from '../reconciler/worker.ts';
import { openStore } from '../store/open.ts';
import { type Wake, wakeNobody } from '../store/wake.ts';
import { WakeQueue } from '../store/wake-queue.ts';
import type { Announcement } from './announcement.ts';
import { checkAccount } from './check-account.ts';
import { type EmulatorProcess, startEmulatorProcess } from './emulator-process.ts';
import type { CliOptions } from './options.ts';
import { readAllSettings } from './read-settings.ts';
import type { Started } from './started.ts';

/** Against the emulator nobody waits for people, so nothing needs to be gentle. */
const emulatorPace = { OBSERVE_SECONDS: '1', RETRY_FIRST_SECONDS: '1', RETRY_LONGEST_SECONDS: '15' };

/** Starts what the role asks for, in the order in which one needs the other. */
export async function launch(options: CliOptions, logger: Logger, started: Started): Promise<Announcement> {
  let [settings, workerSettings] = readAllSettings(options.environment);
  let emulator: EmulatorProcess | undefined;
  if (options.emulator) {
    const [region = 'eu-west-1'] = settings.platform.regions;
    emulator = await startEmulatorProcess(region);
    started.add(() => emulator?.stop());
    const tray = emulator.accounts.find(({ accountId }) => accountId === settings.platform.trayAccountId);
    useAws(tray?.environment ?? emulator.accounts[0]?.environment ?? {});
    [settings, workerSettings] = readAllSettings({ ...emulatorPace, ...options.environment });
  }

  let wake: Wake = wakeNobody;
  const database = await openStore(settings, {
    logger,
    role: options.role,
    wake: (db, target) => wake(db, target),
  });
  started.add(() => database.close());
  const queue = await WakeQueue.open({ databaseUrl: database.databaseUrl, logger });
  started.add(() => queue.close());
  wake = queue.send;

  const { platform } = settings;
  const { assumeRoleArn } = workerSettings.deployment;
  const aws = new AwsClients({
    homeRegion: platform.regions[0] ?? 'us-east-1',
    ...defined({ assumeRoleArn }),
  });
  started.add(() => aws.close());
  await checkAccount(aws, platform.trayAccountId, logger);

  const metrics = new Registry();
  let terraformProblem: (() => string | undefined) | undefined;
  if (options.role !== 'api') {
    const worker = await startWorker({
      store: database.store,
      aws,
      platform,
      settings: workerSettings,
      dataFolder: settings.dataFolder,
      logger,
      metrics,
    });
    terraformProblem = () => worker.problem;
    started.add(() => worker.stop());
    await queue.listen(() => worker.wake());
  }
  let api: RunningApi | undefined;
  if (options.role !== 'worker') {
    const inspector = principalInspector(aws, {
      accountId: platform.trayAccountId,
      partition: platform.partition,
    });
    const running = await startApi({
      settings,
      database,
      logger,
      inspector,
      metrics,
      ...(terraformProblem ? { terraformProblem } : {}),
    });
    started.add(() => running.close());
    api = running;
  }
  const issued = await api?.issueToken?.();
  return {
    role: options.role,
    ...(api ? { url: api.url, openapi: `${api.url}/openapi.json`, docs: `${api.url}/docs` } : {}),
    ...(issued ? { token: issued.token, tokenExpiresAt: issued.expiresAt.toISOString() } : {}),
    ...(emulator ? { emulator: { url: emulator.url, accounts: emulator.accounts } } : {}),
  };
}

/** From here on nothing reaches AWS itself: no profile, session or endpoint of the caller's shell is left. */
function useAws(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, environment);
}
