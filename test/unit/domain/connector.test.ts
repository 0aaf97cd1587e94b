import { describe, expect, test } from '@jest/globals';
import {
  findConnectorProblems,
  parseConnectorId,
  parseImage,
  secretStore,
} from '../../../domain/connector.ts';
import { findTaskSizeProblem, parseTaskSize } from '../../../domain/fargate.ts';

const image = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/sync';
const digest = `@sha256:${'0'.repeat(64)}`;

describe('an image', () => {
  test.each([`${image}:1`, `${image}:v1.2-x_y`, `${image}${digest}`, 'localhost:5000/sync:1', 'nginx:1.27'])(
    'an image is named by tag or by digest: %s',
    (text) => {
      expect(parseImage(text)).toBe(text);
    },
  );

  test.each([
    [image, /has no tag or digest/],
    ['localhost:5000/sync', /has no tag or digest/],
    [`${image}:`, /has no tag or digest/],
    [`${image}:${'v'.repeat(129)}`, /has no tag or digest/],
    [`${image}@sha256:00`, /has no tag or digest/],
    [`${image}:1 `, /has no tag or digest/],
    [`${image}:1${digest}`, /has a tag and a digest/],
  ])('an image is refused as %s', (text, message) => {
    expect(() => parseImage(text)).toThrow(message);
  });
});

describe('a connector', () => {
  test('a connector has an id of up to 40 characters, as a connection has', () => {
    expect(parseConnectorId('x'.repeat(40))).toHaveLength(40);
    for (const text of ['x'.repeat(41), '', '-a', 'a-', 'A', 'a_b'])
      expect(() => parseConnectorId(text)).toThrow(/is not a connector id/);
  });

  test('a connector is told all of its broken rules at once, each with its place', () => {
    const problems = findConnectorProblems({
      id: 'Sync',
      image,
      cpu: 256,
      memory: 1536,
      count: 0.5,
      environment: { TOKEN: 'x', 'a-b': 'x', TRAY_CONNECTION_X_HOST: 'x' },
      secrets: { TOKEN: 'acme/token' },
    });
    expect(problems.map(({ field, variable }) => [field, variable].filter(Boolean).join(' '))).toEqual([
      'id',
      'image',
      'memory',
      'count',
      'environment a-b',
      'environment TRAY_CONNECTION_X_HOST',
      'secrets TOKEN',
      'secrets TOKEN',
    ]);
    for (const { error } of problems) expect(error.fix).toMatch(/^(use|name|keep|leave) /);
  });

  test('a connector is filled from Secrets Manager and Parameter Store alone', () => {
    expect(secretStore('arn:aws:secretsmanager:eu-west-1:111111111111:secret:a:key::')).toBe(
      'secretsmanager',
    );
    expect(secretStore('arn:aws-cn:ssm:cn-north-1:111111111111:parameter/a/b')).toBe('ssm');
    expect(secretStore('arn:aws:s3:::bucket')).toBeUndefined();
  });
});

describe('the size of a task', () => {
  test('the size of a task is one that Fargate offers', () => {
    expect(parseTaskSize({})).toEqual({ cpu: 256, memory: 512 });
    expect(parseTaskSize({ cpu: 4096 })).toEqual({ cpu: 4096, memory: 8192 });
    expect(parseTaskSize({ cpu: 16_384, memory: 122_880 })).toEqual({ cpu: 16_384, memory: 122_880 });
  });

  test.each([
    [{ cpu: 256, memory: 1536 }, 'memory', 'use 512, 1024 or 2048 MiB'],
    [{ cpu: 8192, memory: 18_432 }, 'memory', 'use 16384 to 61440 MiB in steps of 4096'],
    [{ memory: 4096 }, 'memory', 'use 512, 1024 or 2048 MiB'],
    [{ cpu: 300 }, 'cpu', 'use 256, 512, 1024, 2048, 4096, 8192, 16384 (1024 are one vCPU)'],
  ])('%j is not', (size, field, fix) => {
    const problem = findTaskSizeProblem(size);
    expect([problem?.field, problem?.error.fix]).toEqual([field, fix]);
  });
});
