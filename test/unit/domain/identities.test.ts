import { describe, expect, test } from '@jest/globals';
import {
  parseAccountId,
  parseAllowedPrincipal,
  principalArn,
  principalName,
} from '../../../domain/account.ts';
import { parseHostname } from '../../../domain/hostname.ts';
import {
  parseBucketName,
  parseConnectionId,
  parseEndpointId,
  parseOrgId,
} from '../../../domain/identifiers.ts';
import { nearestSpelling } from '../../../domain/suggest.ts';
import { brokenRule } from './support/broken-rule.ts';

describe('an account number', () => {
  test('an account number is twelve digits, leading zeros included', () => {
    expect(parseAccountId('012345678901')).toBe('012345678901');
  });

  test.each([
    ['0123-4567-8901', 'write it without separators: "012345678901"'],
    ['12345678901', 'use its 12 digits, in quotes'],
    ['acme', 'use its 12 digits, in quotes'],
  ])('an account number is not %s', (text, fix) => {
    expect(brokenRule(() => parseAccountId(text))).toMatchObject({ code: 'invalid_account_id', fix });
  });
});

describe("an organization's principal", () => {
  test("an organization's principal is a role without a path, named after the OrgID", () => {
    const orgId = '0c0ffee0-1234-4abc-9def-0123456789ab';
    expect(principalArn({ partition: 'aws-us-gov', accountId: '111111111111', orgId })).toBe(
      `arn:aws-us-gov:iam::111111111111:role/tray-privatelink-${orgId}`,
    );
    expect(principalName(orgId).length).toBeLessThanOrEqual(64);
  });

  test("an organization's principal cannot be made for what is no OrgID", () => {
    expect(brokenRule(() => principalName('../admin')).code).toBe('invalid_org_id');
  });
});

describe('an allowed principal', () => {
  test.each([
    ['arn:aws:iam::111111111111:root', 'account'],
    ['arn:aws:iam::111111111111:role/tray-privatelink-acme', 'role'],
    ['arn:aws-cn:iam::111111111111:user/operator', 'user'],
  ])('an allowed principal may be %s', (arn, type) => {
    expect(parseAllowedPrincipal(arn)).toMatchObject({ arn, type, accountId: '111111111111' });
  });

  test.each(['*', 'arn:aws:iam::111111111111:role/*', 'arn:aws:iam::*:root'])(
    'an allowed principal is never the wildcard %s',
    (text) => {
      expect(brokenRule(() => parseAllowedPrincipal(text)).code).toBe('wildcard_principal');
    },
  );

  test.each([
    ['111111111111', 'use arn:aws:iam::111111111111:root'],
    [
      'arn:aws:sts::111111111111:assumed-role/tray/session',
      'use its role: arn:aws:iam::111111111111:role/tray',
    ],
    ['arn:aws:iam::111111111111:role/path/tray', 'use a role or user without a path (role/name)'],
    ['firehose.amazonaws.com', 'use an ARN such as arn:aws:iam::111111111111:role/tray-privatelink-acme'],
  ])('an allowed principal is not %s', (text, fix) => {
    expect(brokenRule(() => parseAllowedPrincipal(text))).toMatchObject({ code: 'invalid_principal', fix });
  });
});

describe('identifiers', () => {
  test('OrgIDs hold a UUID, connection ids a DNS label', () => {
    expect(parseOrgId('a'.repeat(36))).toHaveLength(36);
    expect(brokenRule(() => parseOrgId('a'.repeat(37))).code).toBe('invalid_org_id');
    expect(parseConnectionId('acme-orders-db')).toBe('acme-orders-db');
    for (const text of ['-a', 'a-', 'Acme', 'a_b', 'a.b', '', 'a'.repeat(41)]) {
      expect(brokenRule(() => parseConnectionId(text)).code).toBe('invalid_connection_id');
    }
  });

  test('an endpoint id is not the id of its service', () => {
    expect(parseEndpointId('vpce-0123456789abcdef0')).toBe('vpce-0123456789abcdef0');
    expect(brokenRule(() => parseEndpointId('vpce-svc-0123456789abcdef0')).fix).toContain(
      'that is the id of an endpoint service',
    );
    expect(brokenRule(() => parseEndpointId('vpce-0; rm -rf')).code).toBe('invalid_endpoint_id');
  });

  test('a bucket is named bare, and exactly', () => {
    expect(parseBucketName('acme.tray-exports')).toBe('acme.tray-exports');
    expect(brokenRule(() => parseBucketName('arn:aws:s3:::acme-exports/*')).fix).toBe(
      'use the bare name: acme-exports',
    );
    expect(brokenRule(() => parseBucketName('s3://acme-exports/in')).fix).toBe(
      'use the bare name: acme-exports',
    );
    for (const text of ['ab', 'Acme', 'a..b', '10.0.0.1', 'acme-*', 'acme/']) {
      expect(brokenRule(() => parseBucketName(text)).code).toBe('invalid_bucket_name');
    }
  });

  test.each([
    ['db.example.com', undefined],
    ['DB.example.com', 'use "db.example.com"'],
    ['db.example.com.', 'use "db.example.com"'],
    ['*.example.com', 'name one host: a private zone is made for exactly that name'],
    ['db.example.com:5432', 'use the host alone; ports have their own list'],
    ['10.0.0.1', 'use a DNS name such as db.example.com'],
    ['localhost', 'use a full name such as db.example.com (letters, digits, hyphens, dots)'],
    ['-db.example.com', 'use a full name such as db.example.com (letters, digits, hyphens, dots)'],
    [
      `${'a'.repeat(64)}.example.com`,
      'use a full name such as db.example.com (letters, digits, hyphens, dots)',
    ],
  ])('hostname %s', (text, fix) => {
    if (fix === undefined) expect(parseHostname(text)).toBe(text);
    else expect(brokenRule(() => parseHostname(text))).toMatchObject({ code: 'invalid_hostname', fix });
  });
});

describe('a suggestion', () => {
  test('a suggestion is the nearest candidate, or none when nothing is near', () => {
    expect(nearestSpelling('requestd', ['requested', 'accepted'])).toBe('requested');
    expect(nearestSpelling('ehlp', ['help', 'elp'])).toBe('help');
    expect(nearestSpelling('banana', ['requested', 'accepted'])).toBeUndefined();
    expect(nearestSpelling('', ['a'])).toBeUndefined();
    expect(nearestSpelling('x'.repeat(1_000_000), ['x'])).toBeUndefined();
  });
});
