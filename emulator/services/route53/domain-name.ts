/**
 * Domain names in the form in which Route 53 stores and returns them: lower case, with a trailing dot, and every
 * character outside `a-z 0-9 - _ .` as a three-digit octal escape (`*` is `\052`).
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
const MAX_NAME_LENGTH = 255;
const MAX_LABEL_LENGTH = 63;

/** Splits at dots, keeping an escape such as `\056` (an escaped dot) inside its label. */
export function canonicalDomainName(name: string): string {
  const lower = name.toLowerCase().replace(/\.$/, '');
  let result = '';
  for (let index = 0; index < lower.length; index += 1) {
    const octal = /^\\[0-7]{3}/.exec(lower.slice(index));
    if (octal !== null) {
      result += octal[0];
      index += 3;
      continue;
    }
    for (const byte of Buffer.from(lower.charAt(index))) {
      const character = String.fromCharCode(byte);
      result += /[a-z0-9._-]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
    }
  }
  return `${result}.`;
}

/** What is wrong with the name as a DNS name, in Route 53's words, or undefined. */
export function domainNameProblem(name: string): string | undefined {
  const canonical = canonicalDomainName(name);
  const labels = labelsOf(canonical);
  if (labels.length === 0 || labels.some((label) => label === '')) {
    return 'DomainLabelEmpty (Domain label is empty)';
  }
  if (labels.some((label) => label.replace(/\\[0-7]{3}/g, '?').length > MAX_LABEL_LENGTH)) {
    return 'DomainLabelTooLong (Domain label is too long)';
  }
  if (canonical.replace(/\\[0-7]{3}/g, '?').length > MAX_NAME_LENGTH) {
    return 'DomainNameTooLong (Domain name is too long)';
  }
  return undefined;
}

/** `www.example.com.` → `com.example.www.`: the key by which Route 53 orders zones and records. */
export function sortKey(canonical: string): string {
  return `${labelsOf(canonical).reverse().join('.')}.`;
}

/** True when `name` is `zone` or lies below it; both canonical. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** Order of two strings by their code units (ASCII order, as Route 53 lists), never by locale. */
export function compareAscii(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function labelsOf(canonical: string): string[] {
  const body = canonical.replace(/\.$/, '');
  return body === '' ? [] : body.split('.');
}
