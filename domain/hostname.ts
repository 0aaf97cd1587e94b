import { domainToASCII, domainToUnicode } from 'node:url';
import { DomainError } from './errors.ts';

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * A fully qualified DNS name as a client dials it, in lower case, without a dot at its end.
 * @throws DomainError `invalid_hostname`
 */
export function parseHostname(text: string): string {
  const fail = (message: string, fix: string) => new DomainError('invalid_hostname', message, fix);
  if (text.includes('://')) throw fail(`"${text}" is a URL`, 'use the host alone, such as db.example.com');
  if (text.includes('*')) {
    throw fail(`"${text}" is a wildcard`, 'name one host: a private zone is made for exactly that name');
  }
  if (/:\d+$/.test(text))
    throw fail(`"${text}" has a port in it`, 'use the host alone; ports have their own list');
  if (text.endsWith('.')) throw fail(`"${text}" ends with a dot`, `use "${text.replace(/\.+$/, '')}"`);
  if (text !== text.toLowerCase())
    throw fail(`"${text}" has upper-case letters`, `use "${text.toLowerCase()}"`);
  if (/^\d+(?:\.\d+){3}$/.test(text))
    throw fail(`"${text}" is an IP address`, 'use a DNS name such as db.example.com');
  const labels = text.split('.');
  if (text.length > 253 || labels.length < 2 || !labels.every((part) => label.test(part))) {
    throw fail(
      `"${text}" is not a DNS name`,
      'use a full name such as db.example.com (letters, digits, hyphens, dots)',
    );
  }
  // Programs read such a name as an IPv4 address: 127.1, 0x7f.0.0.1. https://url.spec.whatwg.org/#ends-in-a-number-checker
  if (/\.(?:\d+|0x[0-9a-f]*)$/.test(text))
    throw fail(`"${text}" reads as an IP address`, 'use a DNS name such as db.example.com');
  // One spelling for each name, so that two that are the same to a resolver are the same here.
  if (/(?:^|\.)xn--/.test(text) && domainToASCII(domainToUnicode(text)) !== text) {
    const meant = domainToASCII(domainToUnicode(text));
    throw fail(
      `"${text}" is not in the form in which resolvers look it up (IDNA)`,
      meant === '' ? 'use a DNS name such as db.example.com' : `use "${meant}"`,
    );
  }
  return text;
}

/** How names are compared: in lower case, in ASCII, without a dot at the end. */
export function normaliseHostname(text: string): string {
  const name = text.toLowerCase().replace(/\.+$/, '');
  return /[^\x21-\x7e]/.test(name) ? domainToASCII(name) || name : name;
}
