import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLogger } from '../../../api/http/logger.ts';
import { keepSecret, redact } from '../../../api/redaction.ts';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('what is cut out of words', () => {
  test.each([
    ['the private part of a key', '{"kty":"OKP","d":"c2VjcmV0c2VjcmV0c2VjcmV0"}', 'c2VjcmV0c2VjcmV0c2VjcmV0'],
    [
      'the same within a string',
      'parsing "{\\"d\\":\\"c2VjcmV0c2VjcmV0c2VjcmV0\\"}"',
      'c2VjcmV0c2VjcmV0c2VjcmV0',
    ],
    ['a token', 'Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJsb2NhbCJ9.c2lnbmF0dXJl', 'eyJzdWIiOiJsb2NhbCJ9'],
    [
      'a private key',
      '-----BEGIN RSA PRIVATE KEY-----\nTUlJRXBBSUJBQUtDQVFFQQ==\n-----END RSA PRIVATE KEY-----',
      'TUlJRXBBSUJBQUtDQVFFQQ',
    ],
    [
      'the first half of one',
      'x -----BEGIN PRIVATE KEY-----\nTUlJRXBBSUJBQUtDQVFFQQ==',
      'TUlJRXBBSUJBQUtDQVFFQQ',
    ],
    ['the password of a URL', 'cannot reach postgres://tray:hunter2hunter2@db:5432/x', 'hunter2hunter2'],
    ['the password of a URL within a word', 'DB_postgres://tray:hunter2hunter2@db:5432/x', 'hunter2hunter2'],
    ['a secret key', 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'wJalrXUtnFEMI/K7MDENG'],
    ['a session token in XML', '<SessionToken>FwoGZXIvYXdzEBYaD</SessionToken>', 'FwoGZXIvYXdzEBYaD'],
    ['a session token in JSON', '{"SessionToken": "FwoGZXIvYXdzEBYaD"}', 'FwoGZXIvYXdzEBYaD'],
  ])('%s', (_what, words, secret) => {
    const result = redact(words);
    expect(result).not.toContain(secret);
    expect(result).toContain('[redacted]');
  });

  test('what secret-like variables hold, here and in the child, in whatever spelling', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'WEBHOOK_SECRET',
          'AWS_SECRET_ACCESS_KEY',
          'AWS_SESSION_TOKEN',
          'MY_PASSWORD',
          'TF_HTTP_PASSWORD',
        ),
        fc.string({ minLength: 8, maxLength: 40 }).filter((text) => !'[redacted]'.includes(text)),
        (name, value) => {
          expect(redact(`it says ${value}.`, { [name]: value })).not.toContain(value);
          expect(redact(`it says ${JSON.stringify({ x: value })}.`, { [name]: value })).not.toContain(
            JSON.stringify(value),
          );
        },
      ),
    );
    expect(redact('user s3cr3t/pass', { DATABASE_URL: 'postgres://u:s3cr3t%2Fpass@h/d' })).toBe(
      'user [redacted]',
    );
  });

  test('what was kept, from then on', () => {
    const value = crypto.randomUUID();
    expect(redact(value)).toBe(value);
    keepSecret(value);
    expect(redact(`a ${value} b`)).toBe('a [redacted] b');
  });

  test('nothing else: names of files, addresses and ordinary words stay', () => {
    const words =
      'aws_vpc_endpoint.connection_endpoint: creating EC2 VPC Endpoint (com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0): RequestID: 59dbff89-35bd, api error InvalidServiceName: x';
    expect(
      redact(words, { AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token', TOKEN_JWKS_URL: 'https://issuer/x' }),
    ).toBe(words);
    expect(redact('/var/run/token', { AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token' })).toBe(
      '/var/run/token',
    );
  });
});

test('a log line has none, wherever it stands', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const secret = crypto.randomUUID();
  keepSecret(secret);
  logger.info({ err: new Error(`cannot use ${secret}`), deep: { deeper: [secret] } }, `it is ${secret}`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain(secret);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'it is [redacted]' });
});
