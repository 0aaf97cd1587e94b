import { CommanderError } from 'commander';
import { destination, type Logger } from 'pino';
import { Registry } from 'prom-client';
import { AwsClients } from '../aws/clients.ts';
import { principalInspector } from '../aws/principal-inspector.ts';
import { createLogger } from '../http/logger.ts';
import { Doorbell } from '../reconciler/doorbell.ts';
import { readWorkerSettings, type WorkerSettings } from '../reconciler/settings.ts';
import { startWorker } from '../reconciler/worker.ts';
import { readSettings, type Settings, SettingsError } from '../settings.ts';
import { openStore, type RunningApi, startApi } from '../start.ts';
import { FolderInUseError } from '../store/embedded/embedded-postgres.ts';
import { DatabaseUnavailableError, translate } from '../store/errors.ts';
import { type Wake, wakeByNotify } from '../store/wake.ts';
import { announce } from './announcement.ts';
import { checkAccount, WrongAccountError } from './check-account.ts';
import { type EmulatorProcess, startEmulatorProcess } from './emulator-process.ts';
import { type CliOptions, parseOptions } from './options.ts';

/** Against the emulator nobody waits for people, so nothing needs to be gentle. */
const emulatorPace = { OBSERVE_SECONDS: '1', RETRY_FIRST_SECONDS: '1', RETRY_LONGEST_SECONDS: '15' };

/** What was started, to be ended in the opposite order. */
class Started {
  readonly #stops: (() => Promise<void> | void)[] = [];

  add(stop: () => Promise<void> | void): void {
    this.#stops.unshift(stop);
  }

  async stop(logger: Logger): Promise<void> {
    for (const stop of this.#stops.splice(0)) {
      try {
        await stop();
      } catch (error) {
        logger.error({ err: error }, 'something did not stop cleanly');
      }
    }
  }
}

/** Runs until SIGINT or SIGTERM. Resolves with the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  let options: CliOptions;
  try {
    options = parseOptions(args, process.env);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  const stopRequested = stopSignal();
  const started = new Started();
  const logger = createLogger({
    level: options.environment.LOG_LEVEL ?? (options.json ? 'warn' : 'info'),
    destination: destination({ dest: 2, sync: true }),
  });
  try {
    await start(options, logger, started);
    logger.info({ signal: await stopRequested }, 'stopping');
    return 0;
  } catch (error) {
    const message = mistakeOfTheCaller(error);
    if (message === undefined) throw error;
    console.error(message);
    return 1;
  } finally {
    await started.stop(logger);
  }
}

async function start(options: CliOptions, logger: Logger, started: Started): Promise<void> {
  // Before anything is started, so that what is wrong with the settings stands alone.
  let [settings, workerSettings] = readAll(options.environment);
  let emulator: EmulatorProcess | undefined;
  if (options.emulator) {
    const [region = 'eu-west-1'] = settings.platform.regions;
    emulator = await startEmulatorProcess(region);
    started.add(() => emulator?.stop());
    const tray = emulator.accounts.find(({ accountId }) => accountId === settings.platform.trayAccountId);
    useAws(tray?.environment ?? emulator.accounts[0]?.environment ?? {});
    [settings, workerSettings] = readAll({ ...emulatorPace, ...options.environment });
  }

  let ring: Wake = wakeByNotify;
  const database = await openStore(settings, {
    logger,
    role: options.role,
    wake: (db, target) => ring(db, target),
  });
  started.add(() => database.close());
  const doorbell = await Doorbell.open({ databaseUrl: database.databaseUrl, logger });
  started.add(() => doorbell.close());
  ring = doorbell.ring;

  const { platform } = settings;
  const { assumeRoleArn } = workerSettings.deployment;
  const aws = new AwsClients({
    homeRegion: platform.regions[0] ?? 'us-east-1',
    ...(assumeRoleArn === undefined ? {} : { assumeRoleArn }),
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
      wake: (db, target) => ring(db, target),
      logger,
      metrics,
    });
    terraformProblem = () => worker.problem;
    started.add(() => worker.stop());
    await doorbell.answer(() => worker.wake());
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
  console.log(
    announce(
      {
        role: options.role,
        ...(api ? { url: api.url, openapi: `${api.url}/openapi.json`, docs: `${api.url}/docs` } : {}),
        ...(issued ? { token: issued.token, tokenExpiresAt: issued.expiresAt.toISOString() } : {}),
        ...(emulator ? { emulator: { url: emulator.url, accounts: emulator.accounts } } : {}),
      },
      options.json,
    ),
  );
}

/** From here on nothing reaches AWS itself: no profile, session or endpoint of the caller's shell is left. */
function useAws(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, environment);
}

/** @throws SettingsError with everything that is wrong, of the API and of the workers. */
function readAll(environment: CliOptions['environment']): [Settings, WorkerSettings] {
  const problems: string[] = [];
  const read = <T>(reader: (from: CliOptions['environment']) => T): T | undefined => {
    try {
      return reader(environment);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const settings = read(readSettings);
  const workerSettings = read(readWorkerSettings);
  if (settings === undefined || workerSettings === undefined) throw new SettingsError(problems.join('\n'));
  return [settings, workerSettings];
}

/** A message for whoever started the program; undefined for a fault of ours. */
function mistakeOfTheCaller(error: unknown): string | undefined {
  if (error instanceof SettingsError) return `The settings cannot be used:\n${error.message}`;
  if (error instanceof FolderInUseError || error instanceof WrongAccountError) return error.message;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (code === 'EADDRINUSE') return 'The port is in use. Choose another with --port, or 0 for a free one.';
    // No such user, wrong password, no such database.
    if (/^(28000|28P01|3D000)$/.test(code))
      return `The database refuses: ${cause.message}. Check DATABASE_URL (or --database-url).`;
    if (translate(cause) instanceof DatabaseUnavailableError)
      return 'The database does not answer. Check DATABASE_URL (or --database-url), and that PostgreSQL is running.';
  }
  return undefined;
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    // Stopping takes a while; a second signal does not make it any faster, and must not tear down what is being written.
    process.on('SIGINT', () => resolve('SIGINT'));
    process.on('SIGTERM', () => resolve('SIGTERM'));
  });
}
