/**
 * The process under attack: the API alone, as `npm start -- --role api` composes it, but without AWS. Prints one line of
 * JSON when it listens. Settings come from the environment.
 */
import { destination } from 'pino';
import { createLogger } from '../../api/http/logger.ts';
import { startApi } from '../../api/http/start.ts';
import { readSettings } from '../../api/settings/settings.ts';
import { openStore } from '../../api/store/open.ts';

const settings = readSettings(process.env);
const logger = createLogger({ level: settings.logLevel, destination: destination({ dest: 2, sync: true }) });
const database = await openStore(settings, { logger });
const api = await startApi({ settings, database, logger });
console.log(JSON.stringify({ url: api.url }));
process.once('SIGTERM', async () => {
  await api.close();
  await database.close();
});
