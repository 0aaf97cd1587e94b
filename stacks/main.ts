/**
 * The cdktf app: `cdktf synth`, `diff` and `deploy` run this file. The fleet file is the one input; `FLEET_FILE` names it.
 */
import { buildFleetApp } from './app.ts';
import { DEFAULT_FLEET_FILE, inputErrorMessage, readFleetFile } from './fleet-file.ts';

try {
  const fleet = readFleetFile(process.env.FLEET_FILE ?? DEFAULT_FLEET_FILE);
  buildFleetApp(fleet).app.synth();
} catch (error) {
  const message = inputErrorMessage(error);
  if (message === undefined) throw error;
  console.error(message);
  process.exitCode = 1;
}
