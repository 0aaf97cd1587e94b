import { DomainError } from '../../domain/errors.ts';

/** A place in the file: keys and indexes from the top. */
export type Path = readonly (string | number)[];

/** One thing that is wrong with a fleet file. */
export interface FleetProblem {
  /** `connections[2].ports[0].port`; empty for the file itself. */
  readonly path: string;
  /** What is wrong with the value. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Everything that is wrong with a fleet file, in the order of its lines. */
export class FleetError extends Error {
  override readonly name = 'FleetError';
  readonly fileName: string;
  readonly problems: readonly FleetProblem[];

  constructor(fileName: string, problems: readonly FleetProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`${fileName}: ${count}`, ...problems.map((problem) => `  ${formatProblem(problem)}`)].join('\n'));
    this.fileName = fileName;
    this.problems = problems;
  }
}

/** `connections[2].ports[0].port: 70000 is not a port; use 1–65535 (line 41)` */
export function formatProblem(problem: FleetProblem): string {
  const subject = problem.path === '' ? 'the file' : problem.path;
  return `${subject}: ${problem.message}; ${problem.fix} (line ${problem.line})`;
}

/** Gathers problems, so that all of them are reported at once. */
export class Problems {
  readonly #lineOf: (path: Path) => number;
  readonly #found: FleetProblem[] = [];
  readonly #places = new Set<string>();
  readonly #seen = new Set<string>();

  constructor(lineOf: (path: Path) => number) {
    this.#lineOf = lineOf;
  }

  add(path: Path, message: string, fix: string): void {
    const text = formatPath(path);
    // Two rules may trip over one mistake: the second would tell nothing new.
    const key = `${text}\n${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#places.add(text);
    this.#found.push({ path: text, message, fix, line: this.#lineOf(path) });
  }

  /** Whether something was reported at exactly this place. */
  has(path: Path): boolean {
    return this.#places.has(formatPath(path));
  }

  /** Runs a rule of the domain on the value at `path`. @returns undefined when it broke the rule. */
  guard<T>(path: Path, rule: () => T): T | undefined {
    try {
      return rule();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.add(path, error.message, error.fix);
      return undefined;
    }
  }

  /** Whether something was reported at this place or below it. */
  hasBelow(path: Path): boolean {
    const text = formatPath(path);
    return [...this.#places].some(
      (place) => place === text || (/^[.[]/.test(place.slice(text.length)) && place.startsWith(text)),
    );
  }

  get count(): number {
    return this.#found.length;
  }

  /** By line; problems of one line in the order in which they were found. */
  list(): FleetProblem[] {
    return this.#found.toSorted((a, b) => a.line - b.line);
  }
}

export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
