import { AwsError } from './aws-error.ts';

/** Error codes for a parameter that is missing or has a wrong form: they differ from service to service. */
export interface InputErrorCodes {
  readonly missing: string;
  readonly invalid: string;
}

export type Tree = { readonly [name: string]: unknown };

/**
 * The parameters of one call, read by name and type, whatever protocol they came in. Query protocols carry text only,
 * JSON carries types; both end up here, so that a handler is written once.
 *
 * Names are the wire names of AWS's service model: `Filter`, `SubnetId`, `TagSpecification` in EC2's query form.
 */
export class Input {
  readonly #tree: Tree;
  readonly #codes: InputErrorCodes;
  readonly #path: string;
  readonly #read: Set<string>;

  constructor(tree: Tree, codes: InputErrorCodes, path = '', read = new Set<string>()) {
    this.#tree = tree;
    this.#codes = codes;
    this.#path = path;
    this.#read = read;
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  string(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw this.invalid(name, 'must be a single value');
  }

  /** An empty text counts as missing: AWS refuses it as well. */
  requiredString(name: string): string {
    const value = this.string(name);
    if (value === undefined || value === '') throw this.missing(name);
    return value;
  }

  integer(name: string, range: { min?: number; max?: number } = {}): number | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(text)) throw this.invalid(name, `must be an integer, not '${text}'`);
    const value = Number(text);
    const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = range;
    if (value < min || value > max)
      throw this.invalid(name, `must be between ${min} and ${max}, not ${value}`);
    return value;
  }

  number(name: string): number | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value))
      throw this.invalid(name, `must be a number, not '${text}'`);
    return value;
  }

  boolean(name: string): boolean | undefined {
    const text = this.string(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text === 'true') return true;
    if (text === 'false') return false;
    throw this.invalid(name, `must be true or false, not '${text}'`);
  }

  /** Empty when the list is absent. Use `has` where absent and empty differ. */
  strings(name: string): string[] {
    return this.#list(name).map((item, index) => {
      if (typeof item === 'string') return item;
      if (typeof item === 'number' || typeof item === 'boolean') return String(item);
      throw this.invalid(`${name}.${index + 1}`, 'must be a single value');
    });
  }

  struct(name: string): Input | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    return this.#child(value, name);
  }

  structs(name: string): Input[] {
    return this.#list(name).map((item, index) => this.#child(item, `${name}.${index + 1}`));
  }

  /** A map: a JSON object, or the `entry` list of the query protocol. */
  map(name: string): Map<string, string> {
    const value = this.#value(name);
    const found = new Map<string, string>();
    if (value === undefined || value === '') return found;
    if (!isTree(value)) throw this.invalid(name, 'must be a map');
    const entries =
      isTree(value) && value.entry !== undefined ? this.#child(value, name).structs('entry') : undefined;
    if (entries !== undefined) {
      for (const entry of entries) found.set(entry.requiredString('key'), entry.string('value') ?? '');
      return found;
    }
    const child = this.#child(value, name);
    for (const key of Object.keys(value)) found.set(key, child.string(key) ?? '');
    return found;
  }

  /** The value as it came, for documents that a service stores and gives back unread. */
  raw(name: string): unknown {
    return this.#value(name);
  }

  /** Everything, as it came: for checks that go by AWS's model and count as no reading. */
  tree(): Tree {
    return this.#tree;
  }

  keys(): string[] {
    return Object.keys(this.#tree);
  }

  missing(name: string): AwsError {
    return new AwsError(this.#codes.missing, `The request must contain the parameter ${this.#path}${name}`);
  }

  invalid(name: string, why: string): AwsError {
    return new AwsError(this.#codes.invalid, `Value for parameter ${this.#path}${name} is invalid: ${why}`);
  }

  /** Top-level parameters that no handler has asked for: what this emulator ignores. */
  unread(): string[] {
    return Object.keys(this.#tree).filter((name) => !this.#read.has(name));
  }

  #value(name: string): unknown {
    if (this.#path === '') this.#read.add(name);
    if (!Object.hasOwn(this.#tree, name)) return undefined;
    return this.#tree[name] ?? undefined;
  }

  #list(name: string): unknown[] {
    const value = this.#value(name);
    // A query parameter without index and text, `SubnetId=`, is how SDKs write an empty list.
    if (value === undefined || value === '') return [];
    if (Array.isArray(value)) return value;
    if (isTree(value)) {
      const indices = Object.keys(value);
      if (indices.every((index) => /^\d{1,5}$/.test(index))) {
        return indices.sort((a, b) => Number(a) - Number(b)).map((index) => value[index]);
      }
    }
    throw this.invalid(name, 'must be a list');
  }

  #child(value: unknown, name: string): Input {
    if (value === '') return new Input({}, this.#codes, `${this.#path}${name}.`, this.#read);
    if (!isTree(value)) throw this.invalid(name, 'must be a structure');
    return new Input(value, this.#codes, `${this.#path}${name}.`, this.#read);
  }
}

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
