import { parseCidr } from '../core/ipv4.ts';
import type { Condition } from '../core/policy-document.ts';
import { matchesArn, matchesWildcard } from './wildcard.ts';

/** Condition keys of one request, by lower-case name. A key may have several values. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

type Test = (actual: string, wanted: string) => boolean;

/** Comparisons of one value with one value. Negated operators are the same tests, turned round. */
const tests: Readonly<Record<string, Test>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: (actual, wanted) => matchesWildcard(wanted, actual),
  NumericEquals: numeric((a, b) => a === b),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  BinaryEquals: (actual, wanted) => actual === wanted,
  IpAddress: isInBlock,
  ArnEquals: (actual, wanted) => matchesArn(wanted, actual),
  ArnLike: (actual, wanted) => matchesArn(wanted, actual),
};

/** Whether one condition holds. All conditions of a statement must. */
export function holds(condition: Condition, context: RequestContext): boolean {
  const { quantifier, base, negated, ifExists } = parseOperator(condition.operator);
  const actual = context.get(condition.key.toLowerCase());
  if (base === 'Null') {
    return condition.values.some((wanted) => (wanted.toLowerCase() === 'true') === (actual === undefined));
  }
  const wantedValues = condition.values.map((value) => substitute(value, context));
  const test = tests[base];
  if (test === undefined) return false;
  // One value passes when any of the wanted ones fits, or, for a negated operator, when none does.
  const passes = (value: string) =>
    wantedValues.some((wanted) => wanted !== undefined && test(value, wanted)) !== negated;
  if (quantifier === 'ForAllValues') return (actual ?? []).every(passes);
  if (actual === undefined || actual.length === 0) {
    if (quantifier === 'ForAnyValue') return ifExists;
    return ifExists || negated;
  }
  return negated && quantifier === undefined ? actual.every(passes) : actual.some(passes);
}

/**
 * Fills in policy variables such as `${aws:PrincipalTag/team}`, with a default if there is one: `${key, 'none'}`.
 * `undefined` when the request does not have the key: then nothing can match.
 */
export function substitute(text: string, context: RequestContext): string | undefined {
  let isKnown = true;
  const filled = text.replace(/\$\{([^}]+)\}/g, (_all, inner: string) => {
    if (inner === '*' || inner === '?' || inner === '$') return inner;
    const [key = '', fallback] = inner.split(',').map((part) => part.trim());
    const value = context.get(key.toLowerCase())?.[0] ?? fallback?.replace(/^'|'$/g, '');
    if (value === undefined) isKnown = false;
    return value ?? '';
  });
  return isKnown ? filled : undefined;
}

function parseOperator(operator: string) {
  const [head, tail] = operator.includes(':') ? operator.split(':') : [undefined, operator];
  const ifExists = (tail ?? '').endsWith('IfExists');
  const named = (tail ?? '').replace(/IfExists$/, '');
  const negated = named.includes('Not');
  return {
    quantifier: head === undefined ? undefined : head.startsWith('ForAll') ? 'ForAllValues' : 'ForAnyValue',
    base: named.replace('Not', ''),
    negated,
    ifExists,
  } as const;
}

function numeric(compare: (a: number, b: number) => boolean): Test {
  return (actual, wanted) => {
    const [a, b] = [Number(actual), Number(wanted)];
    return Number.isFinite(a) && Number.isFinite(b) && compare(a, b);
  };
}

/** Dates are ISO 8601 or seconds since the epoch. */
function date(compare: (a: number, b: number) => boolean): Test {
  const read = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
  return (actual, wanted) => {
    const [a, b] = [read(actual), read(wanted)];
    return !Number.isNaN(a) && !Number.isNaN(b) && compare(a, b);
  };
}

function isInBlock(actual: string, wanted: string): boolean {
  const address = parseCidr(`${actual}/32`);
  const block = parseCidr(wanted.includes('/') ? wanted : `${wanted}/32`);
  if (address === undefined || block === undefined) return false;
  return address.first >= block.first && address.first < block.first + block.size;
}
