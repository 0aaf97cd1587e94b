import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Fleet } from './fleet/fleet.ts';
import { loadFleet } from './fleet/load.ts';
import { FleetError } from './fleet/problems.ts';
import { InvalidPropsError } from './invalid-props.ts';

/** Used where `FLEET_FILE` names no other. */
export const DEFAULT_FLEET_FILE = 'fleet.example.yaml';

/** The fleet file cannot be read at all. */
export class FleetFileError extends Error {
  override readonly name = 'FleetFileError';
}

/**
 * Reads and resolves a fleet file.
 *
 * @throws FleetFileError when there is no such file; FleetError, with every problem at once, when it breaks a rule.
 */
export function readFleetFile(path: string): Fleet {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : String(error);
    throw new FleetFileError(
      `The fleet file ${resolve(path)} ${reason}. Set FLEET_FILE to the file, or begin with a copy of ${DEFAULT_FLEET_FILE}.`,
    );
  }
  return loadFleet(text, { fileName: path });
}

/** The message for people when the input is at fault; undefined for a fault of ours, which deserves its stack trace. */
export function inputErrorMessage(error: unknown): string | undefined {
  const atFault =
    error instanceof FleetError || error instanceof FleetFileError || error instanceof InvalidPropsError;
  return atFault ? error.message : undefined;
}
