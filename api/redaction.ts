/**
 * Cuts secrets out of words that people are going to read: what Terraform, a plugin or AWS say may hold anything that they know.
 */

const cut = '[redacted]';
/** Shorter values are words that stand in a sentence by chance. */
const shortest = 8;

/** Names of variables whose values let somebody in. */
const secretName =
  /SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PRIVATE|CREDENTIAL|API_?KEY|ACCESS_?KEY|AUTHORIZATION/i;
/** They say where something is, or whose it is. */
const harmlessName = /(_FILE|_URL|_URI|_ISSUER|_AUDIENCE|_PATH)$/i;

// Every repetition that can begin anywhere has a bound: what is looked through is as long as others make it.
const patterns: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g, cut],
  // JSON web tokens; a key of one in JSON, also within a string of JSON.
  [/\beyJ[\w-]{8,8000}\.[\w-]{8,}(?:\.[\w-]*)?/g, cut],
  [/(\\{0,8}"(?:d|p|q|dp|dq|qi|k)\\{0,8}"\s{0,8}:\s{0,8}\\{0,8}")[\w+/=-]{16,}/g, `$1${cut}`],
  // The password of a URL.
  [/(:\/\/[^\s:/@"']{0,200}:)[^\s@/"']+(?=@)/g, `$1${cut}`],
  [/\b(Bearer|Basic)\s+[\w+/=.~-]{8,}/gi, `$1 ${cut}`],
  [
    /(secret_?access_?key|session_?token|security_?token|client_?secret|password|passwd)(\\{0,8}["']?\s{0,8}[:=>]\s{0,8}\\{0,8}["']?)[^\s"'<>,;\\]{4,}/gi,
    `$1$2${cut}`,
  ],
];

const kept = new Set<string>();

/** From here on, this value is cut wherever it turns up. */
export function keepSecret(value: string | undefined): void {
  if (value !== undefined && value.length >= shortest) kept.add(value);
}

/**
 * Text without secrets: of this process's environment, of the one given, of those kept, and whatever looks like one.
 *
 * @param more an environment of a child.
 */
export function redact(text: string, more: Readonly<Record<string, string | undefined>> = {}): string {
  let result = text;
  const values = [...kept, ...ownSecrets(), ...secretsOf(more)];
  // The longest first: one may be a part of another.
  for (const value of values.sort((a, b) => b.length - a.length)) {
    result = result.replaceAll(value, cut);
    const escaped = JSON.stringify(value).slice(1, -1);
    if (escaped !== value) result = result.replaceAll(escaped, cut);
  }
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}

/** Looking through an environment takes longer than writing a line: once in a while is enough. */
let own: { readonly at: number; readonly values: readonly string[] } | undefined;

function ownSecrets(): readonly string[] {
  const now = performance.now();
  if (own === undefined || now - own.at > 250) own = { at: now, values: secretsOf(process.env) };
  return own.values;
}

function secretsOf(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value = '']) => {
    if (value.length < shortest) return [];
    const found = secretName.test(name) && !harmlessName.test(name) ? [value] : [];
    // A URL's password, as it is written and as it is meant.
    const [, password = ''] = /^[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:([^\s@/]+)@/i.exec(value) ?? [];
    return [...found, ...[password, decoded(password)].filter((word) => word.length >= shortest)];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign: it means itself
  }
}
