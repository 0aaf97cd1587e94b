import { createHash } from 'node:crypto';

/**
 * Identifiers that look like AWS's and come out the same in every run that makes the same calls in the same order:
 * a hash over a seed, the place and a counter, never a random number.
 */
export class IdSource {
  readonly #seed: string;
  readonly #counters = new Map<string, number>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** `length` hexadecimal digits. `kind` separates the counters: `vpc` in one account does not move those of another. */
  hex(kind: string, length: number): string {
    const count = (this.#counters.get(kind) ?? 0) + 1;
    this.#counters.set(kind, count);
    return createHash('sha256').update(`${this.#seed}/${kind}/${count}`).digest('hex').slice(0, length);
  }

  /** AWS's long form of a resource id: `<prefix>-0<16 hex>`. */
  resource(prefix: string, place: string): string {
    return `${prefix}-0${this.hex(`${place}/${prefix}`, 16)}`;
  }

  /** IAM's kind of id: a four-letter prefix and 17 characters of base 32. */
  unique(prefix: string): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const digits = this.hex(prefix, 34);
    let text = prefix;
    for (let i = 0; i < 34; i += 2) text += alphabet[Number.parseInt(digits.slice(i, i + 2), 16) % 32];
    return text;
  }

  reset(): void {
    this.#counters.clear();
  }
}
