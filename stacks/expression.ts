import { Lazy } from './cdktf.ts';
import { guardCharacters, plainText } from './literal.ts';
import { hclJson } from './template.ts';

/**
 * An expression of Terraform's language as a value: the one way to get code into a document, where everything else is text.
 *
 * @param code without `${` and `}` around it; references to other elements may be part of it.
 *
 * @example
 * ```ts
 * expression(`${endpoint.fqn}.state`)
 * ```
 */
export function expression(code: string): string {
  return Lazy.stringValue({ produce: () => `\${${code}}` });
}

/** Text as a string within an expression, quotes included. */
export function quoted(text: string): string {
  return guardCharacters(hclJson(plainText(text)), /[$%{}]/g);
}
