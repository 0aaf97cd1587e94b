import { DomainError } from '../../domain/errors.ts';
import { SettingsError } from './parsers.ts';
import type { Setting } from './table.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

type Table = Readonly<Record<string, Setting<unknown>>>;
type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** Reads the variables of a table, and gathers what is wrong with them. */
export class SettingsReader<T extends Table> {
  readonly #table: T;
  readonly #environment: Environment;
  readonly #problems: string[] = [];

  constructor(table: T, environment: Environment) {
    this.#table = table;
    this.#environment = environment;
  }

  /**
   * The value, or the default.
   *
   * @param otherwise the default where it follows from other settings.
   */
  value<K extends keyof T & string>(name: K, otherwise?: ValueOf<T[K]>): ValueOf<T[K]> {
    const given = this.optional(name);
    if (given !== undefined) return given;
    if (otherwise !== undefined) return otherwise;
    const { default: text, parse } = this.#table[name] as Setting<ValueOf<T[K]>>;
    if (text === undefined) throw new Error(`${name} has no default`);
    return parse(text);
  }

  /** The value; undefined where the variable says nothing, or nothing that can be meant. */
  optional<K extends keyof T & string>(name: K): ValueOf<T[K]> | undefined {
    const text = this.#environment[name]?.trim();
    if (text === undefined || text === '') return undefined;
    try {
      return (this.#table[name] as Setting<ValueOf<T[K]>>).parse(text);
    } catch (error) {
      if (error instanceof DomainError) this.add(`${name}: ${error.message}; ${error.fix}`);
      else if (error instanceof SettingsError) this.add(`${name}: ${error.message}`);
      else throw error;
      return undefined;
    }
  }

  /** Whether the variable says anything. */
  gave(name: keyof T & string): boolean {
    return (this.#environment[name]?.trim() ?? '') !== '';
  }

  add(problem: string): void {
    this.#problems.push(problem);
  }

  /** @throws SettingsError with everything that is wrong. */
  assert(): void {
    if (this.#problems.length > 0) throw new SettingsError(this.#problems.join('\n'));
  }
}
