import type { Logger } from 'pino';
import { defined } from '../../domain/defined.ts';
import { databaseFolder, type Settings } from '../settings/settings.ts';
import { connect, type PoolUsage } from './connect.ts';
import { EmbeddedPostgres } from './embedded/embedded-postgres.ts';
import { migrateApart } from './migrate-apart.ts';
import { Store } from './store.ts';
import type { Wake } from './wake.ts';

/** An open database, its own or somebody else's. */
export interface OpenStore {
  readonly store: Store;
  readonly pool: PoolUsage;
  /** For those who need a session of their own. */
  readonly databaseUrl: string;
  /** Ends all sessions, and the database when it is our own. */
  close(): Promise<void>;
}

/** Opens the database that the settings name, or the embedded one, and brings its schema up to date. */
export async function openStore(
  settings: Settings,
  options: {
    readonly logger: Logger;
    readonly wake?: Wake;
    readonly role?: string;
    /** Between two lines in the log about what a migration waits for; ten seconds by default. */
    readonly waitingNoticeMilliseconds?: number;
  },
): Promise<OpenStore> {
  const { logger } = options;
  const embedded =
    settings.databaseUrl === undefined
      ? await EmbeddedPostgres.start({
          folder: databaseFolder(settings),
          onProgress: (progress) => logger.info(progress),
          onLost: () => logger.error('the embedded database has ended: restart this process'),
        })
      : undefined;
  const databaseUrl = settings.databaseUrl ?? embedded?.url ?? '';
  const { db, pool } = connect({
    url: databaseUrl,
    poolSize: settings.databasePoolSize,
    applicationName: `tray-privatelink ${options.role ?? 'api'}`,
    onIdleError: (error) => logger.warn({ err: error }, 'a connection to the database broke'),
  });
  const close = async () => {
    await db.destroy();
    await embedded?.stop();
  };
  try {
    const ran = await migrateApart(
      { url: databaseUrl, applicationName: `tray-privatelink ${options.role ?? 'api'} migration` },
      {
        onWait: (holders) => logger.warn({ holders }, 'the migration of the schema waits for other sessions'),
        ...defined({ noticeMilliseconds: options.waitingNoticeMilliseconds }),
      },
    );
    if (ran.length > 0) logger.info({ migrations: ran }, 'the schema is up to date');
  } catch (error) {
    await close();
    throw error;
  }
  const store = new Store(db, {
    ...(options.wake ? { wake: options.wake } : {}),
    webhooks: settings.webhook !== undefined,
    sharedAwsAccounts: settings.sharedAwsAccounts ?? false,
  });
  return { store, pool, databaseUrl, close };
}
