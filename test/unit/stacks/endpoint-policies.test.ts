import { describe, expect, test } from '@jest/globals';
import {
  bucketEndpointStatement,
  dynamodbGatewayPolicy,
  ecrLayerBucket,
  s3GatewayPolicy,
} from '../../../stacks/consumer/gateway-policies.ts';
import { statement } from './template.ts';

const where = { partition: 'aws', region: 'eu-west-1', accountId: '111111111111' };
const ownAccount = { StringEquals: { 'aws:PrincipalAccount': '111111111111' } };

describe("the S3 gateway's policy", () => {
  const policy = (buckets: string[]) => JSON.parse(s3GatewayPolicy({ ...where, buckets }));

  test('admits the listed buckets, with keys of the own account, for data alone', () => {
    const listed = statement(policy(['staging', 'exports']), 'ListedBuckets');
    expect(listed.Resource).toEqual([
      'arn:aws:s3:::exports',
      'arn:aws:s3:::exports/*',
      'arn:aws:s3:::staging',
      'arn:aws:s3:::staging/*',
    ]);
    expect(listed.Condition).toEqual(ownAccount);
    expect(JSON.stringify(listed.Action)).not.toMatch(/s3:\*|Policy|PutBucket|DeleteBucket/);
  });

  test("admits ECR's layers of the region, without which no container starts", () => {
    expect(ecrLayerBucket('eu-west-1')).toBe('prod-eu-west-1-starport-layer-bucket');
    for (const buckets of [[], ['exports']]) {
      expect(statement(policy(buckets), 'EcrImageLayers')).toMatchObject({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*',
      });
    }
  });

  test('admits no bucket when none is listed', () => {
    expect(policy([]).Statement).toHaveLength(1);
  });

  test('refuses more buckets than fit into a policy', () => {
    const buckets = Array.from({ length: 300 }, (_, index) => `bucket-with-a-long-name-${index}`);
    expect(() => s3GatewayPolicy({ ...where, buckets })).toThrow(/an endpoint takes 20480/);
  });
});

describe("the DynamoDB gateway's policy", () => {
  test('admits the listed tables of the own account, and their indexes', () => {
    const policy = JSON.parse(dynamodbGatewayPolicy({ ...where, tables: ['checkpoints'] }));
    expect(statement(policy, 'ListedTables')).toMatchObject({
      Resource: [
        'arn:aws:dynamodb:eu-west-1:111111111111:table/checkpoints',
        'arn:aws:dynamodb:eu-west-1:111111111111:table/checkpoints/index/*',
      ],
      Condition: ownAccount,
    });
  });

  test('denies everything when none is listed', () => {
    const policy = JSON.parse(dynamodbGatewayPolicy({ ...where, tables: [] }));
    expect(policy.Statement).toEqual([
      { Sid: 'Nothing', Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' },
    ]);
  });
});

describe("the statement for a bucket's own policy", () => {
  const endpointIds = ['vpce-0123456789abcdef0'];

  test('keeps data to the endpoints, and leaves the pipeline that deploys alone', () => {
    const deny = bucketEndpointStatement({ partition: 'aws', bucket: 'exports', endpointIds });
    expect(deny).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Resource: ['arn:aws:s3:::exports', 'arn:aws:s3:::exports/*'],
      Condition: { StringNotEquals: { 'aws:SourceVpce': endpointIds } },
    });
    for (const action of [deny.Action].flat()) {
      expect(action).toMatch(/^s3:(Abort|Delete|Get|List|Put)(Object|Bucket|Multipart)/);
      expect(action).not.toMatch(/Policy|\*/);
    }
  });

  test('spares the identities that are named', () => {
    const exceptPrincipalArns = ['arn:aws:iam::111111111111:role/backup'];
    const deny = bucketEndpointStatement({
      partition: 'aws',
      bucket: 'exports',
      endpointIds,
      exceptPrincipalArns,
    });
    expect(deny.Condition).toMatchObject({ ArnNotLike: { 'aws:PrincipalArn': exceptPrincipalArns } });
  });

  test('is refused without an endpoint, since it would lock everybody out', () => {
    expect(() => bucketEndpointStatement({ partition: 'aws', bucket: 'exports', endpointIds: [] })).toThrow(
      /nobody could use its data/,
    );
  });
});
