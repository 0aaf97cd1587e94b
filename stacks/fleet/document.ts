import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { FleetError, type FleetProblem, type Path } from './problems.ts';

/** More than any real file, and little enough that a hostile one cannot exhaust memory. */
const maxBytes = 16 * 1024 * 1024;
/** How many nodes all aliases of a file may expand to, relative to where they are used: see `toJS` of the library. */
const maxAliasCount = 100;

/** A file as plain values, which remembers where each one stood. */
export interface FleetDocument {
  readonly value: Record<string, unknown>;
  /** Line of a key or a list entry, counted from 1; of the nearest thing around it when it is not in the file. */
  lineOf(path: Path): number;
  /** A scalar exactly as it is written, without quotes: `012` where the value is 12. */
  sourceOf(path: Path): string | undefined;
}

/** @throws FleetError when the text is not one YAML mapping. */
export function parseFleetDocument(text: string, fileName: string): FleetDocument {
  const fail = (problems: readonly FleetProblem[]) => new FleetError(fileName, problems);
  const whole = (message: string, fix: string, line = 1): FleetProblem => ({ path: '', message, fix, line });
  if (Buffer.byteLength(text) > maxBytes) {
    throw fail([whole('is larger than 16 MiB', 'is this a fleet file? see fleet.example.yaml')]);
  }
  const lines = new LineCounter();
  const document = parse(text, lines, () =>
    fail([whole('is nested too deeply', 'see fleet.example.yaml for the shape of a fleet file')]),
  );
  if (document.errors.length > 0) throw fail(document.errors.map((error) => syntaxProblem(error, lines)));

  const value = plainValue(document, () =>
    fail([whole('its aliases expand to far more than the file holds', 'write the repeated parts out')]),
  );
  if (!isPlainObject(value)) {
    const what =
      value === null ? 'is empty' : Array.isArray(value) ? 'holds a list' : `holds ${describe(value)}`;
    throw fail([
      whole(what, 'a fleet file is a mapping that begins with "version: 1"; see fleet.example.yaml'),
    ]);
  }
  return {
    value,
    lineOf: (path) => lines.linePos(offsetOf(document, path)).line,
    sourceOf: (path) => {
      const node = walk(document, path);
      return isScalar(node) && node.source !== undefined ? node.source : undefined;
    },
  };
}

/** "a string", "a list", … as an error message says it. */
export function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a string';
    case 'boolean':
      return 'true or false';
    case 'number':
    case 'bigint':
      return 'a number';
    default:
      return 'a mapping';
  }
}

function parse(text: string, lines: LineCounter, tooDeep: () => FleetError): Document.Parsed {
  try {
    return parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: true,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    // The parser is recursive: brackets in their thousands overflow the stack.
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

function plainValue(document: Document.Parsed, bomb: () => FleetError): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (error) {
    if (error instanceof ReferenceError) throw bomb();
    throw error;
  }
}

function syntaxProblem(error: YAMLError, lines: LineCounter): FleetProblem {
  const { line } = lines.linePos(error.pos[0]);
  switch (error.code) {
    case 'MULTIPLE_DOCS':
      return {
        path: '',
        message: 'holds more than one YAML document',
        fix: 'keep one; remove the "---" line',
        line,
      };
    case 'DUPLICATE_KEY':
      return { path: '', message: 'has a key twice in one mapping', fix: 'remove one of the two', line };
    case 'TAB_AS_INDENT':
      return { path: '', message: 'is indented with a tab', fix: 'indent with spaces', line };
    default: {
      const message = error.message.split('\n')[0]?.replace(/[.:]$/, '') ?? error.code;
      return { path: '', message: `is not YAML: ${message}`, fix: 'see fleet.example.yaml', line };
    }
  }
}

/** Where the last step of a path stands: its key, or the list entry; else the nearest thing above it. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = walk(document, path.slice(0, length - 1));
    const step = path[length - 1];
    if (step === undefined) continue;
    const offset = stepOffset(parent, step);
    if (offset !== undefined) return offset;
  }
  return document.contents?.range?.[0] ?? 0;
}

function stepOffset(parent: Node | undefined, step: string | number): number | undefined {
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
    return pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
  }
  if (isSeq(parent) && typeof step === 'number') {
    const item = parent.items[step];
    return isPair(item) || item === undefined ? undefined : (item as Node).range?.[0];
  }
  return undefined;
}

function walk(document: Document.Parsed, path: Path): Node | undefined {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) return undefined;
    node = node.get(step, true);
  }
  if (isAlias(node)) node = node.resolve(document);
  return (node as Node | undefined) ?? undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}
