import { Token, Tokenization } from './cdktf.ts';

/**
 * The gate between text and code.
 *
 * Terraform reads every string of a `.tf.json` document as a template, and CDK for Terraform replaces what looks like one of its
 * tokens. So text that somebody else wrote would run. Here text is literal unless this project says otherwise: on its way into a
 * document everything is guarded but genuine tokens, and our own expressions are tokens (see expression.ts). Whoever forgets to
 * mark an expression gets its text back, visibly; nobody can forget to escape.
 *
 * What is guarded is written in a private alphabet: a lone low surrogate U+DC00 + n stands for the ASCII character n. No text has
 * lone surrogates (it could not be written as UTF-8), and a guarded text is as long as it was.
 */

const offset = 0xdc00;
/** As a code point of its own: within a pair, these are part of an ordinary character. */
const guarded = /[\udc00-\udc7f]/gu;
const guardedDollar = guard('$');
const guardedPercent = guard('%');
const guardedBrace = guard('{');

/** What CDK for Terraform takes for a number that is a token, within text. */
const numberInText = /[-|\d.+]+e[-|\d.eE+]+/g;
const stringToken = /\$\{TfToken\[[\w:.-]+\]\}/g;
const listOrMapToken = /([#&])\{(?=TfToken\[)/g;
/** Markers of the library that no text may equal. */
const mapMarkers: ReadonlySet<unknown> = new Set([Token.STRING_MAP_TOKEN_VALUE, Token.ANY_MAP_TOKEN_VALUE]);

/**
 * For data from outside, before it reaches a construct: nothing in it is a token, whatever it looks like. Only text in the
 * library's own syntax changes, and it keeps its length; strings, lists and plain objects are looked through, objects that
 * occur twice stay one.
 */
export function literal<T>(value: T): T {
  return rewrite(value, (text) => text.replaceAll('{TfToken[', `${guardedBrace}TfToken[`), new Map()) as T;
}

/** For what is about to become a document: everything is text but genuine tokens. */
export function guardText(value: unknown): unknown {
  if (isGenuineToken(value)) return value;
  if (typeof value === 'string') return guardString(value);
  if (Array.isArray(value)) return value.map(guardText);
  if (!isPlain(value)) return value;
  return fromEntries(Object.entries(value).map(([key, item]) => [guardString(key), guardText(item)]));
}

/** Whether this is a place that Terraform and OpenTofu read before there is anything to evaluate. */
export type PlainPlace = (path: readonly string[]) => boolean;

/**
 * Turns guarded text in a resolved document into templates that evaluate to it.
 *
 * @param refuse told of text that cannot be written: with a template in a place that takes none, or not Unicode.
 */
export function templates(
  document: unknown,
  plain: PlainPlace,
  refuse: (path: readonly string[], problem: string) => never,
): unknown {
  const convert = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value === 'string') return convertText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => convert(item, [...path, String(index)]));
    if (typeof value !== 'object' || value === null) return value;
    return fromEntries(
      Object.entries(value).map(([key, item]) => [convertText(key, path), convert(item, [...path, key])]),
    );
  };
  const convertText = (text: string, path: readonly string[]): string => {
    const template = templateOf(text);
    if (/\p{Cs}/u.test(template)) refuse(path, 'is not Unicode text: it has half of a surrogate pair');
    if (plain(path) && /[$%]\{/.test(template)) {
      refuse(path, 'has "${" or "%{", which Terraform and OpenTofu read differently here');
    }
    return template;
  };
  return convert(document, []);
}

/** The text itself, where it is not going to be a template: within an expression, or in a message. */
export function plainText(text: string): string {
  return text.replace(guarded, (character) => String.fromCharCode(character.charCodeAt(0) - offset));
}

function templateOf(text: string): string {
  const escaped = text
    // Before an expression of ours, `$` would make the expression text.
    .replace(/\udc24+(?=\$\{)/gu, (dollars) => `\${"${'$'.repeat(dollars.length)}"}`)
    .replace(/[\udc24\udc25](?=[{\udc7b])/gu, (character) => plainText(character).repeat(2));
  return plainText(escaped);
}

function guardString(text: string): string {
  if (mapMarkers.has(text)) return `${guard(text.charAt(0))}${text.slice(1)}`;
  let result = '';
  let end = 0;
  for (const match of text.matchAll(stringToken)) {
    if (!isKnown(() => Tokenization.reverseString(match[0]))) continue;
    result += guardSegment(text.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return result + guardSegment(text.slice(end));
}

function guardSegment(text: string): string {
  return text
    .replaceAll('$', guardedDollar)
    .replaceAll('%', guardedPercent)
    .replace(listOrMapToken, `$1${guardedBrace}`)
    .replace(numberInText, (number) =>
      Token.isUnresolved(Number.parseFloat(number)) ? number.replaceAll('e', guard('e')) : number,
    );
}

/** A token in any other form than text: an object, a list of one marker, a map of one marker, a number. */
function isGenuineToken(value: unknown): boolean {
  if (typeof value === 'string') return false;
  if (Array.isArray(value)) {
    return value.length === 1 && Token.isUnresolved(value) && isKnown(() => Tokenization.reverseList(value));
  }
  if (typeof value !== 'object' || value === null) return false;
  if (Tokenization.isResolvable(value)) return true;
  return (
    Token.isUnresolved(value) && isKnown(() => Tokenization.reverseMap(value as Record<string, unknown>))
  );
}

/** The library throws for a token that it does not know. */
function isKnown(reverse: () => unknown): boolean {
  try {
    return reverse() !== undefined;
  } catch {
    return false;
  }
}

/**
 * A value as JSON that is going to be text in a document: a policy, the definition of a container. `JSON.stringify` alone would spell
 * guarded characters out, and they would stay that way.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/\\(?:u(dc[0-7][0-9a-f])|.)/g, (whole, code: string | undefined) =>
    code === undefined ? whole : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Guards what `pattern` finds, one character at a time: for text within an expression. */
export function guardCharacters(text: string, pattern: RegExp): string {
  return text.replace(pattern, guard);
}

function guard(character: string): string {
  return String.fromCharCode(offset + character.charCodeAt(0));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Unlike an assignment, this takes the key `__proto__` for a key. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

function rewrite(value: unknown, change: (text: string) => string, seen: Map<unknown, unknown>): unknown {
  if (typeof value === 'string') return change(value);
  if (!Array.isArray(value) && !isPlain(value)) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const result = Array.isArray(value)
    ? value.map((item) => rewrite(item, change, seen))
    : fromEntries(Object.entries(value).map(([key, item]) => [change(key), rewrite(item, change, seen)]));
  seen.set(value, result);
  return result;
}
