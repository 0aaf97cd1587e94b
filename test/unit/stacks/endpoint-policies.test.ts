import { describe, expect, test } from '@jest/globals';
import {
  bucketEndpointStatement,
  dynamodbGatewayPolicy,
  ecrLayerBucket,
  s3GatewayPolicy,
} from '../../../stacks/consumer/gateway-policies.ts';
import { statement } from './support/template.ts';

const where = { partition: 'aws', region: 'eu-west-1', accountId: '111111111111' };
const ownAccount = { StringEquals: { 'aws:PrincipalAccount': '111111111111' } };

describe("the S3 gateway's policy", () => {
  const policy = (buckets: string[]) => JSON.parse(s3GatewayPolicy({ ...where, buckets }));

  test("the S3 gateway's policy admits the listed buckets, with keys of the own account, for data alone", () => {
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

  test("the S3 gateway's policy admits ECR's layers of the region, without which no container starts", () => {
    expect(ecrLayerBucket('eu-west-1')).toBe('prod-eu-west-1-starport-layer-bucket');
    for (const buckets of [[], ['exports']]) {
      expect(statement(policy(buckets), 'EcrImageLayers')).toMatchObject({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*',
      });
    }
  });

  test("the S3 gateway's policy admits what ordinary clients call: where a bucket is, uploads in parts, an ACL on put", () => {
    expect(statement(policy(['exports']), 'ListedBuckets').Action).toEqual(
      expect.arrayContaining([
        's3:AbortMultipartUpload',
        's3:GetBucketLocation',
        's3:GetObjectTagging',
        's3:ListBucket',
        's3:ListBucketMultipartUploads',
        's3:ListMultipartUploadParts',
        's3:PutObjectAcl',
      ]),
    );
  });

  test("the S3 gateway's policy admits each bucket for what its entry says, and whose keys it says", () => {
    const document = JSON.parse(
      s3GatewayPolicy({
        ...where,
        buckets: [
          'exports',
          { name: 'imports', access: 'read' },
          { name: 'theirs', principals: 'any' },
          { name: 'shared', principals: ['333333333333', '222222222222'] },
        ],
      }),
    );
    expect(statement(document, 'ListedBuckets').Resource).toEqual([
      'arn:aws:s3:::exports',
      'arn:aws:s3:::exports/*',
    ]);
    const readable = statement(document, 'ReadableBuckets');
    expect(readable).toMatchObject({ Resource: ['arn:aws:s3:::imports', 'arn:aws:s3:::imports/*'] });
    expect(readable.Condition).toEqual(ownAccount);
    expect(JSON.stringify(readable.Action)).not.toMatch(/Put|Delete|Abort/);
    expect(statement(document, 'ListedBucketsOfAnybody')).not.toHaveProperty('Condition');
    expect(statement(document, 'ListedBucketsAlso222222222222And333333333333').Condition).toEqual({
      StringEquals: { 'aws:PrincipalAccount': ['111111111111', '222222222222', '333333333333'] },
    });
    for (const { Sid } of document.Statement) expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
  });

  test("the S3 gateway's policy admits no bucket when none is listed", () => {
    expect(policy([]).Statement).toHaveLength(1);
  });

  test("the S3 gateway's policy refuses more buckets than fit into a policy", () => {
    const buckets = Array.from({ length: 300 }, (_, index) => `bucket-with-a-long-name-${index}`);
    expect(() => s3GatewayPolicy({ ...where, buckets })).toThrow(/an endpoint takes 20480/);
  });
});

describe("the DynamoDB gateway's policy", () => {
  test("the DynamoDB gateway's policy admits the listed tables of the own account, and their indexes", () => {
    const policy = JSON.parse(dynamodbGatewayPolicy({ ...where, tables: ['checkpoints'] }));
    expect(statement(policy, 'ListedTables')).toMatchObject({
      Resource: [
        'arn:aws:dynamodb:eu-west-1:111111111111:table/checkpoints',
        'arn:aws:dynamodb:eu-west-1:111111111111:table/checkpoints/index/*',
      ],
      Condition: ownAccount,
    });
  });

  test("the DynamoDB gateway's policy admits a table of another account for what its entry says", () => {
    const policy = JSON.parse(
      dynamodbGatewayPolicy({
        ...where,
        tables: [{ name: 'theirs', account: '222222222222', access: 'read', principals: ['222222222222'] }],
      }),
    );
    const readable = statement(policy, 'ReadableTablesAlso222222222222');
    expect(readable).toMatchObject({
      Resource: [
        'arn:aws:dynamodb:eu-west-1:222222222222:table/theirs',
        'arn:aws:dynamodb:eu-west-1:222222222222:table/theirs/index/*',
      ],
    });
    expect(JSON.stringify(readable.Action)).not.toMatch(/Put|Delete|Update|Write|Insert/);
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

  test("the statement for a bucket's own policy keeps data to the endpoints, and leaves the pipeline that deploys alone", () => {
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

  test("the statement for a bucket's own policy is refused without an endpoint, since it would lock everybody out", () => {
    expect(() => bucketEndpointStatement({ partition: 'aws', bucket: 'exports', endpointIds: [] })).toThrow(
      /nobody could use its data/,
    );
  });
});
