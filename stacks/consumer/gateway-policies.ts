import { InvalidPropsError } from '../invalid-props.ts';
import { ENDPOINT_POLICY_LIMIT, type PolicyStatement, policyDocument } from './policy.ts';

/** Objects and listings: what a connector does with a bucket. Nothing that configures one. */
export const s3DataActions = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:GetObject',
  's3:GetObjectTagging',
  's3:GetObjectVersion',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListMultipartUploadParts',
  's3:PutObject',
  's3:PutObjectTagging',
] as const;

/** Items: what a connector does with a table. Nothing that configures one. */
export const dynamodbDataActions = [
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLSelect',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
] as const;

export interface GatewayPolicyProps {
  readonly partition: string;
  readonly region: string;
  /** Tray's account: keys of any other account are useless inside the network, so nothing can be carried out with them. */
  readonly accountId: string;
}

export interface S3GatewayPolicyProps extends GatewayPolicyProps {
  /** Buckets that connectors may use, by name. */
  readonly buckets: readonly string[];
}

export interface DynamodbGatewayPolicyProps extends GatewayPolicyProps {
  /** Tables of Tray's account that connectors may use, by name. */
  readonly tables: readonly string[];
}

/**
 * The bucket, owned by AWS, from which ECR serves the layers of images in `region`. Without it in the S3 gateway's policy no
 * container starts, since there is no other way out of the network.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
 */
export function ecrLayerBucket(region: string): string {
  return `prod-${region}-starport-layer-bucket`;
}

/** Policy of a network's S3 gateway: the listed buckets with Tray's own keys, and ECR's layers. */
export function s3GatewayPolicy(props: S3GatewayPolicyProps): string {
  const arn = (resource: string) => `arn:${props.partition}:s3:::${resource}`;
  const statements: PolicyStatement[] = [];
  if (props.buckets.length > 0) {
    statements.push({
      Sid: 'ListedBuckets',
      Effect: 'Allow',
      Principal: '*',
      Action: s3DataActions,
      Resource: [...props.buckets].sort().flatMap((bucket) => [arn(bucket), arn(`${bucket}/*`)]),
      Condition: { StringEquals: { 'aws:PrincipalAccount': props.accountId } },
    });
  }
  statements.push({
    Sid: 'EcrImageLayers',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: arn(`${ecrLayerBucket(props.region)}/*`),
  });
  return endpointPolicy('s3', 'buckets', statements);
}

/** Policy of a network's DynamoDB gateway: the listed tables with Tray's own keys; without any, nothing. */
export function dynamodbGatewayPolicy(props: DynamodbGatewayPolicyProps): string {
  const arn = (table: string) =>
    `arn:${props.partition}:dynamodb:${props.region}:${props.accountId}:table/${table}`;
  if (props.tables.length === 0) {
    return endpointPolicy('dynamodb', 'tables', [
      { Sid: 'Nothing', Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' },
    ]);
  }
  return endpointPolicy('dynamodb', 'tables', [
    {
      Sid: 'ListedTables',
      Effect: 'Allow',
      Principal: '*',
      Action: dynamodbDataActions,
      Resource: [...props.tables].sort().flatMap((table) => [arn(table), arn(`${table}/index/*`)]),
      Condition: { StringEquals: { 'aws:PrincipalAccount': props.accountId } },
    },
  ]);
}

/** Policy of an interface endpoint: every call that Tray's own identities sign, no other's. */
export function interfaceEndpointPolicy(accountId: string): string {
  return policyDocument([
    {
      Sid: 'OwnIdentities',
      Effect: 'Allow',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': accountId } },
    },
  ]);
}

export interface BucketStatementProps {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Name of the bucket. */
  readonly bucket: string;
  /** Endpoints through which the bucket's data may be used: gateway ids of networks, `vpce-…`. */
  readonly endpointIds: readonly string[];
  /** Identities that may use the data from elsewhere too, by ARN; `*` is allowed at the end. @default none */
  readonly exceptPrincipalArns?: readonly string[];
}

/**
 * The statement that a bucket's own policy needs so that its data moves through these endpoints only.
 *
 * It denies data actions, not `s3:*`: that would lock the pipeline, which does not sit in a network, out of the bucket's
 * policy, and nobody but the account's root user could undo it.
 */
export function bucketEndpointStatement(props: BucketStatementProps): PolicyStatement {
  if (props.endpointIds.length === 0) {
    throw new InvalidPropsError(
      `bucket ${props.bucket}`,
      'endpointIds',
      'is empty, so nobody could use its data',
      'name the S3 gateway endpoint of at least one network',
    );
  }
  const arn = `arn:${props.partition}:s3:::${props.bucket}`;
  const except = props.exceptPrincipalArns ?? [];
  return {
    Sid: 'DataThroughTheseEndpointsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: s3DataActions,
    Resource: [arn, `${arn}/*`],
    Condition: {
      StringNotEquals: { 'aws:SourceVpce': props.endpointIds },
      ...(except.length === 0 ? {} : { ArnNotLike: { 'aws:PrincipalArn': except } }),
    },
  };
}

function endpointPolicy(endpoint: string, prop: string, statements: readonly PolicyStatement[]): string {
  const document = policyDocument(statements);
  if (document.length > ENDPOINT_POLICY_LIMIT) {
    throw new InvalidPropsError(
      `gateway ${endpoint}`,
      prop,
      `make a policy of ${document.length} characters, and an endpoint takes ${ENDPOINT_POLICY_LIMIT}`,
      'list fewer, or gather the data in fewer places',
    );
  }
  return document;
}
