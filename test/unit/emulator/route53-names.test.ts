import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalDomainName,
  compareAscii,
  domainNameProblem,
  isWithin,
  sortKey,
} from '../../../emulator/services/route53/domain-name.ts';
import { compareRecords, recordKey } from '../../../emulator/services/route53/record-rules.ts';
import type { RecordSet } from '../../../emulator/services/route53/state.ts';

const label = fc.stringMatching(/^[a-z0-9*_-]{1,20}$/);
const name = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'));

describe('domain names', () => {
  test('the canonical form of a canonical name is itself', () => {
    fc.assert(
      fc.property(name, (text) => {
        const once = canonicalDomainName(text);
        expect(canonicalDomainName(once)).toBe(once);
        expect(canonicalDomainName(`${text.toUpperCase()}.`)).toBe(once);
      }),
    );
  });

  test('reversing the labels twice gives the name back', () => {
    fc.assert(
      fc.property(name, (text) => sortKey(sortKey(canonicalDomainName(text))) === canonicalDomainName(text)),
    );
  });

  test('a name lies within each of its parents', () => {
    fc.assert(
      fc.property(label, name, (first, rest) =>
        isWithin(canonicalDomainName(`${first}.${rest}`), canonicalDomainName(rest)),
      ),
    );
  });

  test.each([
    ['*.example.com', '\\052.example.com.'],
    ['Ex.COM.', 'ex.com.'],
    ['a\\052.com', 'a\\052.com.'],
    ['exämple.com', 'ex\\303\\244mple.com.'],
  ])('%s is stored as %s', (given, stored) => {
    expect(canonicalDomainName(given)).toBe(stored);
  });

  test.each([
    ['', 'DomainLabelEmpty'],
    ['a..b', 'DomainLabelEmpty'],
    [`${'a'.repeat(64)}.com`, 'DomainLabelTooLong'],
    [Array.from({ length: 60 }, () => 'abcd').join('.'), 'DomainNameTooLong'],
  ])('%s is no domain name', (text, problem) => {
    expect(domainNameProblem(text)).toContain(problem);
  });
});

describe('the order of records', () => {
  const records = fc.array(
    fc.record({ Name: name.map(canonicalDomainName), Type: fc.constantFrom('A', 'AAAA', 'CNAME', 'TXT') }),
    { maxLength: 20 },
  );

  test('the order of records is total: sorting from any start gives the same list', () => {
    fc.assert(
      fc.property(records, (given: RecordSet[]) => {
        const sorted = [...given].sort(compareRecords).map(recordKey);
        expect([...given].reverse().sort(compareRecords).map(recordKey)).toEqual(sorted);
      }),
    );
  });

  test('the order of records is ASCII’s, whatever the locale', () => {
    expect(['b', 'A', 'a', '-', '.'].sort(compareAscii)).toEqual(['-', '.', 'A', 'a', 'b']);
  });
});
