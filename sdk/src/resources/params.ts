import { defined } from '../defined.ts';
import { ConfigurationError } from '../errors/index.ts';

/**
 * Refuses parameters that the call does not have. Types do so already; this is for plain JavaScript, where an option
 * such as `signal` in the wrong argument would silently have no effect.
 */
export function checkParams(params: object | undefined, names: readonly string[]): void {
  if (params === undefined) return;
  if (typeof params !== 'object' || params === null) {
    throw new ConfigurationError(
      `The parameters must be an object, not ${params === null ? 'null' : typeof params}.`,
    );
  }
  for (const name of Object.keys(params)) {
    if (names.includes(name)) continue;
    const known = names.length > 0 ? `it takes ${names.join(', ')}` : 'it takes none';
    throw new ConfigurationError(
      `${name} is not a parameter of this call (${known}). Options such as signal and timeout go into the last argument.`,
    );
  }
}

export function conditionalHeaders(
  params: { ifMatch?: string | undefined; ifNoneMatch?: string | undefined } = {},
): {
  [name: string]: string;
} {
  return {
    ...defined({ 'if-match': params.ifMatch, 'if-none-match': params.ifNoneMatch }),
  };
}
