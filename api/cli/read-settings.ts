import { readSettings, type Settings, SettingsError } from '../settings/settings.ts';
import { readWorkerSettings, type WorkerSettings } from '../settings/worker-settings.ts';
import type { CliOptions } from './options.ts';

/** @throws SettingsError with everything that is wrong, of the API and of the workers. */
export function readAllSettings(environment: CliOptions['environment']): [Settings, WorkerSettings] {
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
