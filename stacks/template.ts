/**
 * Terraform evaluates every string of a `.tf.json` document as a template: `${…}` and `%{…}` in text that somebody else
 * wrote would run.
 * Source: https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping and
 * https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */

/** The template that evaluates to exactly `text`. */
export function escapeTemplate(text: string): string {
  // A function, since `$$` in a replacement is one `$`.
  return text.replaceAll(/[$%]\{/g, (opening) => opening.charAt(0) + opening);
}

/** The text that a template without expressions evaluates to. @returns undefined when it holds an expression. */
export function unescapeTemplate(template: string): string | undefined {
  const rest = template.replaceAll(/\$\$\{|%%\{/g, '\0');
  if (rest.includes('${') || rest.includes('%{')) return undefined;
  return template.replaceAll(/\$\$\{|%%\{/g, (escaped) => escaped.slice(1));
}

/** A value in Terraform's own language, every string in it literal. */
export function hclOf(value: unknown): string {
  return escapeTemplate(hclJson(value));
}

/** JSON as Terraform's own language takes it, templates apart: it does not know two of the escapes. */
export function hclJson(value: unknown): string {
  return JSON.stringify(value).replace(/\\(.)/g, (whole, letter: string) => unknownEscapes[letter] ?? whole);
}

const unknownEscapes: Readonly<Record<string, string>> = { b: '\\u0008', f: '\\u000c' };
