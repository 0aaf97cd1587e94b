import { parseFleetDocument } from './document.ts';
import type { Fleet } from './fleet.ts';
import { FleetError, Problems } from './problems.ts';
import { resolveFleet } from './resolve.ts';
import { checkStructure } from './structure.ts';
import { checkText } from './text.ts';

/**
 * Reads the text of a fleet file.
 *
 * @param options `fileName` stands in messages only.
 * @throws FleetError with every problem of the file: structure, references and rules, in the order of its lines.
 *
 * @example
 * ```ts
 * const fleet = loadFleet(readFileSync('fleet.yaml', 'utf8'), { fileName: 'fleet.yaml' });
 * for (const connection of fleet.connections) console.log(connection.id, connection.region, connection.choice.reason);
 * ```
 */
export function loadFleet(text: string, options: { readonly fileName?: string } = {}): Fleet {
  const fileName = options.fileName ?? 'fleet.yaml';
  const document = parseFleetDocument(text, fileName);
  const problems = new Problems((path) => document.lineOf(path));
  checkText(document.value, problems);
  const draft = checkStructure(document, problems);
  const fleet = resolveFleet(draft, problems);
  if (!fleet) throw new FleetError(fileName, problems.list());
  return fleet;
}
