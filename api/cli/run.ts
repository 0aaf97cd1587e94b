import { CommanderError } from 'commander';
import { destination } from 'pino';
import { createLogger } from '../http/logger.ts';
import { SettingsError } from '../settings/settings.ts';
import { FolderInUseError } from '../store/embedded/embedded-postgres.ts';
import { DatabaseUnavailableError, translate } from '../store/errors.ts';
import { announce } from './announcement.ts';
import { WrongAccountError } from './check-account.ts';
import { type CliOptions, parseOptions } from './options.ts';
import { readAllSettings } from './read-settings.ts';
import { Started } from './started.ts';

/** Runs until SIGINT or SIGTERM. Resolves with the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const stopRequested = stopSignal();
  const started = new Started();
  let options: CliOptions;
  try {
    options = parseOptions(args, process.env);
    // Before anything is loaded or started, so that what is wrong with the settings stands alone and is said at once.
    readAllSettings(options.environment);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    return complain(error);
  }
  const logger = createLogger({
    level: options.environment.LOG_LEVEL || (options.json ? 'warn' : 'info'),
    destination: destination({ dest: 2, sync: true }),
  });
  if (options.replaceTokenKey) return replaceTokenKey(options);
  try {
    const { launch } = await import('./launch.ts');
    console.log(announce(await launch(options, logger, started), options.json));
    logger.info({ signal: await stopRequested }, 'stopping');
    return 0;
  } catch (error) {
    return complain(error);
  } finally {
    await started.stop(logger);
  }
}

/** Running processes read the key anew: nothing has to be restarted. */
async function replaceTokenKey(options: CliOptions): Promise<number> {
  const [settings] = readAllSettings(options.environment);
  if (settings.tokens !== undefined) {
    console.error(
      `Tokens come from ${settings.tokens.issuer}: replace the key there. Its JWKS is fetched again for a key that is not known, and at least every ten minutes.`,
    );
    return 1;
  }
  const { LocalIssuer } = await import('../http/local-issuer.ts');
  const { localTokenRequest } = await import('../http/start.ts');
  const { token, expiresAt } = await (await LocalIssuer.replaceKey(settings.dataFolder)).issue(
    localTokenRequest(),
  );
  const tokenExpiresAt = expiresAt.toISOString();
  console.log(
    options.json
      ? JSON.stringify({ token, tokenExpiresAt })
      : `The key for tokens is new, and every older token is refused.\nToken, until ${tokenExpiresAt}:\n${token}`,
  );
  return 0;
}

/** @throws what is not the caller's mistake. */
function complain(error: unknown): number {
  const message = mistakeOfTheCaller(error);
  if (message === undefined) throw error;
  console.error(message);
  return 1;
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
      return `The database refused the connection: ${cause.message}. Check DATABASE_URL (or --database-url).`;
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
