import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { regions } from '../../../domain/regions.ts';
import { assertSamePartition, parseServiceName, serviceOwners } from '../../../domain/service-name.ts';
import { brokenRule } from './support/broken-rule.ts';

const customer = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0';

describe('a service name', () => {
  test("a service name of a customer's own service gives its region, partition and id", () => {
    expect(parseServiceName(customer)).toEqual({
      kind: 'customer',
      name: customer,
      region: 'eu-west-1',
      partition: 'aws',
      serviceId: 'vpce-svc-0123456789abcdef0',
    });
  });

  test('a service name in any region round-trips', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{17}$/);
    fc.assert(
      fc.property(fc.constantFrom(...regions.values()), hex, (region, digits) => {
        const name = `com.amazonaws.vpce.${region.code}.vpce-svc-${digits}`;
        const parsed = parseServiceName(name);
        expect(parsed).toMatchObject({
          kind: 'customer',
          name,
          region: region.code,
          partition: region.partition,
        });
      }),
    );
  });

  test.each([
    ['com.amazonaws.eu-west-1.secretsmanager', 'secretsmanager', 'eu-west-1', 'aws'],
    ['com.amazonaws.us-east-1.ecr.api', 'ecr.api', 'us-east-1', 'aws'],
    ['com.amazonaws.us-gov-west-1.kms-fips', 'kms-fips', 'us-gov-west-1', 'aws-us-gov'],
    ['cn.com.amazonaws.cn-north-1.ecr.dkr', 'ecr.dkr', 'cn-north-1', 'aws-cn'],
    ['aws.sagemaker.eu-west-1.notebook', 'sagemaker.notebook', 'eu-west-1', 'aws'],
    ['com.amazonaws.iam', 'iam', 'us-east-1', 'aws'],
  ])('%s is a service of AWS itself', (name, service, region, partition) => {
    expect(parseServiceName(name)).toEqual({ kind: 'aws', name, service, region, partition });
  });

  test("a service name that is not AWS's own is a Marketplace product", () => {
    expect(parseServiceName('com.example.eu-west-1.analytics')).toEqual({
      kind: 'marketplace',
      name: 'com.example.eu-west-1.analytics',
      region: 'eu-west-1',
      partition: 'aws',
      product: 'com.example.analytics',
    });
  });

  test("a service name that looks like a customer's is a Marketplace product when its owner is", () => {
    expect(parseServiceName(customer, { marketplace: true })).toMatchObject({
      kind: 'marketplace',
      product: 'vpce-svc-0123456789abcdef0',
    });
  });

  test('a service name without a region takes the one given beside it', () => {
    expect(parseServiceName('com.example.vendor.analytics', { region: 'eu-west-2' })).toMatchObject({
      kind: 'marketplace',
      region: 'eu-west-2',
    });
  });

  test('a service name must agree with the region given beside it', () => {
    expect(brokenRule(() => parseServiceName(customer, { region: 'us-east-1' }))).toEqual({
      code: 'invalid_service_name',
      message: `"${customer}" is a service of eu-west-1, not of us-east-1`,
      fix: 'set its region to eu-west-1, or leave the region out',
    });
  });
});

describe('something else where a service name belongs', () => {
  const whole = 'use the whole service name: com.amazonaws.vpce.<region>.vpce-svc-<17 hexadecimal digits>';
  test.each([
    [
      'vpce-svc-0123456789abcdef0',
      'id, not its name',
      'use com.amazonaws.vpce.<region>.vpce-svc-0123456789abcdef0',
    ],
    ['vpce-0123456789abcdef0', 'the id of an endpoint', "ask the service's owner"],
    [
      'vpce-0aa-1bb.vpce-svc-0123456789abcdef0.eu-west-1.vpce.amazonaws.com',
      'a DNS name of an endpoint service',
      `use ${customer}`,
    ],
    [
      'arn:aws:ec2:eu-west-1:222222222222:vpc-endpoint-service/vpce-svc-0123456789abcdef0',
      'is an ARN',
      `use ${customer}`,
    ],
    ['nlb-0a1b2c.elb.eu-west-1.amazonaws.com', 'a load balancer', 'make an endpoint service for it'],
    ['https://db.example.com', 'is a URL', whole],
    ['db.eu-west-1.example.com', 'is a DNS name', whole],
    [' com.amazonaws.eu-west-1.s3', 'white space', 'use "com.amazonaws.eu-west-1.s3"'],
    ['com.amazonaws.vpce.EU-WEST-1.vpce-svc-0123456789abcdef0', 'upper-case', `use "${customer}"`],
    ['com.amazonaws.eu-west-1.vpce-svc-0123456789abcdef0', 'lacks a part', `use ${customer}`],
    [
      'com.amazonaws.vpce.eu-west-1.vpce-svc-012',
      'not the id of an endpoint service',
      'its last part must be',
    ],
    [
      'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdefg',
      'not the id of an endpoint service',
      '17 hexadecimal digits',
    ],
    ['com.amazonaws.secretsmanager', 'has no region in it', 'com.amazonaws.<region>.<service>'],
    ['postgres', 'not the name of an endpoint service', whole],
    ['', 'is empty', whole],
  ])('%s is refused with the way to the right value', (text, message, fix) => {
    const broken = brokenRule(() => parseServiceName(text));
    expect(broken.code).toBe('invalid_service_name');
    expect(broken.message).toContain(message);
    expect(broken.fix).toContain(fix);
  });

  test('a region that is misspelled is suggested', () => {
    expect(
      brokenRule(() => parseServiceName('com.amazonaws.vpce.eu-wset-1.vpce-svc-0123456789abcdef0')),
    ).toEqual({
      code: 'unknown_region',
      message: '"eu-wset-1" is not an AWS region',
      fix: 'did you mean eu-west-1?',
    });
  });

  test('whatever it is, the answer is a rule of ours or a service in a known region', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9.-]{1,60}$/)), (text) => {
        try {
          expect(regions.has(parseServiceName(text).region)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: 'DomainError' });
        }
      }),
    );
  });
});

describe('the owner of a service', () => {
  test("the owner of a service is the organization's accounts, Marketplace or Amazon", () => {
    const accounts = ['222222222222', '333333333333'];
    expect(serviceOwners(parseServiceName(customer), accounts)).toEqual(accounts);
    expect(serviceOwners(parseServiceName(customer, { marketplace: true }), accounts)).toEqual([
      'aws-marketplace',
    ]);
    expect(serviceOwners(parseServiceName('com.amazonaws.eu-west-1.kms'), accounts)).toEqual(['amazon']);
  });

  test("the owner of a service must be in the service's partition", () => {
    const service = parseServiceName('com.amazonaws.vpce.cn-north-1.vpce-svc-0123456789abcdef0');
    expect(() => assertSamePartition(service, 'aws-cn')).not.toThrow();
    expect(brokenRule(() => assertSamePartition(service, 'aws'))).toMatchObject({
      code: 'partition_mismatch',
      message: 'cn-north-1 is in AWS China (aws-cn), the account is in AWS commercial (aws)',
    });
  });
});
