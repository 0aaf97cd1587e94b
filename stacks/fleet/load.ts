import { readFile } from 'node:fs/promises';
import { parseFleetDocument } from './document.ts';
import type { Fleet } from './fleet.ts';
import { FleetError, Problems } from './problems.ts';
import { resolveFleet } from './resolve.ts';
import { checkStructure } from './structure.ts';

/**
 * Reads the text of a fleet file.
 *
 * @param options `fileName` stands in messages only.
 * @throws FleetError with every problem of the file: structure, references and rules, in the order of its lines.
 *
 * @example
 * ```ts
 * const fleet = loadFleet(await readFile('fleet.yaml', 'utf8'), { fileName: 'fleet.yaml' });
 * for (const connection of fleet.connections) console.log(connection.id, connection.region, connection.choice.reason);
 * ```
 */
export function loadFleet(text: string, options: { readonly fileName?: string } = {}): Fleet {
  const fileName = options.fileName ?? 'fleet.yaml';
  const document = parseFleetDocument(text, fileName);
  const problems = new Problems((path) => document.lineOf(path));
  const draft = checkStructure(document, problems);
  const fleet = resolveFleet(draft, problems);
  if (!fleet) throw new FleetError(fileName, problems.list());
  return fleet;
}

/** @throws FleetError as `loadFleet`, and when the file cannot be read. */
export async function loadFleetFile(path: string): Promise<Fleet> {
  return loadFleet(await read(path), { fileName: path });
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new FleetError(path, [{ path: '', message, fix: 'start from fleet.example.yaml', line: 1 }]);
  }
}
