import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { holds } from '../../../emulator/access/conditions.ts';
import { evaluate } from '../../../emulator/access/evaluate.ts';
import { matchesArn, matchesWildcard } from '../../../emulator/access/wildcard.ts';
import { parsePolicy } from '../../../emulator/core/policy-document.ts';

const policy = (...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'identity');

const context = (keys: Record<string, string | string[]> = {}) =>
  new Map(
    Object.entries(keys).map(
      ([key, value]) => [key.toLowerCase(), Array.isArray(value) ? value : [value]] as const,
    ),
  );

const request = (action: string, resource: string, keys: Record<string, string | string[]> = {}) => ({
  action,
  resource,
  context: context(keys),
});

const vpc = 'arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-1';

describe('evaluation of policies', () => {
  const actions = fc.constantFrom('ec2:CreateVpc', 'ec2:DescribeVpcs', 'iam:GetRole', 'sts:AssumeRole');
  const patterns = fc.constantFrom('*', 'ec2:*', 'ec2:Describe*', 'iam:Get*', 'iam:GetRole', 'ec2:?reateVpc');
  const resources = fc.constantFrom('*', vpc, 'arn:aws:ec2:*:*:vpc/*', 'arn:aws:ec2:us-east-1:*:vpc/*');
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: patterns,
    Resource: resources,
  });
  const statements = fc.array(statement, { minLength: 1, maxLength: 8 });

  test('nothing is allowed that no statement allows', () => {
    fc.assert(
      fc.property(statements, actions, (list, action) => {
        const denying = list.map((entry) => ({ ...entry, Effect: 'Deny' }));
        expect(evaluate([policy(...denying)], request(action, vpc))).not.toBe('allow');
      }),
    );
    expect(evaluate([], request('ec2:CreateVpc', vpc))).toBe('implicitDeny');
  });

  test('a deny that applies beats every allow, wherever it stands', () => {
    fc.assert(
      fc.property(statements, actions, fc.nat(), (list, action, at) => {
        const deny = { Effect: 'Deny', Action: action, Resource: '*' };
        const place = at % (list.length + 1);
        const all = [...list.slice(0, place), deny, ...list.slice(place)];
        expect(evaluate([policy(...all)], request(action, vpc))).toBe('explicitDeny');
      }),
    );
  });

  test('the order of statements and their division into policies do not matter', () => {
    fc.assert(
      fc.property(statements, actions, (list, action) => {
        const together = evaluate([policy(...list)], request(action, vpc));
        expect(evaluate([policy(...[...list].reverse())], request(action, vpc))).toBe(together);
        expect(
          evaluate(
            list.map((entry) => policy(entry)),
            request(action, vpc),
          ),
        ).toBe(together);
      }),
    );
  });

  test('an Action and a NotAction of the same pattern divide the world', () => {
    fc.assert(
      fc.property(patterns, actions, (pattern, action) => {
        const by = policy({ Effect: 'Allow', Action: pattern, Resource: '*' });
        const except = policy({ Effect: 'Allow', NotAction: pattern, Resource: '*' });
        const verdicts = [by, except].map((document) => evaluate([document], request(action, vpc)));
        expect(verdicts.filter((verdict) => verdict === 'allow')).toHaveLength(1);
      }),
    );
  });

  test('actions ignore case, resources do not', () => {
    const document = policy({ Effect: 'Allow', Action: 'EC2:createvpc', Resource: vpc });
    expect(evaluate([document], request('ec2:CreateVpc', vpc))).toBe('allow');
    expect(evaluate([document], request('ec2:CreateVpc', vpc.toUpperCase()))).toBe('implicitDeny');
  });

  test('variables stand for the caller, and match nothing when the key is absent', () => {
    const document = policy({
      Effect: 'Allow',
      Action: 'ec2:*',
      Resource: `arn:aws:ec2:*:*:vpc/\${aws:PrincipalTag/vpc}`,
    });
    expect(evaluate([document], request('ec2:CreateVpc', vpc, { 'aws:PrincipalTag/vpc': 'vpc-1' }))).toBe(
      'allow',
    );
    expect(evaluate([document], request('ec2:CreateVpc', vpc))).toBe('implicitDeny');
  });

  test.each([
    ['not JSON', 'nonsense', 'JSON'],
    ['no effect', { Action: '*', Resource: '*' }, 'effect'],
    ['no action', { Effect: 'Allow', Resource: '*' }, 'actions'],
    [
      'both action and not action',
      { Effect: 'Allow', Action: '*', NotAction: '*', Resource: '*' },
      'actions',
    ],
    ['no resource', { Effect: 'Allow', Action: '*' }, 'resources'],
    ['an action without vendor', { Effect: 'Allow', Action: 'CreateVpc', Resource: '*' }, 'vendor'],
    ['a principal', { Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' }, 'principal'],
    [
      'an unknown operator',
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { Like: { a: 'b' } } },
      'Condition type',
    ],
    ['an unknown element', { Effect: 'Allow', Action: '*', Resource: '*', Foo: 1 }, 'Foo'],
    ['a resource that is no ARN', { Effect: 'Allow', Action: '*', Resource: 'vpc-1' }, 'ARN'],
  ])('a document with %s is malformed', (_what, content, complaint) => {
    const text = typeof content === 'string' ? content : JSON.stringify({ Statement: [content] });
    expect(() => parsePolicy(text, 'identity')).toThrow(complaint);
  });

  test('no document makes the parser fail in another way', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        try {
          parsePolicy(JSON.stringify({ Statement: value }), 'identity');
        } catch (error) {
          expect(error).toMatchObject({ name: 'MalformedPolicy' });
        }
      }),
    );
  });
});

describe('wildcards', () => {
  const pattern = fc.stringMatching(/^[ab:*?.]{0,12}$/);
  const subject = fc.stringMatching(/^[ab:.]{0,12}$/);

  test('mean what the equivalent regular expression means', () => {
    fc.assert(
      fc.property(pattern, subject, (wild, text) => {
        const expression = wild.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesWildcard(wild, text)).toBe(new RegExp(`^${expression}$`).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('wildcards do not blow up on hostile patterns', () => {
    const started = performance.now();
    matchesWildcard('*a'.repeat(500), 'a'.repeat(5_000).concat('b'));
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('wildcards stay within their part of an ARN', () => {
    expect(matchesArn('arn:aws:ec2:*:vpc/x', 'arn:aws:ec2:eu-west-1:111111111111:vpc/x')).toBe(false);
    expect(matchesArn('arn:aws:ec2:*:*:vpc/*', 'arn:aws:ec2:eu-west-1:111111111111:vpc/x')).toBe(true);
    expect(matchesArn('arn:aws:logs:*:*:*', 'arn:aws:logs:eu-west-1:1:log-group:a:*')).toBe(true);
  });
});

describe('conditions', () => {
  const check = (operator: string, wanted: string | string[], actual?: string | string[]) =>
    holds(
      { operator, key: 'aws:Key', values: Array.isArray(wanted) ? wanted : [wanted] },
      context(actual === undefined ? {} : { 'aws:key': actual }),
    );

  test.each([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', ['b', 'a'], 'a', true],
    ['StringEquals', 'A', 'a', false],
    ['StringEqualsIgnoreCase', 'A', 'a', true],
    ['StringNotEquals', ['b', 'a'], 'a', false],
    ['StringNotEquals', ['b', 'c'], 'a', true],
    ['StringLike', 'a*', 'abc', true],
    ['StringNotLike', 'a*', 'abc', false],
    ['NumericLessThanEquals', '5', '5', true],
    ['NumericGreaterThan', '5', '5', false],
    ['DateLessThan', '2030-01-01T00:00:00Z', '2025-01-01T00:00:00Z', true],
    ['Bool', 'true', 'True', true],
    ['IpAddress', '127.0.0.0/8', '127.0.0.1', true],
    ['NotIpAddress', '127.0.0.0/8', '10.0.0.1', true],
    ['ArnLike', 'arn:aws:iam::*:role/a*', 'arn:aws:iam::1:role/abc', true],
    ['ArnNotLike', 'arn:aws:iam::*:role/a*', 'arn:aws:iam::1:role/abc', false],
    ['Null', 'false', 'x', true],
    ['Null', 'true', 'x', false],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['b', 'c'], true],
    ['ForAnyValue:StringEquals', ['a'], ['b', 'c'], false],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'a'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'a'], false],
  ])('%s %j against %j', (operator, wanted, actual, expected) => {
    expect(check(operator, wanted, actual)).toBe(expected);
  });

  test.each([
    ['StringEquals', false],
    ['StringEqualsIfExists', true],
    ['StringNotEquals', true],
    ['StringNotEqualsIfExists', true],
    ['BoolIfExists', true],
    ['ForAllValues:StringEquals', true],
    ['ForAnyValue:StringEquals', false],
  ])('%s with an absent key', (operator, expected) => {
    expect(check(operator, 'a')).toBe(expected);
  });

  test('Null tells an absent key from a present one', () => {
    expect(check('Null', 'true')).toBe(true);
    expect(check('Null', 'false')).toBe(false);
  });

  test('a negated operator says the opposite for any single value', () => {
    const word = fc.stringMatching(/^[a-c*]{0,4}$/);
    fc.assert(
      fc.property(
        fc.constantFrom(['StringEquals', 'StringNotEquals'], ['StringLike', 'StringNotLike']),
        fc.array(word, { minLength: 1, maxLength: 3 }),
        word,
        ([positive = '', negative = ''], wanted, actual) => {
          expect(check(positive, wanted, actual)).toBe(!check(negative, wanted, actual));
        },
      ),
    );
  });
});
