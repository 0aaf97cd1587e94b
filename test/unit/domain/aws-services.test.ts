import { describe, expect, test } from '@jest/globals';
import {
  awsServiceEndpointName,
  awsServiceNames,
  awsServiceOf,
  awsServices,
  findAwsService,
} from '../../../domain/aws-services.ts';
import { crossRegionAwsServices } from '../../../domain/cross-region.ts';

function service(name: string) {
  const found = awsServices.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('the catalogue of AWS services', () => {
  test('the catalogue of AWS services has what connectors need, each once', () => {
    expect(awsServiceNames('Gateway')).toEqual(['s3', 'dynamodb']);
    expect(awsServiceNames('Interface')).toEqual(
      expect.arrayContaining([
        'ec2',
        'elasticloadbalancing',
        'ssm',
        'ssmmessages',
        'ec2messages',
        'kinesis-streams',
        'kms',
        'monitoring',
        'logs',
        'ecr.api',
        'ecr.dkr',
        'sts',
        'secretsmanager',
        'sqs',
        'sns',
        'execute-api',
      ]),
    );
  });

  test('agrees with the rules on what crosses regions', () => {
    for (const { name, type, crossRegion } of awsServices.values()) {
      if (type === 'Interface') expect([name, crossRegion]).toEqual([name, crossRegionAwsServices.has(name)]);
      // Gateways are routes of one region, whatever the service's interface endpoints can do.
      else expect(crossRegion).toBe(false);
    }
  });

  test('the catalogue of AWS services names endpoints as each partition does', () => {
    expect(awsServiceEndpointName(service('ecr.api'), 'eu-west-1', 'aws')).toBe(
      'com.amazonaws.eu-west-1.ecr.api',
    );
    expect(awsServiceEndpointName(service('ecr.api'), 'cn-north-1', 'aws-cn')).toBe(
      'cn.com.amazonaws.cn-north-1.ecr.api',
    );
    expect(awsServiceEndpointName(service('logs'), 'cn-north-1', 'aws-cn')).toBe(
      'com.amazonaws.cn-north-1.logs',
    );
    expect(awsServiceEndpointName(service('sqs'), 'us-gov-west-1', 'aws-us-gov')).toBe(
      'com.amazonaws.us-gov-west-1.sqs',
    );
  });

  test('the catalogue of AWS services is no list of what may be asked for: another name is an interface endpoint like most', () => {
    expect(awsServiceOf('bedrock-runtime')).toEqual({
      name: 'bedrock-runtime',
      port: 443,
      type: 'Interface',
      privateDns: true,
      policy: true,
      crossRegion: false,
      chinaPrefix: false,
    });
    expect(awsServiceOf('s3')?.type).toBe('Gateway');
    for (const name of [
      '',
      'a',
      'S3',
      'a..b',
      'vpce-svc-0123456789abcdef0',
      'com.amazonaws.eu-west-1.sqs',
      'a b',
    ])
      expect([name, awsServiceOf(name)]).toEqual([name, undefined]);
  });

  test('suggests what was meant', () => {
    expect(findAwsService('ecr-api')).toEqual({ service: undefined, nearest: 'ecr.api' });
    expect(findAwsService('logs').service?.port).toBe(443);
  });
});
