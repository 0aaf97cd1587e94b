import { brand, isInstance } from './brand.ts';

export interface PrivateLinkErrorOptions {
  /** The stable name of what went wrong. */
  readonly code: string;
  readonly message: string;
  readonly cause?: unknown;
}

/**
 * The root of everything that this package throws.
 *
 * `instanceof` works across copies of the package. No error carries a token, a secret or a request header.
 */
export class PrivateLinkError extends Error {
  static {
    brand(PrivateLinkError, 'PrivateLinkError');
  }

  /** The stable name of what went wrong: a problem code of the API, or one of this package's own. */
  readonly code: string;

  constructor({ code, message, cause }: PrivateLinkErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: it is the class that `instanceof` names, most often a derived one.
    return isInstance(this, value);
  }

  /** For structured logs: what an operator needs, and nothing that must stay secret. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, code: this.code, message: this.message };
  }
}
